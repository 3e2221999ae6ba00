import type { Document } from '../model/document';
import { lineEnd, lineStart } from '../text/line';
import type { Located, Span } from '../text/span';
import { parse } from '../yaml/parse';
import { isInText } from '../yaml/tree';

/** What a comment begins with that silences rules. */
export const ignoreMark = 'istio-egress-ignore';

/** A comment `# istio-egress-ignore RULE[, RULE] -- why`. */
export interface Ignore {
  readonly document: Document;
  /** The comment, to the end of its line. */
  readonly span: Span;
  /** The ids as written, whether there are such rules or not. */
  readonly rules: readonly Located<string>[];
  /** Findings that begin here are silenced: its own line, the next one that says something, or the object that begins there. */
  readonly covers: Span;
}

/** The comments of a document that silence rules. What only looks like one, in a text of several lines, is none. */
export function ignoresIn(document: Document): Ignore[] {
  if (!document.text.includes(ignoreMark)) return [];
  const { root } = parse(document.text);
  return [...document.text.matchAll(comment)]
    .filter(({ index }) => !isInText(root, index))
    .map((match) => {
      const span = { start: match.index, end: match.index + match[0].length };
      return { document, span, rules: rulesOf(match), covers: coverage(document, span) };
    });
}

const comment = new RegExp(`(?<=^|[ \\t])#[ \\t]*${ignoreMark}:?(?![^ \\t\\r\\n])([^\\r\\n]*)`, 'gm');

/** The ids stand in front of ` -- why`. */
function rulesOf({ index, 0: whole, 1: rest = '' }: RegExpExecArray): Located<string>[] {
  const ids = rest.split(/(?:^|[ \t])--(?:[ \t]|$)/, 1)[0] ?? '';
  const first = index + whole.length - rest.length;
  return [...ids.matchAll(/[^\s,]+/g)].map(({ 0: value, index: at }) => ({
    value,
    span: { start: first + at, end: first + at + value.length },
  }));
}

function coverage({ text, resources }: Document, { start, end }: Span): Span {
  const own = lineStart(text, start);
  if (text.slice(own, start).trim() !== '') return { start: own, end };
  const next = nextLine(text, end);
  const object = resources.find((it) => next.start <= it.span.start && it.span.start < next.end);
  return object?.span ?? next;
}

/** The next line with more than a comment on it; an empty span behind the text where there is none. */
function nextLine(text: string, from: number): Span {
  for (let start = from; start < text.length; start++) {
    const end = lineEnd(text, start);
    if (/^[ \t\r\n]*[^# \t\r\n]/.test(text.slice(start, end))) return { start, end };
    start = end;
  }
  return { start: text.length, end: text.length };
}
