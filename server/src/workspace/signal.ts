/** An answer that is no longer true once one of the signals that it came from changes. */
export interface Reader {
  drop(): void;
}

/** Something that answers are made from. Knows who has read it. */
export class Signal {
  // most have one reader or none, and there are very many of them
  #readers: Reader | Set<Reader> | undefined;

  addReader(reader: Reader): void {
    if (this.#readers instanceof Set) this.#readers.add(reader);
    else this.#readers = this.#readers ? new Set([this.#readers, reader]) : reader;
  }

  removeReader(reader: Reader): void {
    if (this.#readers instanceof Set) this.#readers.delete(reader);
    else if (this.#readers === reader) this.#readers = undefined;
  }

  /** Drops what was made from it. */
  changed(): void {
    if (this.#readers instanceof Set) for (const reader of [...this.#readers]) reader.drop();
    else this.#readers?.drop();
  }

  get isRead(): boolean {
    return this.#readers instanceof Set ? this.#readers.size > 0 : this.#readers !== undefined;
  }
}
