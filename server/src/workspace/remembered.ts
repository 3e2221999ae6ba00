import { type Answer, Answers } from './answers';
import type { MeshObject } from './mesh-object';
import type { Signal } from './signal';

/** Is told what an answer came from. */
export type ReadListener = (signal: Signal) => void;

/** With more answers remembered than this, it is time to ask anew. */
const maximumRemembered = 10_000;

/** Answers to questions that many ask, each kept until something that it was made from changes. */
export class Remembered {
  readonly #answers = new Answers<string, unknown>();
  /** No more than there are objects, since those of an object go with it. */
  readonly #ofObjects = new WeakMap<MeshObject, Answers<string, unknown>>();
  #onRead: ReadListener;

  constructor(onRead: ReadListener) {
    this.#onRead = onRead;
  }

  /** Says that whatever is being answered comes from the signal too. */
  read(signal: Signal): void {
    this.#onRead(signal);
  }

  answer<T>(question: string, compute: () => T): T {
    if (this.#answers.size >= maximumRemembered) this.#answers.clear();
    return this.#known(this.#answers, question, compute);
  }

  /** An answer about one object, whichever else has its name. */
  answerOf<T>(object: MeshObject, question: string, compute: () => T): T {
    const answers = this.#ofObjects.get(object) ?? new Answers<string, unknown>();
    this.#ofObjects.set(object, answers);
    return this.#known(answers, question, compute);
  }

  /** Forgets what is known of an object. */
  forget(object: MeshObject): void {
    this.#ofObjects.get(object)?.clear();
    this.#ofObjects.delete(object);
  }

  #known<T>(answers: Answers<string, unknown>, question: string, compute: () => T): T {
    const known = answers.get(question) ?? this.#track(answers, question, compute);
    for (const signal of known.signals) this.#onRead(signal);
    return known.value as T;
  }

  #track(answers: Answers<string, unknown>, question: string, compute: () => unknown): Answer<string, unknown> {
    const outer = this.#onRead;
    const signals = new Set<Signal>();
    this.#onRead = (signal) => signals.add(signal);
    try {
      return answers.keep(question, compute(), signals);
    } finally {
      this.#onRead = outer;
    }
  }
}
