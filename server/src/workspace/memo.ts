import type { Document } from '../model/document';
import { Answer, type Track } from './answer';

/** Is told of a document at once: that its answer may no longer be true, or that the document is gone. */
export interface MemoListener {
  onDoubt(document: Document): void;
  onDrop(document: Document): void;
}

/**
 * Remembers an answer for each document until something that it was made from changes. What it was made from is not
 * declared: it is the set of signals that were read meanwhile.
 */
export class Memo<T> {
  readonly #compute: (document: Document) => T;
  readonly #track: Track;
  readonly #listener: MemoListener;
  readonly #doubted = new Set<Document>();
  readonly #answers = new Map<Document, Answer<T>>();

  constructor(compute: (document: Document) => T, track: Track, listener: MemoListener) {
    this.#compute = compute;
    this.#track = track;
    this.#listener = listener;
  }

  of(document: Document): T {
    const answer = this.#answers.get(document) ?? this.#begin(document);
    this.#answers.set(document, answer);
    return answer.ask();
  }

  /** The documents whose answer may have changed since the last time this was asked. */
  takeDoubted(): Document[] {
    const doubted = [...this.#doubted];
    this.#doubted.clear();
    return doubted;
  }

  drop(document: Document): void {
    const known = this.#answers.get(document);
    if (!known) return;
    this.#answers.delete(document);
    known.forget();
    this.#doubted.add(document);
    this.#listener.onDrop(document);
  }

  clear(): void {
    for (const document of this.#answers.keys()) this.drop(document);
  }

  #begin(document: Document): Answer<T> {
    return new Answer(
      this.#track,
      () => this.#compute(document),
      () => {
        this.#doubted.add(document);
        this.#listener.onDoubt(document);
      },
    );
  }
}
