import type { Labels } from '../model/labels';
import { unnamed } from '../model/namespace';
import { useWaypoint } from '../model/waypoint';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Assumption } from './evidence';

/** The label that takes pods into ambient mode, on a namespace or on pods. */
export const dataplaneMode = 'istio.io/dataplane-mode';

/** The label by which pods ask for a sidecar, or for none. */
export const injectLabel = 'sidecar.istio.io/inject';

/** The label by which pods of a namespace have the other data plane. */
export const otherPlaneLabel = (mesh: Mesh, namespace: string): string =>
  captureOf(mesh, namespace, new Map()).isAmbient ? injectLabel : dataplaneMode;

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
  if (own === 'ambient') return said(true);
  if (labels.get(injectLabel) === 'true') return said(false);
  const [written] = namespace === unnamed ? [] : mesh.named('Namespace', namespace);
  const byNamespace = written ? said(isAmbientNamespace(written)) : assumedCapture(mesh);
  if (own === undefined || !byNamespace.isAmbient) return byNamespace;
  return said(false, { text: 'The pods are kept out of ambient mode, and are taken to have a sidecar.' });
}

/** Whether pods that say nothing themselves are in ambient mode. */
function isAmbientNamespace(written: MeshObject<'Namespace'>): boolean {
  const word = (key: string) => written.resource.labels?.get(key)?.value;
  // pkg/kube/inject/inject.go injectRequired: pods that get a sidecar are left to it
  return (
    word(dataplaneMode) === 'ambient' && word('istio-injection') !== 'enabled' && word('istio.io/rev') === undefined
  );
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
    const waypoints = mesh.with('KubernetesGateway', {
      kind: 'object',
      type: 'GatewayClass',
      namespace: '',
      name: 'istio-waypoint',
    });
    return waypoints.some(({ namespace, name }) =>
      (['ServiceEntry', 'Service'] as const).some((kind) => {
        const bound = mesh.with(kind, { kind: 'object', type: 'KubernetesGateway', namespace, name });
        return bound.some((it) => it.resource.labels?.has(useWaypoint));
      }),
    );
  });
