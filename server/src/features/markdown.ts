/*
 * Names come from files that anybody may have written. They are shown in code spans, where neither Markdown nor HTML
 * means anything, or in sentences where all of it is escaped.
 */

/** A text as a code span that it cannot end, on one line and not endlessly long. */
export function code(text: string): string {
  const line = text.replace(unprintable, ' ');
  const shown = line.length > maximumLength ? `${line.slice(0, maximumLength)}…` : line;
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((it) => it.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^[` ]|[` ]$/.test(shown) || shown === '' ? ' ' : '';
  return fence + space + shown + space + fence;
}

const maximumLength = 200;

// controls, line and paragraph separators, and marks that turn the direction of the text around
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** A sentence with names in it as text that means nothing else. */
export const prose = (text: string): string =>
  text.replace(unprintable, ' ').replace(/[\\`*_{}[\]<>&~$@:|#!]/g, (it) => `\\${it}`);

/** `a, b and 3 more`, each as code. */
export function codes(texts: readonly string[], maximum = 10): string {
  const shown = texts.slice(0, maximum).map(code).join(', ');
  return texts.length > maximum ? `${shown} and ${texts.length - maximum} more` : shown;
}
