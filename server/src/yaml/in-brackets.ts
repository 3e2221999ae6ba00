import { lineEnding, type TextEdit } from '../text/edit';
import { lineEnd, lineStart } from '../text/line';
import type { Span } from '../text/span';

/** Writes behind the last of what is in brackets; on a line of its own where that has one. */
export function insertInFlow(source: string, span: Span, last: Span | undefined, text: string): TextEdit {
  if (!last) {
    const at = span.start + 1;
    return { span: { start: at, end: at }, newText: source[span.start] === '{' ? ` ${text} ` : text };
  }
  const [comma] = /^(?:\s|#[^\n]*\n)*,/.exec(source.slice(last.end, span.end - 1)) ?? [];
  const at = last.end + (comma?.length ?? 0);
  const begin = lineStart(source, last.start);
  const indentation = source.slice(begin, last.start);
  if (begin <= span.start || indentation.trim() !== '')
    return { span: { start: at, end: at }, newText: comma === undefined ? `, ${text}` : ` ${text}` };
  // a comment stays with what it is behind
  const end = lineEnd(source, at);
  const behind = end < span.end - 1 ? source.slice(at, end) : '';
  const own = `${lineEnding(source)}${indentation}${text}`;
  return {
    span: { start: at, end: at + behind.length },
    newText: comma === undefined ? `,${behind}${own}` : `${behind}${own},`,
  };
}
