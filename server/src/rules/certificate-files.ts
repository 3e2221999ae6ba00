import { mountPaths } from '../model/workload';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

/** A Gateway's server, or what a DestinationRule says of TLS, with the certificates that it takes from files. */
export interface CertificateFiles {
  readonly object: MeshObject<'Gateway'> | MeshObject<'DestinationRule'>;
  /** Of the TLS settings. */
  readonly path: Path;
  readonly mode: Located<string>;
  /** By the field that names it. */
  readonly files: readonly (Located<string> & { readonly field: string })[];
  readonly subjectAltNames: readonly Located<string>[];
}

interface Tls {
  readonly mode: Located<string> | undefined;
  readonly subjectAltNames: readonly Located<string>[];
  readonly caCertificates: Located<string> | undefined;
  readonly privateKey: Located<string> | undefined;
  readonly clientCertificate?: Located<string> | undefined;
  readonly serverCertificate?: Located<string> | undefined;
}

/** All of an object that names such files. */
export function certificateFilesOf(object: CertificateFiles['object']): CertificateFiles[] {
  return written(object).flatMap(({ tls, path }) => {
    const files = (['serverCertificate', 'clientCertificate', 'privateKey', 'caCertificates'] as const).flatMap(
      (field) => (tls?.[field] ? [{ field, ...tls[field] }] : []),
    );
    if (!tls?.mode || files.length === 0) return [];
    return [{ object, path, mode: tls.mode, files, subjectAltNames: tls.subjectAltNames }];
  });
}

function written({ resource }: CertificateFiles['object']): { readonly tls: Tls | undefined; readonly path: Path }[] {
  if (resource.kind === 'Gateway')
    return resource.spec.servers.map(({ tls }, index) => ({ tls, path: ['spec', 'servers', index, 'tls'] }));
  const { trafficPolicy, subsets } = resource.spec;
  const policies = [
    { policy: trafficPolicy, path: ['spec', 'trafficPolicy'] as Path },
    ...subsets.map((it, i) => ({ policy: it.trafficPolicy, path: ['spec', 'subsets', i, 'trafficPolicy'] as Path })),
  ];
  return policies.flatMap(({ policy, path }) => [
    { tls: policy?.tls, path: [...path, 'tls'] },
    ...(policy?.portLevelSettings ?? []).map(({ tls }, i) => ({ tls, path: [...path, 'portLevelSettings', i, 'tls'] })),
  ]);
}

/** Whether a pod of the workspace has a volume in that folder, or above or below it. */
export const isMounted = (mesh: Mesh, folder: string): boolean =>
  mesh.remember(`whether pods mount ${folder}`, () =>
    mesh.all('Workload').some(({ resource }) => {
      const annotated = resource.spec.spec?.template?.metadata?.annotations?.get('sidecar.istio.io/userVolumeMount');
      return annotated?.value.includes(folder) || mountPaths(resource.spec).some((it) => isWithin(folder, it));
    }),
  );

const isWithin = (folder: string, mounted: string): boolean => {
  const [a, b] = [`${folder}/`, `${mounted.replace(/\/+$/, '')}/`];
  return a.startsWith(b) || b.startsWith(a);
};
