import type { TextEdit } from '../text/edit';
import { type Node, nodeAt, type Path } from './tree';
import { contentEnd } from './write';

/**
 * Takes an item of the list at a path in front of an earlier one, with the comments above it and at the end of its lines.
 * `undefined` where there are no such items, or a dash is not the first thing on its line.
 */
export function moveItem(
  source: string,
  root: Node | undefined,
  path: Path,
  from: number,
  to: number,
): TextEdit[] | undefined {
  const list = nodeAt(root, path);
  if (list?.kind !== 'sequence' || to >= from) return undefined;
  const [item, before, target] = [list.items[from], list.items[from - 1], list.items[to]];
  if (!item || !before || !target) return undefined;
  if (list.flow)
    return [
      { span: { start: target.span.start, end: target.span.start }, newText: `${textOf(source, item)}, ` },
      { span: { start: before.span.end, end: item.span.end }, newText: '' },
    ];
  const own = { start: contentEnd(source, before), end: contentEnd(source, item) };
  const start = lineAbove(source, target);
  if (start === undefined || !/^\s*(?:#.*\s*)*-\s/.test(source.slice(own.start, own.end))) return undefined;
  return [
    { span: { start, end: start }, newText: source.slice(own.start, own.end) },
    { span: own, newText: '' },
  ];
}

const textOf = (source: string, { span }: Node): string => source.slice(span.start, span.end);

/** The end of the line above an item of a block and above the comments that it has there. */
function lineAbove(source: string, { span }: Node): number | undefined {
  const lines = source.slice(0, span.start).split('\n');
  if (!/^\s*-\s+$/.test(lines.pop() ?? '')) return undefined;
  while (/^\s*#/.test(lines.at(-1) ?? '')) lines.pop();
  const end = lines.join('\n').length;
  return lines.length === 0 ? undefined : source[end - 1] === '\r' ? end - 1 : end;
}
