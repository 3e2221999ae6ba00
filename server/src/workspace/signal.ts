/** Something that was made from signals, and may no longer be true once one of them changes. */
export interface Reader {
  /** Says that a signal has changed, or only that it may have: that has to be found out. */
  doubt(hasChanged: boolean): void;
}

/** Something that answers are made from. Knows who has read it. */
export class Signal {
  // most have one reader or none, and there are very many of them
  #readers: Reader | Set<Reader> | undefined;

  addReader(reader: Reader): void {
    if (this.#readers instanceof Set) this.#readers.add(reader);
    else if (this.#readers === undefined) this.#readers = reader;
    else if (this.#readers !== reader) this.#readers = new Set([this.#readers, reader]);
  }

  removeReader(reader: Reader): void {
    if (this.#readers instanceof Set) this.#readers.delete(reader);
    else if (this.#readers === reader) this.#readers = undefined;
  }

  /** What was made from it is no longer true. */
  changed(): void {
    this.tell(true);
  }

  get isRead(): boolean {
    return this.#readers instanceof Set ? this.#readers.size > 0 : this.#readers !== undefined;
  }

  protected tell(hasChanged: boolean): void {
    if (this.#readers instanceof Set) for (const reader of [...this.#readers]) reader.doubt(hasChanged);
    else this.#readers?.doubt(hasChanged);
  }
}
