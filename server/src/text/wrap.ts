/** As wide as help, explanations and comments are. */
const usualWidth = 92;

/** A paragraph broken into lines between its words, each behind the margin. */
export function wrap(text: string, margin = '', width = usualWidth): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && margin.length + line.length + 1 + word.length > width) {
      lines.push(margin + line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, margin + line].join('\n');
}
