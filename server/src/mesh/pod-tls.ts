import { podAnnotations, podLabels } from '../model/workload';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isGateway } from './gateway-pods';

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
  const pods = spec.spec?.template?.spec ?? spec.spec;
  // pkg/kube/inject/inject.go injectRequired
  if (pods?.hostNetwork?.value) return false;
  const inject = labels?.get('sidecar.istio.io/inject') ?? podAnnotations(spec)?.get('sidecar.istio.io/inject');
  if (inject) return inject.value === 'true';
  return isInjected(mesh, workload.namespace);
}

/** Whether pods of a namespace get a sidecar where they say nothing themselves. */
function isInjected(mesh: Mesh, namespace: string): boolean | undefined {
  if (namespace === '') return undefined;
  const [object] = mesh.named('Namespace', namespace);
  const labels = object?.resource.labels;
  const said = labels?.get('istio-injection')?.value;
  if (said !== undefined) return said === 'enabled';
  return labels?.has('istio.io/rev') ? true : undefined;
}
