import type { Key } from './keys';
import { Signal } from './signal';

type Family = Key['family'];

/** The namespaces in which words have a shelf, so that all of them are found. */
export class Places {
  // most words have one namespace, and there are very many of them
  readonly #namespaces = new Map<Family, Map<string, string | readonly string[]>>();
  readonly #more = new Map<string, Signal>();

  add(family: Family, word: string, namespace: string): void {
    const words = this.#namespaces.get(family) ?? new Map<string, string | readonly string[]>();
    if (words.size === 0) this.#namespaces.set(family, words);
    const known = words.get(word);
    if (known !== undefined && listOf(known).includes(namespace)) return;
    words.set(word, known === undefined ? namespace : [...listOf(known), namespace]);
    this.#more.get(`${family} ${word}`)?.changed();
  }

  /** Those of a word, and what says that there is one more. */
  of(family: Family, word: string): { readonly namespaces: readonly string[]; readonly more: Signal } {
    const key = `${family} ${word}`;
    const more = this.#more.get(key) ?? new Signal();
    this.#more.set(key, more);
    const known = this.#namespaces.get(family)?.get(word);
    return { namespaces: known === undefined ? [] : listOf(known), more };
  }

  /** Forgets those that have no shelf any more. */
  sweep(hasShelf: (family: Family, word: string, namespace: string) => boolean): void {
    for (const [family, words] of this.#namespaces)
      for (const [word, known] of words) {
        const left = listOf(known).filter((it) => hasShelf(family, word, it));
        const [only] = left;
        if (only === undefined) words.delete(word);
        else if (left.length < listOf(known).length) words.set(word, left.length === 1 ? only : left);
      }
    for (const [key, more] of this.#more) if (!more.isRead) this.#more.delete(key);
  }
}

const listOf = (known: string | readonly string[]): readonly string[] => (typeof known === 'string' ? [known] : known);
