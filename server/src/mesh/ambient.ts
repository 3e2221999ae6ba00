import type { Labels } from '../model/labels';
import { unnamed } from '../model/namespace';
import { useWaypoint } from '../model/waypoint';
import type { Mesh } from '../workspace/mesh';
import type { Assumption } from './evidence';

/** The label that takes pods into ambient mode, on a namespace or on pods. */
const dataplaneMode = 'istio.io/dataplane-mode';

/** The label by which pods ask for a sidecar, or for none. */
const inject = 'sidecar.istio.io/inject';

/** What pods say of their capture. */
export const captureLabels = [dataplaneMode, inject] as const;

/** Whether pods have no sidecar and their traffic goes through their node's ztunnel. */
export interface Capture {
  readonly isAmbient: boolean;
  readonly assumptions: readonly Assumption[];
}

/** How pods with these labels are captured in a namespace. Where nobody says anything they have a sidecar. */
export function captureOf(mesh: Mesh, namespace: string, labels: Labels): Capture {
  const said = (isAmbient: boolean, ...assumptions: Assumption[]): Capture => ({ isAmbient, assumptions });
  // cni/pkg/util/podutil.go PodRedirectionEnabled: what the pod says counts, then what its namespace says; none opts out
  const own = labels.get(dataplaneMode);
  if (own !== undefined) return said(own === 'ambient');
  if (labels.get(inject) === 'true') return said(false);
  const [written] = namespace === unnamed ? [] : mesh.named('Namespace', namespace);
  if (!written) return assumedCapture(mesh);
  const word = (key: string) => written.resource.labels?.get(key)?.value;
  if (word(dataplaneMode) !== 'ambient') return said(false);
  // pkg/kube/inject/inject.go injectRequired: pods that get a sidecar are left to it
  return said(word('istio-injection') !== 'enabled' && word('istio.io/rev') === undefined);
}

/** A namespace that no manifest has is like those that they have. */
function assumedCapture(mesh: Mesh): Capture {
  if (!isAmbientMesh(mesh)) return { isAmbient: false, assumptions: [] };
  const text = 'Namespaces that no manifest has are taken to be in ambient mode, as this mesh has no sidecars.';
  return { isAmbient: true, assumptions: [{ text }] };
}

/** Whether a namespace of the manifests is in ambient mode. */
export const hasAmbientPods = (mesh: Mesh): boolean =>
  mesh.remember('ambient namespaces', () =>
    mesh.all('Namespace').some(({ resource }) => resource.labels?.get(dataplaneMode)?.value === 'ambient'),
  );

/** Whether the manifests take anything into ambient mode, and speak of no sidecar. */
const isAmbientMesh = (mesh: Mesh): boolean =>
  mesh.remember('ambient mesh', () => {
    const namespaces = mesh.all('Namespace').map(({ resource }) => resource.labels);
    const hasSidecars =
      namespaces.some((it) => it?.get('istio-injection')?.value === 'enabled' || it?.has('istio.io/rev')) ||
      mesh.has('Sidecar', unnamed) ||
      mesh.has('Gateway', unnamed);
    if (hasSidecars) return false;
    if (hasAmbientPods(mesh) || namespaces.some((it) => it?.has(useWaypoint))) return true;
    return mesh.all('KubernetesGateway').some(({ namespace, name }) =>
      (['ServiceEntry', 'Service'] as const).some((kind) => {
        const bound = mesh.with(kind, { kind: 'object', type: 'KubernetesGateway', namespace, name });
        return bound.some((it) => it.resource.labels?.has(useWaypoint));
      }),
    );
  });
