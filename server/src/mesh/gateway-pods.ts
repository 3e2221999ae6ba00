import type { Kind } from '../model/kinds';
import { gatewayNameLabel } from '../model/kubernetes-gateway';
import { couldHaveLabels, type Labels, plainLabels, type WrittenLabels } from '../model/labels';
import { agree } from '../model/namespace';
import { containerNames, podAnnotations, podLabels, type WorkloadSpec } from '../model/workload';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';
import { hasOwnProxy, namespaceInjection, podInjection } from './injection';

type Workload = MeshObject<'Workload'>;

/** The labels of the pods that a workload makes. */
export const labelsOf = ({ resource }: Workload): Labels => plainLabels(podLabels(resource.spec));

/** The objects that define or ask for one of these labels, each once. */
export const withAnyOf = <K extends Kind>(mesh: Mesh, kind: K, labels: Labels): MeshObject<K>[] => [
  ...new Set([...labels].flatMap(([key, value]) => mesh.with(kind, { kind: 'label', key, value }))),
];

/** The Gateways whose selector takes pods with these labels, in Istio's order. */
export const gatewaysSelecting = (mesh: Mesh, labels: Labels): readonly MeshObject<'Gateway'>[] =>
  mesh.remember(`gateways selecting ${JSON.stringify([...labels].sort())}`, () => {
    const candidates = [...withAnyOf(mesh, 'Gateway', labels), ...mesh.unlabelled('Gateway')];
    return inOrder([...new Set(candidates)].filter((it) => selects(it, labels)));
  });

/** Whether every label that the Gateway asks for is there. One that asks for none takes every gateway's pods. */
export function selects({ resource }: MeshObject<'Gateway'>, labels: Labels): boolean {
  // G1 pilot/pkg/model/push_context.go mergeGateways: the namespace of the pods does not matter; G2 the branch without selector
  return couldHaveLabels(labels, resource.spec.selector);
}

/** The workloads of a namespace whose pods have all of these labels; none for no labels. */
export function workloadsWith(mesh: Mesh, selector: WrittenLabels, namespace: string): readonly Workload[] {
  const [first] = selector ?? [];
  if (!first || !selector) return [];
  const [key, { value }] = first;
  return mesh
    .with('Workload', { kind: 'label', key, value })
    .filter((it) => agree(it.namespace, namespace) && couldHaveLabels(labelsOf(it), selector));
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
  // 4.5 manual deployment: pods that somebody runs for a Gateway of Kubernetes
  const kubernetes = labels.get(gatewayNameLabel);
  if (kubernetes !== undefined && mesh.find('KubernetesGateway', workload.namespace, kubernetes).length > 0)
    return true;
  // 3.14 the label that Istio's own installations give, whether some Gateway asks for it or not
  if (/gateway$/.test(labels.get('istio') ?? '')) return true;
  if (podInjection(spec) !== 'false' && namespaceInjection(mesh, workload.namespace).proxy === 'sidecar') return false;
  // a container that is not the proxy is an application's, unless the workload is called like a gateway
  if (containerNames(spec).length > 0 && !/gateway|egress|ingress/.test(workload.name)) return false;
  return gatewaysSelecting(mesh, labels).some((it) => (it.resource.spec.selector?.size ?? 0) > 0);
}

function hasGatewayProxy(spec: WorkloadSpec): boolean {
  // manifests/charts/gateway/templates/deployment.yaml; manifests/charts/gateways/istio-egress/templates/deployment.yaml
  if (templates(spec).includes('gateway')) return true;
  const names = containerNames(spec);
  return names.includes('istio-proxy') && (names.length === 1 || podInjection(spec) === 'false');
}

const hasSidecar = (spec: WorkloadSpec): boolean => hasOwnProxy(spec) || podInjection(spec) === 'true';

const templates = (spec: WorkloadSpec): readonly string[] =>
  (podAnnotations(spec)?.get('inject.istio.io/templates')?.value ?? '').split(',').map((it) => it.trim());
