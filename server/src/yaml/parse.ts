import { type Alias, isAlias, isMap, isNode, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { Located, Span } from '../text/span';
import { filler, mask } from './template';
import type { Entry, Mapping, Node, Scalar, Sequence } from './tree';

export interface Parsed {
  readonly root: Node | undefined;
  /** What is wrong with the YAML itself, in our words or the parser's. */
  readonly errors: readonly Located<string>[];
  /** A template may put more fields into this document than can be seen. */
  readonly partial: boolean;
}

/** More than any manifest has; aliases that multiply beyond it (the "billion laughs") are not followed. */
const maximumNodes = 200_000;
const maximumDepth = 200;

/** Reads one YAML document, half typed or broken as it may be. Never throws; offsets are relative to the text. */
export function parse(source: string): Parsed {
  const { text, partial } = mask(source);
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, strict: false, logLevel: 'silent' });
  } catch (error) {
    // the parser is recursive: thousands of levels exhaust the stack
    if (error instanceof RangeError) return failure('The document is nested too deeply to be read.');
    return failure(`The YAML parser gave up: ${error instanceof Error ? error.message : String(error)}`);
  }
  const errors = document.errors.map((it) => ({ value: it.message, span: withinLine(source, it.pos) }));
  const converter = new Converter(source);
  const root = converter.node(document.contents, 0);
  if (converter.limit)
    return { root: undefined, errors: [{ value: converter.limit, span: firstLine(source) }], partial };
  return { root, errors, partial };

  function failure(message: string): Parsed {
    return { root: undefined, errors: [{ value: message, span: firstLine(source) }], partial };
  }
}

/** The part of a range that is on its first line: what is wrong begins there. */
function withinLine(text: string, [start, end]: readonly [number, number]): Span {
  const line = text.slice(start, end).search(/\r?\n/);
  return { start, end: line > 0 ? start + line : line === 0 ? start + 1 : end };
}

function firstLine(text: string): Span {
  const start = text.search(/^[^\s#-]/m);
  if (start < 0) return { start: 0, end: 0 };
  const end = text.indexOf('\n', start);
  return { start, end: Math.min(end < 0 ? text.length : end, start + 200) };
}

/** Turns the parser's tree into ours, counting what aliases multiply. */
class Converter {
  limit: string | undefined;
  #count = 0;
  readonly #source: string;
  readonly #anchors = new Map<string, { readonly node: Node | undefined; readonly size: number }>();

  constructor(source: string) {
    this.#source = source;
  }

  node(node: unknown, depth: number): Node | undefined {
    if (this.limit) return undefined;
    if (++this.#count > maximumNodes)
      this.limit = 'The document is too large once its aliases are followed; it is not checked.';
    if (depth > maximumDepth) this.limit = 'The document is nested too deeply to be checked.';
    if (isAlias(node)) return this.#alias(node);
    const before = this.#count;
    const converted = this.#convert(node, depth);
    const anchor = isNode(node) && 'anchor' in node ? node.anchor : undefined;
    if (anchor) this.#anchors.set(anchor, { node: converted, size: this.#count - before });
    return converted;
  }

  #convert(node: unknown, depth: number): Node | undefined {
    if (isMap(node)) return this.#mapping(node.items, spanOf(node), node.flow === true, depth);
    if (isSeq(node)) return this.#sequence(node.items, spanOf(node), node.flow === true, depth);
    return isScalar(node) ? this.#scalar(node) : undefined;
  }

  /** What an alias stands for; a scalar is placed where the alias is written. */
  #alias(alias: Alias): Node | undefined {
    const target = this.#anchors.get(alias.source);
    if (!target) return undefined;
    this.#count += target.size;
    return target.node?.kind === 'scalar' ? { ...target.node, span: spanOf(alias) } : target.node;
  }

  #mapping(items: readonly unknown[], span: Span, flow: boolean, depth: number): Mapping {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of items) {
      if (!isPair(pair)) continue;
      const key = this.node(pair.key, depth + 1);
      if (key?.kind !== 'scalar') continue;
      const value = this.node(pair.value, depth + 1);
      if (key.value === '<<' && key.style === 'plain') merged.push(...mergeEntries(value));
      else own.push({ key, value: emptyScalar(value) ? undefined : value, merged: false });
    }
    const entries =
      merged.length === 0 ? own : [...own, ...merged.filter((it) => !own.some((o) => o.key.value === it.key.value))];
    return { kind: 'mapping', entries, span, flow };
  }

  #sequence(items: readonly unknown[], span: Span, flow: boolean, depth: number): Sequence {
    const read = items.map((item) =>
      // a flow list may hold a lone `key: value`
      isPair(item) ? this.#mapping([item], span, true, depth + 1) : this.node(item, depth + 1),
    );
    return { kind: 'sequence', items: read.map((it) => (emptyScalar(it) ? undefined : it)), span, flow };
  }

  #scalar(node: { value: unknown; type?: string; source?: string; range?: readonly number[] | null }): Scalar {
    const span = spanOf(node);
    const style = node.type?.startsWith('QUOTE') ? 'quoted' : node.type?.startsWith('BLOCK') ? 'block' : 'plain';
    return { kind: 'scalar', value: this.#value(node.value, span, style), span, style };
  }

  #value(value: unknown, span: Span, style: Scalar['style']): Scalar['value'] {
    if (typeof value === 'string' && value.includes(filler)) {
      const written = this.#source.slice(span.start, span.end);
      return style === 'quoted' ? written.slice(1, -1) : written;
    }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    return value === null || value === undefined ? null : String(value);
  }
}

function mergeEntries(node: Node | undefined): Entry[] {
  const sources = node?.kind === 'sequence' ? node.items : [node];
  return sources.flatMap((it) =>
    it?.kind === 'mapping' ? it.entries.map((entry) => ({ ...entry, merged: true })) : [],
  );
}

const emptyScalar = (node: Node | undefined): boolean =>
  node?.kind === 'scalar' && node.value === null && node.span.start === node.span.end;

function spanOf(node: { range?: readonly number[] | null }): Span {
  const [start = 0, end = start] = node.range ?? [];
  return { start, end };
}
