import { hasPlaceholder } from '../../text/placeholder';
import type { Span } from '../../text/span';
import { snakeCase } from '../../yaml/read';
import { entryOf, type Node, type Path } from '../../yaml/tree';

/** A part of an object, whether it is written or not, with the place to show for it. */
export class Part {
  readonly path: Path;
  /** A scalar; the key of what is longer; for what is not written, the part that it would be in. */
  readonly place: Span;
  readonly #node: Node | undefined;
  /** Requirements of one object walk the same ways again and again. */
  readonly #fields = new Map<string, Part>();
  #items: readonly Part[] | undefined;

  constructor(node: Node | undefined, path: Path, place: Span) {
    this.#node = node?.kind === 'scalar' && node.value === null ? undefined : node;
    this.path = path;
    this.place = this.#node?.kind === 'scalar' ? this.#node.span : place;
  }

  /** Something is written, be it `{}`. */
  get isSet(): boolean {
    return this.#node !== undefined;
  }

  /** Something is written that is no empty list and no empty text. */
  get isGiven(): boolean {
    const node = this.#node;
    return node?.kind === 'sequence'
      ? node.items.length > 0
      : node?.kind === 'scalar'
        ? node.value !== ''
        : node !== undefined;
  }

  /** Of a mapping, in either spelling, as the readers of the kinds do. */
  field(name: string): Part {
    const known = this.#fields.get(name);
    if (known) return known;
    const entry = entryOf(this.#node, name) ?? entryOf(this.#node, snakeCase(name));
    const path = [...this.path, String(entry?.key.value ?? name)];
    const field = new Part(entry?.value, path, entry?.key.span ?? this.place);
    this.#fields.set(name, field);
    return field;
  }

  /** Those of the fields that are given. */
  given(...names: readonly string[]): Part[] {
    return names.map((it) => this.field(it)).filter((it) => it.isGiven);
  }

  /** Of a list. */
  get items(): readonly Part[] {
    if (this.#node?.kind !== 'sequence') return [];
    this.#items ??= this.#node.items.map((node, i) => new Part(node, [...this.path, i], beginning(node) ?? this.place));
    return this.#items;
  }

  /** The values of a mapping, and their keys as parts of their own. */
  get entries(): { readonly key: Part; readonly name: string; readonly value: Part }[] {
    if (this.#node?.kind !== 'mapping') return [];
    return this.#node.entries.map(({ key, value }) => {
      const path = [...this.path, String(key.value)];
      return { key: new Part(key, path, key.span), name: String(key.value), value: new Part(value, path, key.span) };
    });
  }

  /** What is written, also where it looks like something to be filled in, as the values of most enumerations do. */
  get word(): string | undefined {
    return this.#node?.kind === 'scalar' ? String(this.#node.value) : undefined;
  }

  /** A text that nobody is to fill in. */
  get text(): string | undefined {
    const { word } = this;
    return word === undefined || hasPlaceholder(word) ? undefined : word;
  }

  /** One of the values of an enumeration; what it is where nothing is written. */
  choice(otherwise: string): string {
    return this.word ?? otherwise;
  }

  get number(): number | undefined {
    return this.#node?.kind === 'scalar' && typeof this.#node.value === 'number' ? this.#node.value : undefined;
  }

  get isTrue(): boolean {
    return this.#node?.kind === 'scalar' && this.#node.value === true;
  }
}

/** Where an item of a list begins: its first key, where it is a mapping. */
const beginning = (node: Node | undefined): Span | undefined =>
  node?.kind === 'mapping' ? (node.entries[0]?.key.span ?? node.span) : node?.span;
