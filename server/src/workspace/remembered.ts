import { Answer } from './answer';
import type { MeshObject } from './mesh-object';
import type { Signal } from './signal';

/** Is told what an answer came from. */
export type ReadListener = (signal: Signal) => void;

type Answers = Map<string, Answer<unknown>>;

/** With so many more answers than there were, it is time to look for those that nobody needs. */
const manyAnswers = 10_000;

/** Answers to questions that many ask, each kept until something that it was made from changes. */
export class Remembered {
  readonly #answers: Answers = new Map();
  /** No more than there are objects, since those of an object go with it. */
  readonly #ofObjects = new WeakMap<MeshObject, Answers>();
  #onRead: ReadListener;
  #sweepAt = manyAnswers;

  constructor(onRead: ReadListener) {
    this.#onRead = onRead;
  }

  /** Says that whatever is being answered comes from the signal too. */
  read(signal: Signal): void {
    this.#onRead(signal);
  }

  answer<T>(question: string, compute: () => T): T {
    if (this.#answers.size >= this.#sweepAt) this.#sweep();
    return this.#known(this.#answers, question, compute);
  }

  /** An answer about one object, whichever else has its name. */
  answerOf<T>(object: MeshObject, question: string, compute: () => T): T {
    const answers = this.#ofObjects.get(object) ?? new Map<string, Answer<unknown>>();
    this.#ofObjects.set(object, answers);
    return this.#known(answers, question, compute);
  }

  /** Forgets what is known of an object. */
  forget(object: MeshObject): void {
    for (const it of this.#ofObjects.get(object)?.values() ?? []) it.forget();
    this.#ofObjects.delete(object);
  }

  #known<T>(answers: Answers, question: string, compute: () => T): T {
    const answer = answers.get(question) ?? this.#begin(answers, question, compute);
    const value = answer.ask(compute);
    answers.set(question, answer);
    this.#onRead(answer);
    return value as T;
  }

  #begin(answers: Answers, question: string, compute: () => unknown): Answer<unknown> {
    const answer: Answer<unknown> = new Answer(
      (listener, computation) => this.#listening(listener, computation),
      compute,
      () => {
        if (answer.isRead) return;
        answers.delete(question);
        answer.forget();
      },
    );
    return answer;
  }

  /** Forgets what nothing was made from, such as the way of a request that somebody asked for once. */
  #sweep(): void {
    for (const [question, answer] of this.#answers) {
      if (answer.isRead) continue;
      this.#answers.delete(question);
      answer.forget();
    }
    this.#sweepAt = 2 * this.#answers.size + manyAnswers;
  }

  #listening<T>(listener: ReadListener, compute: () => T): T {
    const outer = this.#onRead;
    this.#onRead = listener;
    try {
      return compute();
    } finally {
      this.#onRead = outer;
    }
  }
}
