import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  readonly what: string;
  readonly milliseconds?: number;
}

/** Asks again and again until `probe` gives something that is neither undefined nor false, and returns that. */
export async function until<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { what, milliseconds = 10_000 }: UntilOptions,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited ${milliseconds / 1000} s in vain: ${what}`);
    await delay(50);
  }
}
