import { dirname } from 'node:path';
import type { Mesh } from '../workspace/mesh';
import type { Input } from './input';
import { commonFolder } from './paths';

/** A mesh of the input, and the folder by which people know it. */
export interface NamedMesh {
  readonly mesh: Mesh;
  readonly folder: string;
}

/** The meshes that have any objects, by folder. */
export function meshesOf(input: Input): readonly NamedMesh[] {
  const files = new Map<Mesh, Set<string>>();
  const { workspace } = input;
  for (const path of workspace.paths())
    for (const document of workspace.documents(path))
      for (const { mesh, objects } of workspace.meshesOf(document)) {
        if (objects.length === 0) continue;
        const known = files.get(mesh);
        if (known) known.add(input.show(path));
        else files.set(mesh, new Set([input.show(path)]));
      }
  const all = [...files.values()];
  return [...files]
    .map(([mesh, own]) => ({ mesh, folder: folderOf(own, all) }))
    .sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0));
}

/** The folder of what only this mesh has; of all that it has where it shares everything. */
function folderOf(files: ReadonlySet<string>, all: readonly ReadonlySet<string>[]): string {
  const own = [...files].filter((file) => all.filter((it) => it.has(file)).length === 1);
  return (own.length > 0 ? own : [...files]).map((it) => dirname(it)).reduce(commonFolder);
}
