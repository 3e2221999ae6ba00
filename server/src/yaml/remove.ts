import type { TextEdit } from '../text/edit';
import { type Entry, type Node, nodeAt, type Path } from './tree';
import { contentEnd } from './write';

/**
 * Takes entries out of the mapping at a path, those of them that are there; a comment at the end of their lines goes with
 * them. `undefined` where there is no such mapping, or nothing would be left of it.
 */
export function removeEntries(
  source: string,
  root: Node | undefined,
  path: Path,
  keys: readonly string[],
): TextEdit[] | undefined {
  const mapping = nodeAt(root, path);
  if (mapping?.kind !== 'mapping') return undefined;
  const own = mapping.entries.filter((it) => !it.merged);
  const goes = own.map(({ key }) => keys.includes(String(key.value)));
  if (goes.every(Boolean)) return undefined;
  const endOf = ({ key, value }: Entry): number =>
    mapping.flow ? (value ?? key).span.end : contentEnd(source, value ?? key);

  const edits: TextEdit[] = [];
  for (let from = 0; from < own.length; from++) {
    if (!goes[from]) continue;
    let to = from;
    while (goes[to + 1]) to++;
    const [before, first, last, after] = [own[from - 1], own[from]!, own[to]!, own[to + 1]];
    // the first entry may begin behind a dash, where the next one then takes its place
    const span = before
      ? { start: endOf(before), end: endOf(last) }
      : { start: first.key.span.start, end: after!.key.span.start };
    edits.push({ span, newText: '' });
    from = to;
  }
  return edits;
}

/** Takes an item out of the list at a path; `undefined` where there is no such item, or it is the only one. */
export function removeItem(source: string, root: Node | undefined, path: Path, index: number): TextEdit | undefined {
  const list = nodeAt(root, path);
  if (list?.kind !== 'sequence') return undefined;
  const [before, item, after] = [list.items[index - 1], list.items[index], list.items[index + 1]];
  if (!item) return undefined;
  const endOf = (node: Node): number => (list.flow ? node.span.end : contentEnd(source, node));
  if (before) return { span: { start: endOf(before), end: endOf(item) }, newText: '' };
  // the next item takes its place behind the dash
  return after && { span: { start: item.span.start, end: after.span.start }, newText: '' };
}
