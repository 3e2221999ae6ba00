import type { Located, Span } from '../text/span';
import type { Node } from './tree';

/** What a reader makes of a document. */
export interface Reading {
  readonly root: Node | undefined;
  /** What is wrong with the YAML itself, in our words or the parser's. */
  readonly errors: readonly Located<string>[];
}

/** A document that cannot be read as a whole. */
export const unreadable = (source: string, message: string): Reading => ({
  root: undefined,
  errors: [{ value: message, span: firstLine(source) }],
});

function firstLine(text: string): Span {
  const start = text.search(/^[^\s#-]/m);
  if (start < 0) return { start: 0, end: 0 };
  const end = text.indexOf('\n', start);
  return { start, end: Math.min(end < 0 ? text.length : end, start + 200) };
}
