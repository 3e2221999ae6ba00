/** Where something stands, from there on, that is neither a blank nor in a comment. */
export function skipGap(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '#') at = lineEnd(text, at);
    else if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return at;
  }
  return text.length;
}

/** Where one of the characters stands, from there on and not in a comment. */
export function findBehindGap(text: string, wanted: string, from: number): number {
  let at = skipGap(text, from);
  while (at < text.length && !wanted.includes(text.charAt(at))) at = skipGap(text, at + 1);
  return at;
}

/** Whether a line begins between the two offsets, or at the first one. */
export const linesApart = (text: string, from: number, to: number): boolean =>
  text.lastIndexOf('\n', to - 1) >= from - 1;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
