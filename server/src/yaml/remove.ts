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
