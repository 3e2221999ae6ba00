import { readFileSync, statSync } from 'node:fs';
import { causeOf } from './problem';

/** A file's text, without the byte order mark that it may begin with; or a sentence on why there is none. */
export type ReadText = { readonly text: string; readonly byteOrderMark: boolean } | { readonly problem: string };

const megabyte = 1_000_000;
/** More than any manifest has; a larger file is somebody's data. */
const maximumBytes = 64 * megabyte;

/** Reads a UTF-8 file; never throws. */
export function readText(file: string): ReadText {
  try {
    const { size } = statSync(file);
    return size > maximumBytes ? tooLarge(size) : decode(readFileSync(file));
  } catch (error) {
    return { problem: causeOf(error) };
  }
}

/** The text of a file's bytes. */
export function decode(bytes: Uint8Array): ReadText {
  if (bytes.length > maximumBytes) return tooLarge(bytes.length);
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  if (mark === 0xfffe || mark === 0xfeff) return { problem: 'The file is UTF-16: save it as UTF-8.' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const byteOrderMark = text.startsWith('\uFEFF');
    return { text: byteOrderMark ? text.slice(1) : text, byteOrderMark };
  } catch {
    return { problem: `Line ${firstBrokenLine(bytes)} is not valid UTF-8: save the file as UTF-8.` };
  }
}

const tooLarge = (bytes: number): ReadText => ({
  problem: `The file has ${Math.ceil(bytes / megabyte)} MB, and more than ${maximumBytes / megabyte} MB are not read: split it, or exclude it.`,
});

/** 1-based. What is not UTF-8 comes back as something else when it is decoded and encoded again. */
function firstBrokenLine(bytes: Uint8Array): number {
  const again = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  let line = 1;
  for (let i = 0; i < bytes.length && bytes[i] === again[i]; i++) if (bytes[i] === 10) line++;
  return line;
}
