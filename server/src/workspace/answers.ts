import type { Reader, Signal } from './signal';

/** Answers by what was asked, each kept until one of the signals that it came from changes. */
export class Answers<Q, T> {
  readonly #kept = new Map<Q, Answer<Q, T>>();
  readonly #onDrop: (question: Q) => void;

  constructor(onDrop: (question: Q) => void = () => {}) {
    this.#onDrop = onDrop;
  }

  get size(): number {
    return this.#kept.size;
  }

  get(question: Q): Answer<Q, T> | undefined {
    return this.#kept.get(question);
  }

  keep(question: Q, value: T, signals: Iterable<Signal>): Answer<Q, T> {
    const answer = new Answer(this, question, value, [...signals]);
    this.#kept.set(question, answer);
    return answer;
  }

  drop(question: Q): void {
    const known = this.#kept.get(question);
    if (!known) return;
    this.#kept.delete(question);
    known.forget();
    this.#onDrop(question);
  }

  clear(): void {
    for (const question of this.#kept.keys()) this.drop(question);
  }
}

export class Answer<Q, T> implements Reader {
  readonly value: T;
  readonly signals: readonly Signal[];
  readonly #answers: Answers<Q, T>;
  readonly #question: Q;

  constructor(answers: Answers<Q, T>, question: Q, value: T, signals: readonly Signal[]) {
    this.#answers = answers;
    this.#question = question;
    this.value = value;
    this.signals = signals;
    for (const signal of signals) signal.addReader(this);
  }

  drop(): void {
    this.#answers.drop(this.#question);
  }

  forget(): void {
    for (const signal of this.signals) signal.removeReader(this);
  }
}
