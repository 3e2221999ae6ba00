import { dirname, join, sep } from 'node:path';

/** The path as it is written everywhere but on Windows. */
export const slashes = (path: string): string => path.split(sep).join('/');

/** The deepest folder that both are in; where they share none, as on two drives of Windows, the top of the first. */
export function commonFolder(a: string, b: string): string {
  let folder = a;
  while (!isWithin(folder, b) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : join(folder, sep));
