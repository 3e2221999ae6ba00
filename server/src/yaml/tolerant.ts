import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Span } from '../text/span';
import { Aliases } from './aliases';
import { nestsTooDeeply } from './depth';
import { isMergeKey, mergedEntries, withMerged } from './merge';
import { type Reading, unreadable } from './reading';
import { unmasked } from './template';
import type { Entry, Mapping, Node, Scalar, Sequence } from './tree';

/**
 * Reads a document with a parser that says what is wrong and goes on. `text` is `source` as it is to be read, of the same
 * length.
 */
export function readTolerantly(source: string, text: string): Reading {
  if (nestsTooDeeply(text)) return unreadable(source, 'The document is nested too deeply to be checked.');
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, strict: false, logLevel: 'silent' });
  } catch (error) {
    return unreadable(source, `The YAML parser gave up: ${error instanceof Error ? error.message : String(error)}`);
  }
  const converter = new Converter(source, text);
  const root = converter.node(document.contents, 0);
  if (converter.limit) return unreadable(source, converter.limit);
  return { root, errors: document.errors.map((it) => ({ value: it.message, span: withinLine(source, it.pos) })) };
}

/** The part of a range that is on its first line: what is wrong begins there. */
function withinLine(text: string, [start, end]: readonly [number, number]): Span {
  const line = text.slice(start, end).search(/\r?\n/);
  return { start, end: line > 0 ? start + line : line === 0 ? start + 1 : end };
}

/** Turns the parser's tree into ours. */
class Converter {
  readonly #source: string;
  readonly #text: string;
  readonly #aliases = new Aliases();

  constructor(source: string, text: string) {
    this.#source = source;
    this.#text = text;
  }

  get limit(): string | undefined {
    return this.#aliases.limit;
  }

  node(node: unknown, depth: number): Node | undefined {
    if (this.limit) return undefined;
    const entered = this.#aliases.enter(depth);
    if (isAlias(node)) return this.#alias(node);
    const converted = this.#convert(node, depth);
    const anchor = isNode(node) && 'anchor' in node ? node.anchor : undefined;
    if (anchor) this.#aliases.define(anchor, converted, entered);
    return converted;
  }

  #alias(alias: Alias): Node | undefined {
    return this.#aliases.follow(alias.source, spanOf(alias));
  }

  #convert(node: unknown, depth: number): Node | undefined {
    if (isMap(node)) return this.#mapping(node.items, this.#spanOf(node), node.flow === true, depth);
    if (isSeq(node)) return this.#sequence(node.items, this.#spanOf(node), node.flow === true, depth);
    return isScalar(node) ? this.#scalar(node) : undefined;
  }

  #mapping(items: readonly unknown[], span: Span, flow: boolean, depth: number): Mapping {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of items) {
      if (!isPair(pair)) continue;
      const key = this.node(pair.key, depth + 1);
      if (key?.kind !== 'scalar') continue;
      const value = this.node(pair.value, depth + 1);
      if (isMergeKey(key)) {
        for (const it of mergedEntries(value)) merged.push(it);
      } else own.push({ key, value: emptyScalar(value) ? undefined : value, merged: false });
    }
    return { kind: 'mapping', entries: withMerged(own, merged), span, flow };
  }

  #sequence(items: readonly unknown[], span: Span, flow: boolean, depth: number): Sequence {
    const read = items.map((item) =>
      // a flow list may hold a lone `key: value`
      isPair(item) ? this.#mapping([item], span, true, depth + 1) : this.node(item, depth + 1),
    );
    return { kind: 'sequence', items: read.map((it) => (emptyScalar(it) ? undefined : it)), span, flow };
  }

  #spanOf(collection: YAMLMap | YAMLSeq): Span {
    return { start: spanOf(collection).start, end: this.#endOf(collection) };
  }

  /** For the parser, a block collection goes on up to the next key or dash, whatever is between. */
  #endOf(node: unknown): number {
    const { start, end } = isNode(node) ? spanOf(node) : nowhere;
    const inBrackets = isCollection(node) && node.flow && /[[{]/.test(this.#text.charAt(start));
    const last: unknown = isCollection(node) && !inBrackets ? node.items.at(-1) : undefined;
    if (last) return this.#endOf(isPair(last) ? (last.value ?? last.key) : last);
    let behind = end;
    // the parser puts an empty value behind the blanks
    while (start === end && /[ \t]/.test(this.#text.charAt(behind - 1))) behind--;
    return behind;
  }

  #scalar(node: { value: unknown; type?: string; source?: string; range?: readonly number[] | null }): Scalar {
    const span = spanOf(node);
    const style = node.type?.startsWith('QUOTE') ? 'quoted' : node.type?.startsWith('BLOCK') ? 'block' : 'plain';
    return { kind: 'scalar', value: this.#value(node.value, span, style), span, style };
  }

  #value(value: unknown, span: Span, style: Scalar['style']): Scalar['value'] {
    if (typeof value === 'string') return unmasked(value, this.#source, span, style);
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    return value === null || value === undefined ? null : String(value);
  }
}

const emptyScalar = (node: Node | undefined): boolean =>
  node?.kind === 'scalar' && node.value === null && node.span.start === node.span.end;

const nowhere: Span = { start: 0, end: 0 };

function spanOf(node: { range?: readonly number[] | null }): Span {
  const [start = 0, end = start] = node.range ?? [];
  return { start, end };
}
