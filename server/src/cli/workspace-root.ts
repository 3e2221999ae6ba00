import { dirname, join, sep } from 'node:path';
import { nearestFolderWith, settingsFileName } from '../disk';

/**
 * The root of the workspace that some folders are in: the nearest folder above them all that holds the settings file or is a
 * repository; else the nearest one above them all. Absolute paths.
 */
export function workspaceRoot(folders: readonly string[]): string {
  const common = folders.reduce(commonFolder);
  return nearestFolderWith(common, [settingsFileName, '.git']) ?? common;
}

/** The deepest folder that both are in; on Windows, where drives have none in common, the first one's drive. */
function commonFolder(a: string, b: string): string {
  let folder = a;
  while (!within(folder, b) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

const within = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : join(folder, sep));
