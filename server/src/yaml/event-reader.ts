// the entry for browsers: in V8 before 12, the other one makes a state with a hidden class of its own for each call, and
// takes five times as long
import {
  type AliasEvent,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  type MappingEvent,
  parseEvents,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml/browser';
import { Aliases } from './aliases';
import { scalarOf } from './event-scalar';
import { findBehindGap, linesApart, skipGap } from './gap';
import { isMergeKey, mergedEntries, withMerged } from './merge';
import { type Reading, unreadable } from './reading';
import type { Entry, Mapping, Node, Scalar, Sequence } from './tree';

/**
 * Reads a document many times as fast as the tolerant reader and makes the same tree of it; `undefined` where that one
 * is to be asked: for whatever is not valid YAML, and for rare forms. `text` is `source` as it is to be read, of the same
 * length.
 */
export function readEvents(source: string, text: string): Reading | undefined {
  if (rareForms.test(text)) return undefined;
  let events: readonly Event[];
  try {
    events = parseEvents(text, { maxDepth: 250 });
  } catch {
    return undefined;
  }
  const reader = new EventReader(source, text, events);
  const root = reader.document();
  if (!reader.sure) return undefined;
  return reader.limit ? unreadable(source, reader.limit) : { root, errors: [] };
}

/** What the two parsers do not take alike, and cannot be told from the events. */
const rareForms = /\r(?!\n)|^%|^\.\.\.|^ +---|^[ ?:-]*\t|\uFEFF/m;

const absent = -1;

/** Makes a tree of a parser's events, which say where scalars are written but not where a collection ends. */
class EventReader {
  /** Whether the tolerant reader would read the same. */
  sure = true;
  readonly #source: string;
  readonly #text: string;
  readonly #events: readonly Event[];
  #at = 0;
  /** Behind what has been read so far. */
  #end = 0;
  readonly #aliases = new Aliases();

  constructor(source: string, text: string, events: readonly Event[]) {
    this.#source = source;
    this.#text = text;
    this.#events = events;
  }

  get limit(): string | undefined {
    return this.#aliases.limit;
  }

  document(): Node | undefined {
    const first = this.#events[this.#at++];
    if (first?.type !== EVENT_ID.DOCUMENT) return this.#unsure();
    const root = this.#node(0);
    const whole = this.#at + 1 === this.#events.length;
    return whole && root && root.kind !== 'scalar' ? root : this.#unsure();
  }

  #unsure(): undefined {
    this.sure = false;
  }

  /** `undefined` where nothing is written, or an alias of nothing. */
  #node(depth: number): Node | undefined {
    const event = this.#events[this.#at++];
    const entered = this.#aliases.enter(depth);
    if (event?.type === EVENT_ID.ALIAS) return this.#alias(event);
    if (event?.type !== EVENT_ID.SCALAR && event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE)
      return this.#unsure();
    if (event.tagStart !== absent) return this.#unsure();
    const anchored = event.anchorStart !== absent;
    if (anchored) this.#expectSpace(event.anchorEnd);
    const node = this.#content(event, depth);
    if (anchored) this.#aliases.define(this.#text.slice(event.anchorStart, event.anchorEnd), node, entered);
    return node;
  }

  #content(event: ScalarEvent | MappingEvent | SequenceEvent, depth: number): Node | undefined {
    if (event.type === EVENT_ID.MAPPING) return this.#mapping(event, depth);
    if (event.type === EVENT_ID.SEQUENCE) return this.#sequence(event, depth);
    if (event.valueStart === absent) return event.anchorStart === absent ? undefined : this.#unsure();
    const scalar = scalarOf(event, this.#source, this.#text, this.#end);
    if (!scalar) return this.#unsure();
    this.#end = scalar.span.end;
    return scalar;
  }

  #alias({ anchorStart, anchorEnd }: AliasEvent): Node | undefined {
    this.#end = anchorEnd;
    return this.#aliases.follow(this.#text.slice(anchorStart, anchorEnd), { start: anchorStart - 1, end: anchorEnd });
  }

  #mapping({ start, style }: MappingEvent, depth: number): Mapping {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    const flow = style === COLLECTION_STYLE.FLOW;
    // a lone `key: value` in a flow list has no brackets
    const inBrackets = this.#open(start, '{');
    let first: Scalar | undefined;
    while (this.#more()) {
      const before = this.#end;
      const key = this.#node(depth + 1);
      if (key?.kind !== 'scalar' || !(flow || !first || linesApart(this.#text, before, key.span.start))) this.#unsure();
      if (!flow) this.#expectLine();
      const value = this.#behind(':', depth + 1);
      if (key?.kind !== 'scalar') continue;
      first ??= key;
      if (isMergeKey(key)) {
        for (const it of mergedEntries(value)) merged.push(it);
      } else own.push({ key, value, merged: false });
    }
    if (inBrackets) this.#end = findBehindGap(this.#text, '}', this.#end) + 1;
    // an anchor may stand before the first key
    const span = { start: first && this.#text[start] === '&' ? first.span.start : start, end: this.#end };
    return { kind: 'mapping', entries: withMerged(own, merged), span, flow };
  }

  #sequence({ start, style }: SequenceEvent, depth: number): Sequence {
    const items: (Node | undefined)[] = [];
    const flow = style === COLLECTION_STYLE.FLOW;
    const inBrackets = this.#open(start, '[');
    while (this.#more()) {
      if (!flow && items.length > 0 && !linesApart(this.#text, this.#end, skipGap(this.#text, this.#end)))
        this.#unsure();
      items.push(this.#behind('-', depth + 1));
    }
    if (inBrackets) this.#end = findBehindGap(this.#text, ']', this.#end) + 1;
    return { kind: 'sequence', items, span: { start, end: this.#end }, flow };
  }

  /** Whether the collection is one in brackets. */
  #open(start: number, bracket: '{' | '['): boolean {
    const opened = this.#text[start] === bracket;
    this.#end = opened ? start + 1 : start;
    return opened;
  }

  /** Whether the collection goes on. */
  #more(): boolean {
    const next = this.#events[this.#at];
    if (next && next.type !== EVENT_ID.POP) return true;
    this.#at++;
    return false;
  }

  /** What is written behind a colon or a dash. */
  #behind(indicator: ':' | '-', depth: number): Node | undefined {
    const before = this.#end;
    const node = this.#node(depth);
    if (this.#end === before) {
      const at = skipGap(this.#text, before);
      if (this.#text[at] === indicator) this.#end = at + 1;
    }
    return node;
  }

  /** Behind an anchor. */
  #expectSpace(at: number): void {
    if (/[[{]/.test(this.#text.charAt(at))) this.#unsure();
    this.#end = at;
  }

  /** A block collection must not begin on the line of its key. */
  #expectLine(): void {
    const next = this.#events[this.#at];
    const block = next?.type === EVENT_ID.MAPPING || next?.type === EVENT_ID.SEQUENCE;
    if (block && next.style === COLLECTION_STYLE.BLOCK && !linesApart(this.#text, this.#end, next.start))
      this.#unsure();
  }
}
