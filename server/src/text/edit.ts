import type { Span } from './span';

/** Replaces a span of one text. An empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** The text after the edits, which must not overlap; several insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => b.edit.span.start - a.edit.span.start || b.order - a.order);
  return sorted.reduce(
    (result, { edit }) => result.slice(0, edit.span.start) + edit.newText + result.slice(edit.span.end),
    text,
  );
}

/** The line ending that the text uses; `\n` where it has none. */
export const lineEnding = (text: string): '\r\n' | '\n' => (/\r\n/.test(text) ? '\r\n' : '\n');
