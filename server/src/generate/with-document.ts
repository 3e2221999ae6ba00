import type { Document } from '../model/document';

/** A file with another text for one of its documents; `undefined` where nothing is left but blanks. */
export function withDocument(
  documents: readonly Document[],
  document: Document,
  text: string | undefined,
): string | undefined {
  const texts = documents.flatMap((it) => (it !== document ? [it.text] : text === undefined ? [] : [text]));
  const whole = texts.join('');
  const isFirst = text === undefined && documents[0] === document && !/^---/.test(document.text);
  const left = isFirst ? whole.replace(/^---[ \t]*\r?\n/, '') : whole;
  return left.replace(/^(?:---|\.\.\.)\s*$/gm, '').trim() === '' ? undefined : left;
}
