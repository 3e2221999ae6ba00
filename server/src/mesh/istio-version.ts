import { containerImages } from '../model/workload';
import { newestRelease, oldestRelease, type Release } from '../schema/releases';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { helmInstallations } from './helm-installations';

/** The release of Istio that a mesh has. */
export interface IstioVersion {
  readonly release: Release;
  /** Where it is written; absent where the user's settings say it. */
  readonly origin: { readonly object: MeshObject; readonly path: Path } | undefined;
}

/** What a manifest says of the version, as it is written. */
interface Written {
  readonly version: string | undefined;
  readonly object: MeshObject;
  readonly path: Path;
}

/**
 * The version of Istio: as the settings say, else as what installs the control plane does, else as the images of gateways
 * do. Of several the newest, since a mesh that is on its way to it has both. `undefined` where nothing says it.
 */
export const istioVersion = (mesh: Mesh): IstioVersion | undefined =>
  mesh.remember('version of Istio', () => {
    const set = releaseOf(mesh.settings.istioVersion);
    if (set !== undefined) return { release: set, origin: undefined };
    for (const find of [controlPlanes, images]) {
      const [newest] = find(mesh)
        .flatMap(({ version, object, path }) => {
          const release = releaseOf(version ?? '');
          return release === undefined ? [] : [{ release, origin: { object, path } }];
        })
        .sort((a, b) => b.release - a.release);
      if (newest) return newest;
    }
    return undefined;
  });

/** Whether the mesh plainly has a release from before that one. */
export function isBefore(mesh: Mesh, release: Release): boolean {
  const known = istioVersion(mesh);
  return known !== undefined && known.release < release;
}

/** The release of `1.22`, `v1.22.3` or `1.22.3-distroless`; `undefined` for one that is not known, and for anything else. */
export function releaseOf(written: string): Release | undefined {
  const [, minor] = /^v?1\.(\d{2})(?:\.\d+|-latest)?(?:[-+][\w.-]+)?$/.exec(written) ?? [];
  const release = Number(minor ?? 0);
  return release >= oldestRelease && release <= newestRelease ? release : undefined;
}

const controlPlanes = (mesh: Mesh): Written[] => [
  ...mesh.with('Workload', { kind: 'label', key: 'app', value: 'istiod' }).flatMap((it) => imageOf(it, 'pilot')),
  ...mesh
    .all('IstioOperator')
    .map((object) => ({ version: object.resource.spec.tag?.value, object, path: ['spec', 'tag'] })),
  ...mesh
    .all('Istio')
    .map((object) => ({ version: object.resource.spec.version?.value, object, path: ['spec', 'version'] })),
  ...helmInstallations(mesh, 'istiod').map(({ object, version }) => ({
    version: version?.value,
    object,
    path: version?.path ?? [],
  })),
  // other charts have such a field, too
  ...mesh
    .all('HelmValues')
    .filter(({ resource }) => resource.spec.meshConfig !== undefined)
    .map((object) => ({ version: object.resource.spec.global?.tag?.value, object, path: ['global', 'tag'] })),
];

const images = (mesh: Mesh): Written[] =>
  ['egressgateway', 'ingressgateway']
    .flatMap((value) => mesh.with('Workload', { kind: 'label', key: 'istio', value }))
    .flatMap((it) => imageOf(it, 'proxyv2'));

/** The tag of an image of that name, wherever it is taken from. */
const imageOf = (object: MeshObject<'Workload'>, name: string): Written[] =>
  containerImages(object.resource.spec).flatMap(({ value }) => {
    const [, image, version] = /(?:^|\/)([\w-]+):([\w.-]+)$/.exec(value) ?? [];
    return image === name ? [{ version, object, path: ['spec', 'template', 'spec', 'containers'] }] : [];
  });
