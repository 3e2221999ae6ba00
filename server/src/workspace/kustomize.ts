import type { KustomizationSpec } from '../model/kustomization';

/** A folder with a kustomization, and what it says. Folders are relative to the workspace, `''` for its root. */
export type Kustomizations = ReadonlyMap<string, KustomizationSpec>;

/** What kustomize makes of the objects of a file. */
export interface Placement {
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  readonly nameSuffix: string;
}

/** That a file belongs to a mesh, with what kustomize makes of its objects there. */
export interface Membership extends Placement {
  readonly mesh: string;
}

/** Overlays that name a base twice each, a few deep, make more of it than anybody means. */
const maximumLayers = 1000;

const unchanged: Placement = { namespace: undefined, namePrefix: '', nameSuffix: '' };

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
    include(root, mesh, unchanged, [], new Set());
  }
  return (path) => {
    if (patches.has(path)) return [];
    return byFile.get(ownKey(path) ?? path) ?? [{ mesh: folderOf(path) ?? rootMesh, ...unchanged }];
  };

  function include(folder: string, mesh: string, outer: Placement, above: readonly string[], seen: Set<string>): void {
    const spec = kustomizations.get(folder);
    if (!spec || above.includes(folder) || seen.size >= maximumLayers) return;
    const placement = within(outer, spec);
    const key = JSON.stringify([folder, placement]);
    if (seen.has(key)) return;
    seen.add(key);
    belong(`${folder}/`, { mesh, ...placement });
    for (const path of patchFiles(folder, spec)) patches.add(path);
    for (const path of includedPaths(folder, spec)) {
      if (kustomizations.has(path)) include(path, mesh, placement, [...above, folder], seen);
      else belong(path, { mesh, ...placement });
    }
  }

  function belong(path: string, membership: Membership): void {
    const known = byFile.get(path) ?? [];
    if (!known.some((it) => isSame(it, membership))) byFile.set(path, [...known, membership]);
  }
}

/** What becomes of the objects of a kustomization that lies within others. */
function within(outer: Placement, spec: KustomizationSpec): Placement {
  const { namespace, namePrefix, nameSuffix } = spec;
  const own = renames(spec) ? { prefix: namePrefix?.value ?? '', suffix: nameSuffix?.value ?? '' } : undefined;
  return {
    namespace: outer.namespace ?? namespace?.value,
    // the inner one is done first, so the outer one's comes outside
    namePrefix: outer.namePrefix + (own?.prefix ?? ''),
    nameSuffix: (own?.suffix ?? '') + outer.nameSuffix,
  };
}

/**
 * Whether the names that others use for its objects stay as they are. Of itself kustomize changes every `metadata.name`,
 * and the references of Kubernetes' own kinds only: hosts and `gateways` of Istio's still say the old name. With a
 * configuration of its own it may change them too; then both are taken as they are written, which agrees just as well.
 */
const renames = ({ configurations, transformers, crds }: KustomizationSpec): boolean =>
  // kustomize api/internal/konfig/builtinpluginconsts/namereference.go
  configurations.length === 0 && transformers.length === 0 && crds.length === 0;

const isSame = (a: Membership, b: Membership): boolean =>
  a.mesh === b.mesh && a.namespace === b.namespace && a.namePrefix === b.namePrefix && a.nameSuffix === b.nameSuffix;

/** The key under which a kustomization's own file is found. */
const ownKey = (path: string): string | undefined =>
  isKustomization(path) ? path.slice(0, path.lastIndexOf('/') + 1) || '/' : undefined;

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
