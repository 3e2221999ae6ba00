export interface Part {
  /** Offset of the part in its file. */
  readonly start: number;
  readonly text: string;
}

const boundary = /^(?:---(?=\s|$)|\.\.\.(?=\s|$).*(?:\r?\n)?)/gm;

/**
 * Cuts a file into its YAML documents; the parts joined are the file again. A `---` or `...` in the first column is a
 * boundary even inside a scalar (YAML 1.2.2, c-forbidden), so cutting the text is exact. Directives (`%YAML`) stay with
 * the document that they are for.
 */
export function split(text: string): Part[] {
  const starts = [0];
  for (const match of text.matchAll(boundary)) {
    const start = match[0].startsWith('---') ? match.index : match.index + match[0].length;
    const before = text.slice(starts.at(-1), start);
    if (start === 0 || onlyDirectives(before)) continue;
    if (start < text.length) starts.push(start);
  }
  return starts.map((start, i) => ({ start, text: text.slice(start, starts[i + 1]) }));
}

const onlyDirectives = (text: string): boolean =>
  text.length < 2000 && /^%/m.test(text) && /^\uFEFF?(?:(?:%.*|#.*|[ \t]*)(?:\r?\n|$))*$/.test(text);
