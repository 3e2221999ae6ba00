import type { TextEdit } from '../text/edit';
import { removeItem } from './remove';
import { type Node, nodeAt, type Path } from './tree';
import { insert, prependItem, type Value, valueOf } from './write';

/** How the items of a list are told apart, as the `patchMergeKey` of Kubernetes does. */
export interface ListMerge {
  /** Items of one key are one; what else they say is merged. */
  key(item: Value): string;
  /** Whether an item of that key may stay as it is; one that may not makes room. By default any may. */
  stays?(item: Value, wanted: Value): boolean;
  /** New items go before those that are there. */
  readonly first?: true;
}

/** The way of a list to merge, by its path without indexes; items of others are told apart by all that they say. */
export type ListMerges = (path: readonly string[]) => ListMerge | undefined;

/**
 * The next edit by which what is at a path comes to hold all that a value says; `undefined` where it does. What is
 * written stays as it is: a scalar is never replaced, nor is a mapping by a scalar. An edit at a time, as each changes the tree.
 */
export function nextEdit(
  source: string,
  root: Node | undefined,
  path: Path,
  value: Value,
  merges: ListMerges,
): TextEdit | undefined {
  const node = nodeAt(root, path);
  if (node === undefined) return insert(source, root, path, value);
  if (Array.isArray(value)) return nextInList(source, root, path, value, merges);
  if (node.kind !== 'mapping' || typeof value !== 'object' || value === null) return undefined;
  for (const [name, field] of Object.entries(value)) {
    const edit = nextEdit(source, root, [...path, name], field, merges);
    if (edit) return edit;
  }
  return undefined;
}

function nextInList(
  source: string,
  root: Node | undefined,
  path: Path,
  wanted: readonly Value[],
  merges: ListMerges,
): TextEdit | undefined {
  const list = nodeAt(root, path);
  if (list?.kind !== 'sequence') return undefined;
  const { key, stays, first } = merges(path.filter((it) => typeof it === 'string')) ?? byContent;
  const there = list.items.map(valueOf);
  for (const item of wanted) {
    const alike = there.flatMap((it, index) => (key(it) === key(item) ? [index] : []));
    const index = alike.find((it) => stays?.(there[it] ?? null, item) ?? true);
    if (index === undefined)
      return first ? prependItem(source, root, path, item) : insert(source, root, [...path, there.length], item);
    const replaced = alike.find((it) => it !== index && stays && !stays(there[it] ?? null, item));
    const edit =
      replaced === undefined
        ? nextEdit(source, root, [...path, index], item, merges)
        : removeItem(source, root, path, replaced);
    if (edit) return edit;
  }
  return undefined;
}

const byContent: ListMerge = { key: (item) => JSON.stringify(item) };
