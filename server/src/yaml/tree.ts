import type { Span } from '../text/span';

/** A YAML document as plain data with places. Aliases and merge keys are resolved; comments are not kept. */
export type Node = Scalar | Mapping | Sequence;

export interface Scalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The scalar as written, with its quotes; for an alias, the `*name`. */
  readonly span: Span;
  readonly style: 'plain' | 'quoted' | 'block';
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
  readonly span: Span;
  readonly flow: boolean;
}

export interface Entry {
  readonly key: Scalar;
  /** Missing where nothing is written after the colon. */
  readonly value: Node | undefined;
  /** Reached through `<<`: it is written elsewhere, and a key of the mapping itself goes before it. */
  readonly merged: boolean;
}

export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly (Node | undefined)[];
  readonly span: Span;
  readonly flow: boolean;
}

/** A mapping of which nothing is written. */
export const emptyMapping: Mapping = { kind: 'mapping', entries: [], span: { start: 0, end: 0 }, flow: false };

/** A path into a document: `['spec', 'http', 0, 'match']`. */
export type Path = readonly (string | number)[];

/** `spec.http[0].match`, as kubectl and Istio write paths. */
export const pathText = (path: Path): string =>
  path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');

/** The entry with that key, the mapping's own before a merged one. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  if (node?.kind !== 'mapping') return undefined;
  return node.entries.find((it) => it.key.value === key);
}

/** The node at the path, or `undefined` where the path leaves the tree. */
export function nodeAt(root: Node | undefined, path: Path): Node | undefined {
  let node = root;
  for (const step of path) {
    if (typeof step === 'number') node = node?.kind === 'sequence' ? node.items[step] : undefined;
    else node = entryOf(node, step)?.value;
  }
  return node;
}

/** Where the node at a path is, or the nearest one above it that is written; `undefined` for none but the root. */
export function spanAt(root: Node | undefined, path: Path): Span | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    if (node) return node.span;
  }
  return undefined;
}

/** Whether an offset lies in a scalar that is quoted or written as a block, where `#` begins no comment. */
export function isInText(node: Node | undefined, offset: number): boolean {
  if (!node) return false;
  if (node.kind === 'scalar') return node.style !== 'plain' && node.span.start < offset && offset < node.span.end;
  if (node.kind === 'sequence') return node.items.some((it) => isInText(it, offset));
  return node.entries.some(({ key, value }) => isInText(key, offset) || isInText(value, offset));
}
