import { type Reader, Signal } from './signal';

/** Runs a computation, and gives every signal that it reads to the listener. */
export type Track = <T>(listener: (signal: Signal) => void, compute: () => T) => T;

/**
 * What was computed from signals, with those. It is a signal itself: an answer that comes from another one reads just
 * that, and where the other turns out to be the same after a change, nothing that was made from it is made again.
 */
export class Answer<T> extends Signal implements Reader {
  readonly #track: Track;
  readonly #onDoubt: () => void;
  #compute: () => T;
  #state: 'true' | 'doubted' | 'outdated' = 'outdated';
  #sources: readonly Signal[] = [];
  #value: T | undefined;

  /** `onDoubt` is told when what was true may no longer be. */
  constructor(track: Track, compute: () => T, onDoubt: () => void) {
    super();
    this.#track = track;
    this.#compute = compute;
    this.#onDoubt = onDoubt;
  }

  /** The answer as it is now. The computation is the newest that is known; all give the same. */
  ask(compute = this.#compute): T {
    this.#compute = compute;
    if (!this.isTrue()) this.#answer();
    return this.#value as T;
  }

  /** Whether it holds without being computed again. What it came from is, where that may have changed. */
  isTrue(): boolean {
    // in the order in which they were read, as what came first decided what was asked then
    if (this.#state === 'doubted') for (const it of this.#sources) if (!this.#stillComesFrom(it)) return false;
    if (this.#state === 'doubted') this.#state = 'true';
    return this.#state === 'true';
  }

  doubt(hasChanged: boolean): void {
    const wasTrue = this.#state === 'true';
    if (hasChanged) this.#state = 'outdated';
    else if (wasTrue) this.#state = 'doubted';
    if (!wasTrue) return;
    this.tell(false);
    this.#onDoubt();
  }

  /** Gives up what it came from; whoever has read it has to ask anew. */
  forget(): void {
    this.#state = 'outdated';
    this.#leaveSources();
    this.changed();
  }

  #stillComesFrom(source: Signal): boolean {
    if (source instanceof Answer) source.ask();
    return this.#state === 'doubted';
  }

  #answer(): void {
    this.#leaveSources();
    const value = this.#computed();
    this.#state = 'true';
    if (isSame(value, this.#value)) return;
    this.#value = value;
    this.changed();
  }

  #computed(): T {
    const sources = new Set<Signal>();
    // at once, so that what has been read is never taken for what nobody reads
    const onRead = (signal: Signal): void => {
      if (sources.has(signal)) return;
      sources.add(signal);
      signal.addReader(this);
    };
    try {
      return this.#track(onRead, this.#compute);
    } finally {
      this.#sources = [...sources];
    }
  }

  #leaveSources(): void {
    for (const it of this.#sources) it.removeReader(this);
    this.#sources = [];
  }
}

/** Whether nobody can tell two answers apart: the same value, or a list of the same values. */
const isSame = (a: unknown, b: unknown): boolean =>
  Object.is(a, b) ||
  (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((it, index) => Object.is(it, b[index])));
