import type { Entry, Node, Scalar } from './tree';

/** Whether the key is `<<`, which takes in the entries of other mappings. */
export const isMergeKey = (key: Scalar): boolean => key.value === '<<' && key.style === 'plain';

/** The entries of the mapping, or of the list of mappings, behind a merge key. */
export function mergedEntries(node: Node | undefined): Entry[] {
  const sources = node?.kind === 'sequence' ? node.items : [node];
  return sources.flatMap((it) =>
    it?.kind === 'mapping' ? it.entries.map((entry) => ({ ...entry, merged: true })) : [],
  );
}

/** A mapping's own entries and behind them the merged ones, of which its own keys go before. */
export function withMerged(own: Entry[], merged: readonly Entry[]): Entry[] {
  if (merged.length === 0) return own;
  const keys = new Set(own.map((it) => it.key.value));
  return [...own, ...merged.filter((it) => !keys.has(it.key.value))];
}
