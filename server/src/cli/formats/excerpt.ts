import { printable, widthOf } from '../printable';
import type { Range } from '../report';

/** What a terminal usually shows in one line. */
const maximumWidth = 120;
/** Of what stands before the mark, this much is kept where a line is too long. */
const contextWidth = 40;

/** A source line as it can be shown, and a line of marks below the range's part of it. */
export function excerpt(source: string, { start, end }: Range, mark: string): { line: string; under: string } {
  const from = Math.min(start.column - 1, source.length);
  const to = end.line === start.line ? Math.max(end.column - 1, from) : source.length;
  const cut = source.length > maximumWidth ? Math.max(0, from - contextWidth) : 0;
  const stop = cut + maximumWidth;
  const before = (cut > 0 ? '…' : '') + printable(source.slice(cut, from));
  const marked = printable(source.slice(from, Math.min(to, stop)));
  const after = printable(source.slice(Math.min(to, stop), stop)) + (source.length > stop ? '…' : '');
  return {
    line: (before + marked + after).trimEnd(),
    under: ' '.repeat(widthOf(before)) + mark.repeat(Math.max(1, widthOf(marked))),
  };
}
