import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { causeOf, nearestFolderWith, settingsFileName } from '../disk';
import { commonFolder, slashes } from './paths';

/** A path of the call and what is there; `path` is absolute. */
export type Asked =
  | { readonly kind: 'file' | 'folder'; readonly path: string }
  | { readonly kind: 'standard input' }
  | { readonly kind: 'nothing'; readonly problem: { readonly file: string; readonly message: string } };

/** Looks at what a word of the command line names: a file, a folder, or `-` for standard input. */
export function look(word: string): Asked {
  if (word === '-') return { kind: 'standard input' };
  const path = resolve(word);
  try {
    return { kind: statSync(path).isDirectory() ? 'folder' : 'file', path };
  } catch (error) {
    return { kind: 'nothing', problem: { file: slashes(word), message: causeOf(error) } };
  }
}

/**
 * The root of the workspace that the paths are in: the nearest folder above them all that holds the settings file or is a
 * repository; else the nearest one above them all. Standard input is in the working directory where it is alone.
 */
export function workspaceRoot(asked: readonly Asked[]): string {
  const folders = asked.flatMap((it) => {
    if (it.kind === 'folder') return it.path;
    return it.kind === 'file' ? dirname(it.path) : [];
  });
  const common = folders.length > 0 ? folders.reduce(commonFolder) : resolve('.');
  return nearestFolderWith(common, [settingsFileName, '.git']) ?? common;
}
