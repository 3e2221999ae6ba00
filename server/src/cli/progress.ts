/** Before this, nobody wonders what takes so long. */
const patienceMilliseconds = 1000;
const pauseMilliseconds = 100;

/** A line on the terminal that says how far a long run is; nothing where standard error is none. */
export class Progress {
  readonly #shown = process.stderr.isTTY === true;
  #next = performance.now() + patienceMilliseconds;
  #written = false;

  /** Says it now and then, so it may be called for each file. */
  say(text: () => string): void {
    if (!this.#shown || performance.now() < this.#next) return;
    this.#next = performance.now() + pauseMilliseconds;
    this.#written = true;
    process.stderr.write(`\r\u001B[K${text()}`);
  }

  end(): void {
    if (this.#written) process.stderr.write('\r\u001B[K');
  }
}
