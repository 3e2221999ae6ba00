import { podLabels } from '../model/workload';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isGateway } from './gateway-pods';
import { injectionOf } from './injection';

/** The label by which an endpoint says how it can be spoken to. */
export const tlsModeLabel = 'security.istio.io/tlsMode';

/**
 * Whether the pods of a workload say that they understand the mesh's TLS; `undefined` where the manifests don't show
 * whether they get a sidecar.
 */
export function understandsMeshTls(mesh: Mesh, workload: MeshObject<'Workload'>): boolean | undefined {
  const { spec } = workload.resource;
  const labels = podLabels(spec);
  const written = labels?.get(tlsModeLabel)?.value;
  if (written !== undefined) return written === 'istio';
  // T8 istio-discovery/files/gateway-injection-template.yaml: unlike that of sidecars it does not set the label
  if (isGateway(mesh, workload)) return false;
  const { proxy, isSilent } = injectionOf(mesh, workload);
  return isSilent || proxy === 'ztunnel' || proxy === undefined ? undefined : proxy === 'sidecar';
}
