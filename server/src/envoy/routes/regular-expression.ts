import { RE2JS } from 're2js';

/** Of an expression whose counts are written out; one with more takes noticeable time on a long text. */
const maximumSize = 2_000;

/**
 * A regular expression as Envoy reads it, in RE2's syntax and matched in a time that grows with the text only; `undefined`
 * for what is none, or is out of proportion.
 */
export function regularExpression(source: string): RE2JS | undefined {
  if (source.length > maximumSize) return undefined;
  try {
    const compiled = RE2JS.compile(source);
    return compiled.programSize() > maximumSize ? undefined : compiled;
  } catch {
    return undefined;
  }
}

/** Whether the expression takes the whole text. */
export const matchesWhole = (source: string, text: string): boolean | undefined =>
  regularExpression(source)?.matches(text);
