/**
 * A text on one line of a terminal as it may be shown there: tabs are two spaces, and characters that would steer the
 * terminal or turn the order of letters around are replaced, so that a manifest can't fake our output.
 */
export const printable = (text: string): string =>
  text
    .replaceAll('\t', '  ')
    .replaceAll(/\r?\n/g, ' ')
    .replaceAll(/[\p{Control}\p{Surrogate}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');

const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u;
const narrow = /[\p{Mark}\p{Format}]/u;

/** How many columns of a terminal the printable text takes. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  return [...text].reduce((width, it) => width + (narrow.test(it) ? 0 : wide.test(it) ? 2 : 1), 0);
}
