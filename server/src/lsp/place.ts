import { existsSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { egressName } from '../generate/egress-name';
import type { Folder } from './folder';

interface Place {
  readonly path: string;
  readonly isHere: boolean;
}

/**
 * Where new objects go that belong to no file: here, beside the active YAML file, or at the folder's root. A kustomization
 * names its files: a new one beside them would not be seen with them, so what is new goes here.
 */
export function placeOf(
  folder: Folder,
  { uri, insertHere }: { readonly uri?: string; readonly insertHere?: boolean },
  host: string,
): Place | undefined {
  const { workspace, open, root } = folder;
  const path = uri !== undefined && isYaml(folder, uri) ? folder.pathOf(uri) : undefined;
  const isFile = uri?.startsWith('file:') ?? false;
  const text = path === undefined ? undefined : open.get(path)?.text;
  const beside = path !== undefined && isFile ? posix.dirname(path) : '.';
  const created = root === '' ? undefined : freePath(folder, posix.join(beside, egressName(host)));
  if (path !== undefined && text !== undefined) {
    const isOther = created !== undefined && workspace.meshOf(created) !== workspace.meshOf(path);
    if (insertHere ?? (!isFile || text.trim() === '' || isOther)) return { path, isHere: true };
  }
  return created === undefined ? undefined : { path: created, isHere: false };
}

/** Whether it is a YAML file of the folder, or an open document that is one without being a file. */
const isYaml = (folder: Folder, uri: string): boolean =>
  uri.startsWith('file:') ? folder.holds(uri) && /\.ya?ml$/i.test(uri) : folder.open.has(folder.pathOf(uri));

/** The path with the first number behind it of which there is no file yet. */
function freePath(folder: Folder, stem: string): string {
  for (let number = 1; ; number++) {
    const path = `${stem}${number === 1 ? '' : `-${number}`}.yaml`;
    if (!folder.open.has(path) && !exists(folder, path)) return path;
  }
}

/** Whether there is such a file, whatever is in it. */
export const exists = (folder: Folder, path: string): boolean => existsSync(resolve(folder.root, path));
