/** Both are more than any manifest has, and together less than what exhausts the stack of a recursive parser. */
const maximumBrackets = 250;
const maximumMargin = /^[ ?:-]{500}/m;

/**
 * Whether a text nests too deeply for a recursive parser: it might not come back with an error, but end the process, as V8
 * does where a regular expression is compiled on the last bytes of the stack. Brackets in texts count too.
 */
export function nestsTooDeeply(text: string): boolean {
  if (maximumMargin.test(text)) return true;
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > maximumBrackets) return true;
  }
  return false;
}
