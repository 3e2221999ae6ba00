import { type Span, touches } from '../text/span';
import { parse } from './parse';
import { type Node, nodeAt, type Path, type Scalar } from './tree';

/** A character that no YAML file contains; put at the cursor it makes half-typed text a scalar like any other. */
export const cursorMark = '\uE000';

/** Where a cursor stands in a document. */
export interface Cursor {
  /**
   * Path of the scalar at the cursor; for a key, the path of the mapping that the key is in; where a new item of a list
   * may be written but has no dash yet, the path of the list.
   */
  readonly path: Path;
  /** `value` also stands for an item of a list. */
  readonly slot: 'key' | 'value';
  /** What is written of the scalar before the cursor, without quotes. */
  readonly typed: string;
  /** The word at the cursor, without quotes; empty at the cursor where nothing is. Never more than one line. */
  readonly span: Span;
  /** It is in a list or mapping in brackets. */
  readonly flow: boolean;
  /** The quote that the scalar begins with. */
  readonly quote: '"' | "'" | '';
  /** That quote again where it is missing behind the word. */
  readonly closing: string;
  /** The document as it would be with the mark at the cursor: to be read, but its spans are not those of the text. */
  readonly root: Node | undefined;
}

/**
 * What the cursor at `offset` is about to write, in broken and half-typed YAML too. `undefined` in comments, in texts of
 * several lines and words, in placeholders, and where nothing can be written.
 */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const line = lineAround(text, offset);
  if (marker.test(line.text) || openPlaceholder.test(text.slice(line.start, offset))) return undefined;
  const read = readMarked(text, offset);
  if (!read) return undefined;
  const { marked, root, scalar } = read;
  const quote = quoteOf(marked, scalar);
  const start = scalar.span.start + quote.length;
  if (scalar.style === 'block' || start < line.start || start > offset) return undefined;
  const typed = text.slice(start, offset);
  if (!quote && /\s|:$/.test(typed)) return undefined;
  const end = wordEnd(text, offset, quote);
  const place = align(marked, root, read);
  return (
    place && {
      path: place.path,
      slot: place.slot,
      flow: read.flow,
      typed,
      span: { start, end },
      quote,
      closing: quote && text[end] !== quote ? quote : '',
      root,
    }
  );
}

/** A scalar and where it stands; the path is that of a {@link Cursor}. */
export interface ScalarPlace {
  readonly scalar: Scalar;
  readonly path: Path;
  readonly slot: Cursor['slot'];
  readonly flow: boolean;
}

/** The scalar that an offset touches, where it is written itself and not through an alias. */
export function scalarAt(
  node: Node | undefined,
  offset: number,
  path: Path = [],
  flow = false,
): ScalarPlace | undefined {
  if (!node || !touches(node.span, offset)) return undefined;
  if (node.kind === 'scalar') return { scalar: node, path, slot: 'value', flow };
  const inside = flow || node.flow;
  if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) {
      const found = scalarAt(item, offset, [...path, index], inside);
      if (found) return found;
    }
    return undefined;
  }
  for (const { key, value, merged } of node.entries) {
    if (merged) continue;
    if (touches(key.span, offset)) return { scalar: key, path, slot: 'key', flow: inside };
    const found = scalarAt(value, offset, [...path, String(key.value)], inside);
    if (found) return found;
  }
  return undefined;
}

const marker = /^(?:---|\.\.\.|%)/;
const openPlaceholder = /\{\{[^}]*$|\$\{[^}]*$|\$\([^)]*$/;

interface Read extends ScalarPlace {
  readonly marked: string;
  readonly root: Node | undefined;
}

function readMarked(text: string, offset: number): Read | undefined {
  const first = read(text, offset, '') ?? readAlias(text, offset);
  if (!first || !/[\r\n]/.test(first.marked.slice(offset, first.scalar.span.end).trimEnd())) return first;
  // the scalar has swallowed the next lines: it lacks the colon of a key, or its closing quote
  const quote = quoteOf(first.marked, first.scalar);
  if (quote) return read(text, offset, quote) ?? first;
  return first.slot === 'key' ? (read(text, offset, ': ') ?? first) : first;
}

function read(text: string, offset: number, behindWord: string): Read | undefined {
  const end = wordEnd(text, offset, '');
  const marked = text.slice(0, offset) + cursorMark + text.slice(offset, end) + behindWord + text.slice(end);
  const { root } = parse(marked);
  const place = scalarAt(root, offset);
  const { value } = place?.scalar ?? {};
  return place && typeof value === 'string' && value.includes(cursorMark) ? { ...place, marked, root } : undefined;
}

/** A word that begins with `*` is no scalar but an alias, though its writer may be about to quote a wildcard. */
function readAlias(text: string, offset: number): Read | undefined {
  const before = text.slice(0, offset).replace(/(?<=^|[\s[{,])\*(?=[^\s,[\]{}]*$)/, 'x');
  return before === text.slice(0, offset) ? undefined : read(before + text.slice(offset), offset, '');
}

/**
 * The parser puts a key of a wrong indentation into the closest mapping. Where it stands below the dashes of a list, the
 * next item is meant; elsewhere nothing can be written.
 */
function align(text: string, root: Node | undefined, place: ScalarPlace): Pick<Cursor, 'path' | 'slot'> | undefined {
  const mapping = nodeAt(root, place.path);
  if (place.slot === 'value' || place.flow || mapping?.kind !== 'mapping') return place;
  const column = columnOf(text, place.scalar.span.start);
  const own = mapping.entries.filter((it) => !it.merged && it.key.span.start <= place.scalar.span.start);
  const [first, before] = [own[0], own.at(-2)];
  if (!first || columnOf(text, first.key.span.start) === column) return place;
  const list = before && listAt(text, before.value, column, [...place.path, String(before.key.value)]);
  return list && { path: list, slot: 'value' };
}

/** The path of the block list with its dashes in that column, among the last items and entries of the node. */
function listAt(text: string, node: Node | undefined, column: number, path: Path): Path | undefined {
  if (!node || node.kind === 'scalar' || node.flow) return undefined;
  if (node.kind === 'sequence') {
    if (columnOf(text, node.span.start) === column) return path;
    return listAt(text, node.items.at(-1), column, [...path, node.items.length - 1]);
  }
  const last = node.entries.findLast((it) => !it.merged);
  return last && listAt(text, last.value, column, [...path, String(last.key.value)]);
}

function lineAround(text: string, offset: number): { readonly start: number; readonly text: string } {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { start, text: text.slice(start, end < 0 ? text.length : end) };
}

const columnOf = (text: string, offset: number): number => offset - lineAround(text, offset).start;

function wordEnd(text: string, offset: number, quote: Cursor['quote']): number {
  const stops = quote === '"' ? /["\r\n]/g : quote === "'" ? /['\r\n]/g : /[\s,:[\]{}"']/g;
  stops.lastIndex = offset;
  return stops.exec(text)?.index ?? text.length;
}

function quoteOf(text: string, { style, span }: Scalar): Cursor['quote'] {
  const first = text[span.start];
  return style === 'quoted' && (first === '"' || first === "'") ? first : '';
}
