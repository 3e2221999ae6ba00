import { agree, unnamed } from '../model/namespace';
import { podAnnotations, podLabels, type WorkloadSpec } from '../model/workload';
import { couldEqual } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';

type Workload = MeshObject<'Workload'>;
type Labels = ReadonlyMap<string, string>;

/** The labels of the pods that a workload makes. */
export const labelsOf = ({ resource }: Workload): Labels =>
  new Map([...(podLabels(resource.spec) ?? [])].map(([key, { value }]) => [key, value]));

/** The Gateways whose selector takes pods with these labels, in Istio's order. */
export const gatewaysSelecting = (mesh: Mesh, labels: Labels): readonly MeshObject<'Gateway'>[] =>
  mesh.remember(`gateways selecting ${JSON.stringify([...labels].sort())}`, () => {
    const candidates = [...labels].flatMap(([key, value]) => mesh.with('Gateway', { kind: 'label', key, value }));
    return inOrder([...new Set([...candidates, ...mesh.unlabelled('Gateway')])].filter((it) => selects(it, labels)));
  });

/** Whether every label that the Gateway asks for is there. One that asks for none takes every gateway's pods. */
export function selects({ resource }: MeshObject<'Gateway'>, labels: Labels): boolean {
  // G1 pilot/pkg/model/push_context.go mergeGateways: the namespace of the pods does not matter; G2 the branch without selector
  return [...(resource.spec.selector ?? [])].every(([key, { value }]) => couldEqual(labels.get(key) ?? '', value));
}

/** The workloads of a namespace whose pods have all of these labels; none for no labels. */
export function workloadsWith(
  mesh: Mesh,
  selector: ReadonlyMap<string, Located<string>> | undefined,
  namespace: string,
): readonly Workload[] {
  const [first] = selector ?? [];
  if (!first || !selector) return [];
  const [key, { value }] = first;
  return mesh.with('Workload', { kind: 'label', key, value }).filter((it) => {
    const labels = podLabels(it.resource.spec);
    const has = ([name, wanted]: [string, Located<string>]) => couldEqual(labels?.get(name)?.value ?? '', wanted.value);
    return agree(it.namespace, namespace) && [...selector].every(has);
  });
}

/**
 * Whether a workload's pods are gateways: their proxy is told so, or they have the labels of one, be it the usual one or
 * those that a Gateway asks for, and nothing says that they are an application.
 */
export function isGateway(mesh: Mesh, workload: Workload): boolean {
  // G3 pilot/pkg/networking/core/listener.go BuildListeners
  const { spec } = workload.resource;
  if (hasGatewayProxy(spec)) return true;
  if (hasSidecar(spec)) return false;
  const labels = labelsOf(workload);
  // 3.14 the label that Istio's own installations give, whether some Gateway asks for it or not
  if (/gateway$/.test(labels.get('istio') ?? '')) return true;
  if (inject(spec) !== 'false' && isInjected(mesh, workload.namespace)) return false;
  // a container that is not the proxy is an application's, unless the workload is called like a gateway
  if (containerNames(spec).length > 0 && !/gateway|egress|ingress/.test(workload.name)) return false;
  return gatewaysSelecting(mesh, labels).some((it) => (it.resource.spec.selector?.size ?? 0) > 0);
}

function hasGatewayProxy(spec: WorkloadSpec): boolean {
  // manifests/charts/gateway/templates/deployment.yaml; manifests/charts/gateways/istio-egress/templates/deployment.yaml
  if (templates(spec).includes('gateway')) return true;
  const names = containerNames(spec);
  return names.includes('istio-proxy') && (names.length === 1 || inject(spec) === 'false');
}

const hasSidecar = (spec: WorkloadSpec): boolean =>
  podAnnotations(spec)?.has('sidecar.istio.io/status') ||
  containerNames(spec).includes('istio-proxy') ||
  inject(spec) === 'true';

/** Whether pods of the namespace get a sidecar where they don't say otherwise. */
const isInjected = (mesh: Mesh, namespace: string): boolean =>
  namespace !== unnamed &&
  // pkg/kube/inject/inject.go injectRequired
  mesh
    .find('Namespace', unnamed, namespace)
    .some(
      ({ resource: { labels } }) => labels?.get('istio-injection')?.value === 'enabled' || labels?.has('istio.io/rev'),
    );

const templates = (spec: WorkloadSpec): readonly string[] =>
  (podAnnotations(spec)?.get('inject.istio.io/templates')?.value ?? '').split(',').map((it) => it.trim());

/** What the pods say of injection; the label goes before the annotation. */
const inject = (spec: WorkloadSpec): string | undefined =>
  (podLabels(spec)?.get('sidecar.istio.io/inject') ?? podAnnotations(spec)?.get('sidecar.istio.io/inject'))?.value;

const containerNames = ({ spec }: WorkloadSpec): readonly string[] =>
  ((spec?.template?.spec ?? spec)?.containers ?? []).flatMap((it) => it.name?.value ?? []);
