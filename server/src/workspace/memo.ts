import type { Document } from '../model/document';
import { Answers } from './answers';
import type { Signal } from './signal';

/** A value, and the signals that were read while it was made. */
export interface Tracked<T> {
  readonly value: T;
  readonly signals: Iterable<Signal>;
}

/**
 * Remembers an answer for each document until something that it was made from changes. What it was made from is not
 * declared: it is the set of signals that were read meanwhile.
 */
export class Memo<T> {
  readonly #compute: (document: Document) => Tracked<T>;
  readonly #dropped = new Set<Document>();
  readonly #answers: Answers<Document, T>;

  /** `onDrop` is told at once of a document whose answer is dropped. */
  constructor(compute: (document: Document) => Tracked<T>, onDrop: (document: Document) => void) {
    this.#compute = compute;
    this.#answers = new Answers((document) => {
      this.#dropped.add(document);
      onDrop(document);
    });
  }

  of(document: Document): T {
    const known = this.#answers.get(document);
    if (known) return known.value;
    const { value, signals } = this.#compute(document);
    this.#answers.keep(document, value, signals);
    return value;
  }

  /** The documents whose answer was dropped since the last time this was asked. */
  takeDropped(): Document[] {
    const dropped = [...this.#dropped];
    this.#dropped.clear();
    return dropped;
  }

  drop(document: Document): void {
    this.#answers.drop(document);
  }

  clear(): void {
    this.#answers.clear();
  }
}
