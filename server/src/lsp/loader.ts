import { join } from 'node:path';
import { readText, walk } from '../disk';
import type { Folder } from './folder';

/** How long one turn may take before requests get theirs. */
const sliceMilliseconds = 10;

/** Reads a folder's files a slice at a time; files that are open in the editor are left as they are there. */
export async function load(folder: Folder, onProblem: (message: string) => void): Promise<void> {
  let end = performance.now() + sliceMilliseconds;
  for (const found of walk(folder.root, folder.workspace.settings.exclude)) {
    if ('problem' in found) onProblem(found.problem.message);
    else if (!folder.open.has(found.path)) loadFile(folder, found.path, onProblem);
    if (performance.now() < end) continue;
    await new Promise((resume) => setImmediate(resume));
    end = performance.now() + sliceMilliseconds;
  }
}

/** Takes a file as it is on disk now; one that is gone is forgotten. */
export function loadFile(folder: Folder, path: string, onProblem: (message: string) => void): void {
  const read = readText(join(folder.root, path));
  if ('problem' in read) onProblem(`${path}: ${read.problem}`);
  folder.workspace.set(path, 'text' in read ? read.text : undefined);
}
