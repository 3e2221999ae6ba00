import type { Span } from '../text/span';
import { parse } from './parse';
import type { Node, Path, Scalar } from './tree';

/** A character that no YAML file contains; put at the cursor it makes half-typed text a scalar like any other. */
export const cursorMark = '\uE000';

/** Where a cursor stands in a document. */
export interface Cursor {
  /** Path of the scalar at the cursor; for a key, the path of the mapping that the key is in. */
  readonly path: Path;
  /** `value` also stands for an item of a list. */
  readonly slot: 'key' | 'value';
  /** What is written of the scalar before the cursor, without quotes. */
  readonly typed: string;
  /** What is written of the scalar, without quotes; empty at the cursor where nothing is. */
  readonly span: Span;
  /** The document as it would be with the mark in it; offsets after the cursor are one more than in the text. */
  readonly root: Node | undefined;
}

/** What the cursor at `offset` is about to write, in broken and half-typed YAML too; `undefined` in a comment. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const marked = text.slice(0, offset) + cursorMark + text.slice(offset);
  const { root } = parse(marked);
  const found = root && find(root, []);
  if (!found) return undefined;
  const { scalar, path, slot } = found;
  const start = scalar.span.start + (scalar.style === 'quoted' ? 1 : 0);
  const written = marked.slice(start, scalar.span.end);
  const word = scalar.style === 'quoted' ? written.replace(/["']$/, '') : written.trimEnd();
  return {
    path,
    slot,
    typed: marked.slice(start, offset),
    span: { start, end: start + word.length - cursorMark.length },
    root,
  };
}

interface Found {
  readonly scalar: Scalar;
  readonly path: Path;
  readonly slot: Cursor['slot'];
}

function find(node: Node, path: Path): Found | undefined {
  if (node.kind === 'scalar') return isMarked(node) ? { scalar: node, path, slot: 'value' } : undefined;
  if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) {
      const found = item && find(item, [...path, index]);
      if (found) return found;
    }
    return undefined;
  }
  for (const { key, value, merged } of node.entries) {
    if (merged) continue;
    if (isMarked(key)) return { scalar: key, path, slot: 'key' };
    const found = value && find(value, [...path, String(key.value)]);
    if (found) return found;
  }
  return undefined;
}

const isMarked = ({ value }: Scalar): boolean => typeof value === 'string' && value.includes(cursorMark);
