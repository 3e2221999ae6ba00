import type { Document } from '../model/document';

/**
 * Remembers an answer for each document until something that it was made from changes. What it was made from is not
 * declared: it is the set of index keys that were read meanwhile.
 */
export class Memo<T> {
  readonly #answers = new Map<Document, { readonly value: T; readonly keys: ReadonlySet<string> }>();
  readonly #dependents = new Map<string, Set<Document>>();
  readonly #compute: (document: Document) => { readonly value: T; readonly keys: ReadonlySet<string> };
  readonly #dropped = new Set<Document>();

  constructor(compute: (document: Document) => { readonly value: T; readonly keys: ReadonlySet<string> }) {
    this.#compute = compute;
  }

  of(document: Document): T {
    const known = this.#answers.get(document);
    if (known) return known.value;
    const answer = this.#compute(document);
    this.#answers.set(document, answer);
    for (const key of answer.keys) {
      const documents = this.#dependents.get(key);
      if (documents) documents.add(document);
      else this.#dependents.set(key, new Set([document]));
    }
    return answer.value;
  }

  /** The documents whose answer was dropped since the last time this was asked. */
  takeDropped(): Document[] {
    const dropped = [...this.#dropped];
    this.#dropped.clear();
    return dropped;
  }

  /** Something under the key has changed. */
  invalidate(key: string): void {
    for (const document of [...(this.#dependents.get(key) ?? [])]) this.drop(document);
  }

  clear(): void {
    for (const document of this.#answers.keys()) this.#dropped.add(document);
    this.#answers.clear();
    this.#dependents.clear();
  }

  drop(document: Document): void {
    const known = this.#answers.get(document);
    if (!known) return;
    this.#answers.delete(document);
    this.#dropped.add(document);
    for (const key of known.keys) {
      const documents = this.#dependents.get(key);
      documents?.delete(document);
      if (documents?.size === 0) this.#dependents.delete(key);
    }
  }
}
