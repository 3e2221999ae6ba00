import { join } from 'node:path';
import { problemLine, readText, walk } from '../disk';
import type { Folder } from './folder';

/** How long one turn may take before requests get theirs. */
const sliceMilliseconds = 10;

/**
 * Reads a folder's files a slice at a time, and forgets those that are no longer to be read; files that are open in the
 * editor are left as they are there.
 */
export async function load(
  folder: Folder,
  isOwn: (path: string) => boolean,
  onProblem: (message: string) => void,
): Promise<void> {
  let end = performance.now() + sliceMilliseconds;
  const gone = new Set(folder.workspace.paths());
  for (const found of walk(folder.root, folder.workspace.settings.exclude)) {
    if ('problem' in found) onProblem(problemLine(found.problem));
    else if (isOwn(found.path)) {
      gone.delete(found.path);
      if (!folder.open.has(found.path)) loadFile(folder, found.path, onProblem);
    }
    if (performance.now() < end) continue;
    await new Promise((resume) => setImmediate(resume));
    end = performance.now() + sliceMilliseconds;
  }
  for (const path of gone) if (!folder.open.has(path)) folder.workspace.set(path, undefined);
}

/** Forgets a file, or all files of a folder, that is gone from the disk; gives the paths that it forgot. */
export function unload(folder: Folder, path: string): string[] {
  const gone = [...folder.workspace.paths()].filter((it) => it === path || it.startsWith(`${path}/`));
  const closed = gone.filter((it) => !folder.open.has(it));
  for (const it of closed) folder.workspace.set(it, undefined);
  return closed;
}

/** Takes a file as it is on disk now; one that is gone is forgotten. */
export function loadFile(folder: Folder, path: string, onProblem: (message: string) => void): void {
  const read = readText(join(folder.root, path));
  if ('problem' in read) onProblem(problemLine({ file: path, message: read.problem }));
  folder.workspace.set(path, 'text' in read ? read.text : undefined);
}
