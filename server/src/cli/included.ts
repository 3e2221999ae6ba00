import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '../workspace/folder';
import { includedPaths, isKustomization } from '../workspace/kustomize';
import type { Workspace } from '../workspace/workspace';

/** The names that kustomize looks for in a folder. */
const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Reads what the workspace's kustomizations include, and what that includes in turn: an overlay without its base is only
 * half of what is applied. What is not there, or not within the root, is left to kustomize.
 */
export function readIncluded(workspace: Workspace, root: string, read: (path: string) => void): void {
  const kustomizations = [...workspace.paths()].filter(isKustomization);
  const known = new Set(kustomizations);
  for (const path of kustomizations)
    for (const { resources } of workspace.documents(path))
      for (const { kind, spec } of resources) {
        if (kind !== 'Kustomization') continue;
        for (const included of includedPaths(folderOf(path), spec)) {
          const file = fileBehind(root, included);
          if (file === undefined || known.has(file)) continue;
          read(file);
          known.add(file);
          if (isKustomization(file)) kustomizations.push(file);
        }
      }
}

/** The file itself, or the kustomization of a folder. */
function fileBehind(root: string, path: string): string | undefined {
  if (path === '..' || path.startsWith('../')) return undefined;
  const entry = statSync(join(root, path), { throwIfNoEntry: false });
  if (entry?.isFile()) return path;
  const name = entry?.isDirectory() && kustomizationNames.find((it) => existsSync(join(root, path, it)));
  return name ? `${path}/${name}` : undefined;
}
