import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json. The tests run bundled, so where they were written says nothing about where they are. */
export const projectRoot = folderAbove(import.meta.dirname, 'package.json');

function folderAbove(folder: string, marker: string): string {
  if (existsSync(join(folder, marker))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no ${marker} above ${import.meta.dirname}`);
  return folderAbove(parent, marker);
}
