import type { Document } from '../model/document';

/** The documents of one file, and where in it each begins. */
export class File {
  readonly path: string;
  #documents: readonly Document[] = [];
  /** Counted when first asked for. */
  #starts: number[] | undefined;

  constructor(path: string) {
    this.path = path;
  }

  get documents(): readonly Document[] {
    return this.#documents;
  }

  set documents(documents: readonly Document[]) {
    this.#documents = documents;
    this.#starts = undefined;
  }

  start(index: number): number {
    this.#starts ??= startsOf(this.#documents);
    return this.#starts[index] ?? 0;
  }

  /** The index of the document at an offset. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.#documents.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.start(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function startsOf(documents: readonly Document[]): number[] {
  let start = 0;
  return documents.map(({ text }) => {
    const own = start;
    start += text.length;
    return own;
  });
}
