import type { Assumption } from '../../mesh/evidence';
import type { StringMatch } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { pathText } from '../../yaml/tree';
import type { Route } from '../config';
import { authorityOf, type Request, schemeOf } from '../request';
import { matchesWhole } from './regular-expression';
import { splitPath } from './url';

/** Whether a route takes a request, and what of the request had to be guessed for the answer. */
export interface Matching {
  /** `unknown` for what nobody can tell from the manifests: a placeholder, or an expression that is none. */
  readonly result: Answer;
  readonly assumptions: readonly Assumption[];
}

type Answer = 'yes' | 'no' | 'unknown';

/** One thing that a match asks for. */
interface Question {
  readonly answer: Answer;
  /** What the call leaves open and decides the answer: it has no such header. */
  readonly absent?: string;
}

/** Whether a route takes the request, whose scheme is `https` where the proxy has ended TLS. */
export function matchRoute(route: Route, request: Request, scheme = schemeOf(request)): Matching {
  const questions = [...questionsOf(route, request, scheme)];
  const failing = questions.filter((it) => it.answer === 'no');
  const open = questions.filter((it) => it.answer === 'unknown');
  // a header that isn't given matters only where nothing else speaks against the route
  const isGuess = failing.every((it) => it.absent !== undefined);
  const result = failing.length > 0 ? 'no' : open.length > 0 ? 'unknown' : 'yes';
  const deciding = isGuess ? (result === 'no' ? failing : questions).flatMap((it) => it.absent ?? []) : [];
  const said = deciding.map((header) => `The call has no header ${header}, so ${nameOf(route)} ${outcome[result]}.`);
  // whoever asks goes on as if it did not
  const undecided =
    result === 'unknown' ? [`Whether ${nameOf(route)} takes it cannot be told; it is passed over.`] : [];
  return { result, assumptions: [...said, ...undecided].map((text) => ({ text, ...route.origin })) };
}

const outcome: Readonly<Record<Answer, string>> = {
  yes: 'takes it',
  no: 'does not take it',
  unknown: 'may take it',
};

const nameOf = ({ origin, name }: Route): string => (origin ? pathText(origin.path) : name);

function* questionsOf({ match, bySegment }: Route, request: Request, scheme: string): Iterable<Question> {
  if (!match) return;
  const { path, query } = splitPath(request.path);
  if (match.uri)
    yield {
      answer: bySegment
        ? segmentsMatch(match.uri, path)
        : pathMatches(match.uri, path, match.ignoreUriCase?.value === true),
    };
  const pseudo = { method: request.method, authority: authorityOf(request), scheme };
  for (const key of ['method', 'authority', 'scheme'] as const)
    if (match[key]) yield { answer: textMatches(match[key], pseudo[key]) };

  const header = (name: string): string | undefined => {
    const known = name.toLowerCase();
    if (known === ':path') return request.path;
    if (known === 'host') return pseudo.authority;
    return known.startsWith(':') ? pseudo[known.slice(1) as keyof typeof pseudo] : request.headers.get(known);
  };
  for (const [name, wanted] of match.headers ?? []) yield headerQuestion(name, wanted, header(name));
  for (const [name, wanted] of match.withoutHeaders ?? []) yield withoutQuestion(name, wanted, header(name));
  for (const [name, wanted] of match.queryParams ?? []) {
    const value = query.get(name);
    yield { answer: value === undefined ? 'no' : isPresence(wanted) ? 'yes' : textMatches(wanted, value) };
  }
}

function headerQuestion(name: string, wanted: StringMatch | undefined, value: string | undefined): Question {
  if (isClaim(name)) return { answer: 'unknown' };
  if (value === undefined) return { answer: 'no', absent: name };
  return { answer: isPresence(wanted) ? 'yes' : textMatches(wanted, value) };
}

function withoutQuestion(name: string, wanted: StringMatch | undefined, value: string | undefined): Question {
  if (isClaim(name)) return { answer: 'unknown' };
  const absent = value === undefined ? { absent: name } : {};
  if (isPresence(wanted)) return { answer: value === undefined ? 'yes' : 'no', ...absent };
  // pilot/pkg/networking/core/route/route.go TranslateRouteMatch: a missing header counts as an empty one
  return { answer: opposite[textMatches(wanted, value ?? '')], ...absent };
}

const opposite = { yes: 'no', no: 'yes', unknown: 'unknown' } as const;

/** What a token says; only the proxy sees the token. */
const isClaim = (name: string): boolean => name.toLowerCase().startsWith('@request.auth.claims');

/** Whether it is enough that there is a value. */
const isPresence = (wanted: StringMatch | undefined): wanted is undefined =>
  // pilot/pkg/networking/core/route/route.go canBeConvertedToPresentMatch
  !wanted || (!wanted.exact && !wanted.prefix && (!wanted.regex || wanted.regex.value === '*'));

function textMatches({ exact, prefix, regex }: StringMatch, value: string): Answer {
  const written = exact ?? prefix ?? regex;
  if (!written) return 'yes';
  if (regex !== written && hasPlaceholder(written.value)) return 'unknown';
  if (exact) return answer(value === exact.value);
  return prefix ? answer(value.startsWith(prefix.value)) : answer(matchesWhole(written.value, value));
}

/** Compares the path without its query; a case that doesn't matter does so for an expression all the same, as in Envoy. */
function pathMatches(wanted: StringMatch, path: string, ignoresCase: boolean): Answer {
  if (!ignoresCase) return textMatches(wanted, path);
  const lower = (it: StringMatch['exact']) => it && { ...it, value: it.value.toLowerCase() };
  if (wanted.exact || wanted.prefix)
    return textMatches({ ...wanted, exact: lower(wanted.exact), prefix: lower(wanted.prefix) }, path.toLowerCase());
  return textMatches(wanted, path);
}

/** Compares the path as the Gateway API does, where a prefix ends with a segment. */
function segmentsMatch(wanted: StringMatch, path: string): Answer {
  const { prefix } = wanted;
  if (!prefix || prefix.value === '/' || hasPlaceholder(prefix.value)) return textMatches(wanted, path);
  const segments = prefix.value.replace(/\/$/, '');
  return answer(path === segments || path.startsWith(`${segments}/`));
}

const answer = (holds: boolean | undefined): Answer => (holds === undefined ? 'unknown' : holds ? 'yes' : 'no');
