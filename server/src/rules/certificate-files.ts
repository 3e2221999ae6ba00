import { mountPaths } from '../model/workload';
import type { Located } from '../text/span';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { tlsOf } from './client-tls';

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

const meshFolder = '/etc/certs';
/** What Istio itself put there until 1.4; other names are somebody's own. */
const meshFiles = ['cert-chain.pem', 'key.pem', 'root-cert.pem'].map((it) => `${meshFolder}/${it}`);

/** Those that ask for mutual TLS with the files that proxies had until Istio 1.4, and that no pod has of somebody else. */
export const meshFilesOf = (object: CertificateFiles['object'], mesh: Mesh): CertificateFiles[] =>
  certificateFilesOf(object).filter(
    ({ mode, files }) =>
      mode.value === 'MUTUAL' && files.every((it) => meshFiles.includes(it.value)) && !isMounted(mesh, meshFolder),
  );

const written = (object: CertificateFiles['object']): { readonly tls: Tls | undefined; readonly path: Path }[] =>
  isOfKind(object, 'Gateway')
    ? object.resource.spec.servers.map(({ tls }, index) => ({ tls, path: ['spec', 'servers', index, 'tls'] }))
    : tlsOf(object);

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
