import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, posix, relative, sep } from 'node:path';
import { isKustomization } from '../workspace/kustomize';
import { Ignored } from './ignored';
import { causeOf, type Problem } from './problem';
import { settingsFileName } from './settings-file';

/** A file to read, by its path in the workspace; or a folder or link that leads to none. */
export type Found = { readonly path: string } | { readonly problem: Problem };

/**
 * Finds the files of a workspace that may hold manifests, in the order of their paths, one at a time so that the caller
 * may pause. `root` is the workspace's folder, `exclude` has patterns of `.gitignore` relative to it, `folder` is where
 * to look, relative to it. A folder that is named although it is ignored is searched, and what ignores it left aside.
 * Links to folders are not followed, and links to files only within the workspace.
 */
export function* walk(root: string, exclude: readonly string[] = [], folder = ''): Generator<Found> {
  const ignored = new Ignored(root, exclude);
  if (folder !== '' && ignored.has(folder, true)) {
    for (const found of walk(join(root, folder)))
      yield 'path' in found
        ? { path: `${folder}/${found.path}` }
        : { problem: { ...found.problem, file: posix.join(folder, found.problem.file) } };
    return;
  }
  yield* filesOf(root, folder, ignored);
}

/** Whether {@link walk} would find the file, if it is there. */
export const isRead = (root: string, path: string, exclude: readonly string[] = []): boolean =>
  isManifest(path) && !new Ignored(root, exclude).has(path, false);

function* filesOf(root: string, folder: string, ignored: Ignored): Generator<Found> {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    yield { problem: { file: folder || '.', message: causeOf(error) } };
    return;
  }
  for (const entry of entries.sort(byPath)) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (!entry.isDirectory() && !isManifest(path)) continue;
    if (ignored.has(path, entry.isDirectory())) continue;
    if (entry.isDirectory()) yield* filesOf(root, path, ignored);
    else if (entry.isFile()) yield { path };
    else if (entry.isSymbolicLink()) yield* linked(root, path);
  }
}

function* linked(root: string, path: string): Generator<Found> {
  try {
    const target = realpathSync(join(root, path));
    if (isWithin(realpathSync(root), target) && statSync(target).isFile()) yield { path };
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const message = gone ? 'The symbolic link leads nowhere: mend it, or remove it.' : causeOf(error);
    yield { problem: { file: path, message } };
  }
}

function isWithin(folder: string, path: string): boolean {
  const [first] = relative(folder, path).split(sep);
  return first !== '..' && !isAbsolute(relative(folder, path)); // absolute: on another drive
}

/** `a.yaml` before `a/b.yaml`, as their whole paths compare. */
const byPath = (a: Dirent, b: Dirent): number => (sortKey(a) < sortKey(b) ? -1 : 1);
const sortKey = (entry: Dirent): string => (entry.isDirectory() ? `${entry.name}/` : entry.name);

function isManifest(path: string): boolean {
  const name = basename(path);
  // Emacs locks `x.yaml` by a link `.#x.yaml` that leads nowhere
  if (name === settingsFileName || name.startsWith('.#')) return false;
  return /\.(?:ya?ml|json)$/i.test(name) || isKustomization(name);
}
