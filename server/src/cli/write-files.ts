import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Problem, readText } from '../disk';
import type { Input } from './input';

/** A file of the workspace with the text that it is to have. */
export interface NewText {
  readonly path: string;
  /** `undefined` for a file that must not be there yet. */
  readonly before: string | undefined;
  readonly after: string;
}

/** Writes files, each with the byte order mark that it had; gives those that could not be written. */
export function writeFiles(input: Input, files: readonly NewText[]): Problem[] {
  return files.flatMap(({ path, before, after }) => {
    const file = input.fileOf(path);
    if (file === undefined) return [];
    try {
      if (before === undefined) mkdirSync(dirname(file), { recursive: true });
      const known = before === undefined ? undefined : readText(file);
      const mark = known && 'text' in known && known.byteOrderMark ? '\uFEFF' : '';
      writeFileSync(file, mark + after, before === undefined ? { flag: 'wx' } : {});
      return [];
    } catch (error) {
      return [{ file: input.show(path), message: `It cannot be written: ${(error as Error).message}.` }];
    }
  });
}
