import { type Answer, answered } from '../../text/answer';
import { hasPlaceholder } from '../../text/placeholder';

/** `*` for any text that there is, `*x` for an ending, `x*` for a beginning, else the text itself. */
export function textMatches(pattern: string, text: string | undefined): Answer {
  // pilot/pkg/security/authz/matcher/string.go StringMatcherWithPrefix
  if (hasPlaceholder(pattern)) return 'unknown';
  if (text === undefined) return 'no';
  if (pattern === '*') return answered(text !== '');
  if (pattern.startsWith('*')) return answered(text.endsWith(pattern.slice(1)));
  if (pattern.endsWith('*')) return answered(text.startsWith(pattern.slice(0, -1)));
  return answered(text === pattern);
}

/** As `textMatches`, but of a text of which only the beginning may be known. */
export function startMatches(pattern: string, start: string, isWhole: boolean): Answer {
  if (isWhole || pattern === '*' || hasPlaceholder(pattern)) return textMatches(pattern, start);
  if (pattern.startsWith('*')) return 'unknown';
  if (!pattern.endsWith('*')) return pattern.startsWith(start) ? 'unknown' : 'no';
  const wanted = pattern.slice(0, -1);
  return start.startsWith(wanted) ? 'yes' : wanted.startsWith(start) ? 'unknown' : 'no';
}

/** A header's value, where `*` is even an empty one. */
export const headerMatches = (pattern: string, value: string | undefined): Answer =>
  // pilot/pkg/security/authz/matcher/header.go HeaderMatcher
  pattern === '*' ? answered(value !== undefined) : textMatches(pattern, value);

/** As `textMatches`, with `*` in any place. */
export function wildcardMatches(pattern: string, text: string): Answer {
  // pilot/pkg/security/authz/model/generator.go srcNamespaceGenerator
  if (hasPlaceholder(pattern)) return 'unknown';
  return answered(inOrder(pattern.split('*'), text));
}

/** A path with `{*}` for one segment and `{**}` for any number of them; else as `textMatches`. */
export function pathMatches(pattern: string, path: string): Answer {
  // pilot/pkg/security/authz/model/generator.go pathGenerator
  if (!/\{\*\*?\}/.test(pattern)) return textMatches(pattern, path);
  const segments = path.split('/');
  const wanted = pattern.split('/');
  const open = wanted.indexOf('{**}');
  const fits = (some: readonly string[], others: readonly string[]): boolean =>
    some.every((it, index) => (it === '{*}' ? others[index] !== '' : it === others[index]));
  if (open < 0) return answered(wanted.length === segments.length && fits(wanted, segments));
  const before = wanted.slice(0, open);
  const after = wanted.slice(open + 1);
  const isLong = segments.length >= before.length + after.length;
  const end = after.length === 0 ? [] : segments.slice(-after.length);
  return answered(isLong && fits(before, segments.slice(0, before.length)) && fits(after, end));
}

/** Whether the parts come one after the other, the first and the last one at the ends. */
function inOrder(parts: readonly string[], text: string): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
