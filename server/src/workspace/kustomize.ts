import type { KustomizationSpec } from '../model/kustomization';

/** A folder with a kustomization, and what it says. Folders are relative to the workspace, `''` for its root. */
export type Kustomizations = ReadonlyMap<string, KustomizationSpec>;

/** That a file belongs to a mesh, with the namespace that kustomize gives its objects there. */
export interface Membership {
  readonly mesh: string;
  readonly namespace: string | undefined;
}

/** The mesh of whatever no kustomization and no setting puts elsewhere. */
export const rootMesh = '';

/**
 * Says to which meshes a file belongs. A mesh is each kustomization that no other one includes, and each folder that the
 * settings name; a base belongs to every mesh that includes it. A patch belongs to none: it is not an object.
 */
export function memberships(
  kustomizations: Kustomizations,
  meshFolders: readonly string[],
): (path: string) => readonly Membership[] {
  const folders = meshFolders
    .map(normalize)
    .filter((it) => it !== '')
    .sort((a, b) => b.length - a.length);
  const folderOf = (path: string): string | undefined => folders.find((it) => path === it || path.startsWith(`${it}/`));
  const included = new Set(
    [...kustomizations].flatMap(([folder, spec]) => includedPaths(folder, spec).filter((it) => it !== folder)),
  );
  const byFile = new Map<string, Membership[]>();
  const patches = new Set<string>();

  for (const root of kustomizations.keys()) {
    if (included.has(root)) continue;
    const mesh = folderOf(root) ?? `kustomization ${root}`;
    include(root, mesh, undefined, new Set());
  }
  return (path) => {
    if (patches.has(path)) return [];
    return byFile.get(path) ?? [{ mesh: folderOf(path) ?? rootMesh, namespace: undefined }];
  };

  function include(folder: string, mesh: string, outer: string | undefined, seen: Set<string>): void {
    const spec = kustomizations.get(folder);
    if (!spec || seen.has(folder)) return;
    seen.add(folder);
    const namespace = outer ?? spec.namespace?.value;
    for (const path of patchFiles(folder, spec)) patches.add(path);
    for (const path of includedPaths(folder, spec)) {
      if (kustomizations.has(path)) include(path, mesh, namespace, seen);
      else if (!byFile.get(path)?.some((it) => it.mesh === mesh && it.namespace === namespace))
        byFile.set(path, [...(byFile.get(path) ?? []), { mesh, namespace }]);
    }
  }
}

/** The files and folders that a kustomization is made of. */
export const includedPaths = (folder: string, { resources, bases, components }: KustomizationSpec): string[] =>
  [...resources, ...bases, ...components].map((it) => join(folder, it.value));

const patchFiles = (folder: string, { patches, patchesStrategicMerge }: KustomizationSpec): string[] =>
  [...patches.flatMap(({ path }) => path ?? []), ...patchesStrategicMerge].map((it) => join(folder, it.value));

const join = (folder: string, path: string): string => normalize(folder ? `${folder}/${path}` : path);

/** Resolves `.` and `..`; what leaves the workspace keeps its `..` and so names nothing in it. */
function normalize(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else steps.push(step);
  }
  return steps.join('/');
}

/** Whether a file of this name is a kustomization even without `kind`. */
export const isKustomization = (path: string): boolean => /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
