import { captureOf, hasAmbientPods, otherPlaneLabel } from '../mesh/ambient';
import { controllerOf } from '../mesh/gateway-api/classes';
import { routesOfServices } from '../mesh/gateway-api/virtual-services';
import { isGateway, labelsOf } from '../mesh/gateway-pods';
import { gatewaysBehind, serviceOfGateway } from '../mesh/gateways';
import { meshConfig } from '../mesh/mesh-config';
import { serviceHost, serviceName } from '../model/host';
import { hasLabels, type Labels, plainLabels } from '../model/labels';
import { unnamed } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Client } from './answer';

/** No pod of the workspace: whoever else is in the mesh. */
const nobodysLabels: ReadonlyMap<string, string> = new Map();

/**
 * Clients that stand for all that may send to a host. Those of one namespace are told apart by the labels that a Sidecar
 * a ProxyConfig, a DestinationRule or a VirtualService asks for, or that give them the other data plane; of the namespaces that no object about the host
 * names, the first stands for all with sidecars, and the first in ambient mode for all of those.
 */
export function clientsFor(mesh: Mesh, host: string): readonly Client[] {
  const about = objectsAbout(mesh, host);
  const named = new Set<string>();
  for (const object of about) {
    if (!isGatewayNamespace(mesh, object.namespace)) named.add(object.namespace);
    for (const it of exportedTo(object)) named.add(it);
  }
  for (const sidecar of mesh.all('Sidecar')) named.add(sidecar.namespace);
  for (const it of toldApart(mesh, about)) named.add(it);
  const namespaces = [...named, ...othersThan(mesh, named)].sort();
  const clients = namespaces.flatMap((namespace) => [
    ...clientsIn(mesh, namespace, labelsAsked(mesh, namespace, about)),
    ...clientsSelected(mesh, namespace, about),
  ]);
  return clients.length > 0 ? clients : [{ namespace: unnamed, labels: nobodysLabels }];
}

/** Objects that decide what a sidecar does with requests to the host. */
export const objectsAbout = (mesh: Mesh, host: string): readonly MeshObject[] => [
  ...mesh.withHost('ServiceEntry', host),
  ...mesh.withHost('VirtualService', host),
  ...mesh.withHost('DestinationRule', host),
  ...routesOfServices(mesh, host),
];

/** The first of the namespaces that have sidecars, and the first of those in ambient mode. */
function othersThan(mesh: Mesh, named: ReadonlySet<string>): string[] {
  const others = namespacesWithPods(mesh).filter((it) => !named.has(it));
  const first = (isAmbient: boolean) =>
    others.find((it) => captureOf(mesh, it, nobodysLabels).isAmbient === isAmbient) ?? [];
  return [first(false), first(true)].flat();
}

function exportedTo({ resource }: MeshObject): string[] {
  const exportTo =
    resource.kind === 'ServiceEntry' || resource.kind === 'VirtualService' || resource.kind === 'DestinationRule'
      ? resource.spec.exportTo
      : [];
  return exportTo.map((it) => it.value).filter((it) => !['*', '.', '~'].includes(it));
}

/** The namespaces that a policy for a ServiceEntry among the objects asks for. */
const toldApart = (mesh: Mesh, about: readonly MeshObject[]): string[] =>
  about
    .filter((it) => it.resource.kind === 'ServiceEntry')
    // A9 a waypoint asks the policies that name it
    .flatMap(({ namespace, name }) =>
      mesh.with('AuthorizationPolicy', { kind: 'object', type: 'ServiceEntry', namespace, name }),
    )
    .flatMap(({ resource }) => resource.spec.rules.flatMap((it) => it.from))
    .flatMap(({ source }) => (source?.namespaces ?? []).map((it) => it.value))
    .filter((it) => it !== '' && !it.includes('*') && !hasPlaceholder(it));

/** Namespaces with pods that are no gateways, sorted. */
export const namespacesWithPods = (mesh: Mesh): readonly string[] =>
  mesh.remember('namespaces with pods', () => {
    const namespaces = mesh.all('Workload').map((it) => it.namespace);
    return [...new Set(namespaces)].filter((it) => !isGatewayNamespace(mesh, it)).sort();
  });

/** Whether a namespace is where egress gateways run, and not applications. */
export const isGatewayNamespace = (mesh: Mesh, namespace: string): boolean =>
  namespace === meshConfig(mesh).rootNamespace.value ||
  (namespace !== unnamed &&
    mesh.remember(
      `gateways in ${namespace}`,
      () => hasGatewayService(mesh, namespace) || hasOnlyKubernetesGateways(mesh, namespace),
    ));

const hasGatewayService = (mesh: Mesh, namespace: string): boolean =>
  mesh.inNamespace('Service', namespace).some((it) => {
    const host = serviceHost(it.name, it.namespace);
    return gatewaysBehind(mesh, host).some(
      (gateway) => serviceName(serviceOfGateway(mesh, gateway) ?? '')?.namespace === namespace,
    );
  });

const hasOnlyKubernetesGateways = (mesh: Mesh, namespace: string): boolean =>
  mesh.inNamespace('KubernetesGateway', namespace).some((it) => controllerOf(mesh, it) !== undefined) &&
  mesh.inNamespace('ServiceEntry', namespace).length === 0 &&
  mesh.inNamespace('Workload', namespace).every((it) => isGateway(mesh, it));

/** The labels that a Sidecar or a ProxyConfig of the namespace, or a rule of the objects, asks a client for, or that gives it the other data plane. */
export function labelsAsked(mesh: Mesh, namespace: string, about: readonly MeshObject[]): ReadonlySet<string> {
  const asked = new Set<string>(hasAmbientPods(mesh) ? [otherPlaneLabel(mesh, namespace)] : []);
  for (const sidecar of mesh.inNamespace('Sidecar', namespace))
    for (const key of sidecar.resource.spec.workloadSelector?.labels?.keys() ?? []) asked.add(key);
  for (const { resource } of mesh.inNamespace('ProxyConfig', namespace))
    for (const key of resource.spec.selector?.matchLabels?.keys() ?? []) asked.add(key);
  for (const { resource, namespace: own } of about) {
    if (resource.kind === 'DestinationRule' && own === namespace)
      for (const key of resource.spec.workloadSelector?.matchLabels?.keys() ?? []) asked.add(key);
    if (resource.kind === 'VirtualService')
      for (const { match } of [...resource.spec.http, ...resource.spec.tls, ...resource.spec.tcp])
        for (const { sourceLabels } of match) for (const key of sourceLabels?.keys() ?? []) asked.add(key);
  }
  return asked;
}

/** The pods that a DestinationRule is for, where the workspace has no pods of that namespace to tell who they are. */
const clientsSelected = (mesh: Mesh, namespace: string, about: readonly MeshObject[]): Client[] =>
  mesh.inNamespace('Workload', namespace).length > 0
    ? []
    : about.flatMap(({ resource, namespace: own }) => {
        const selector = resource.kind === 'DestinationRule' && own === namespace && resource.spec.workloadSelector;
        const labels = selector ? plainLabels(selector.matchLabels) : nobodysLabels;
        const isKnown = labels.size > 0 && ![...labels.values()].some(hasPlaceholder);
        return isKnown && !areOfGateway(mesh, labels) ? [{ namespace, labels }] : [];
      });

const areOfGateway = (mesh: Mesh, labels: Labels): boolean =>
  mesh.all('Gateway').some(({ resource }) => {
    const selector = plainLabels(resource.spec.selector);
    return selector.size > 0 && hasLabels(labels, selector);
  });

/** One client without labels, and one for each set of those labels that pods of the namespace have. */
export function clientsIn(mesh: Mesh, namespace: string, asked: ReadonlySet<string>): Client[] {
  const plain: Client = { namespace, labels: nobodysLabels };
  if (asked.size === 0) return [plain];
  const groups = new Map<string, Client>();
  for (const workload of mesh.inNamespace('Workload', namespace)) {
    const labels = labelsOf(workload);
    const telling = [...labels].filter(([key]) => asked.has(key)).join();
    if (telling !== '' && !groups.has(telling)) groups.set(telling, { namespace, labels });
  }
  return [plain, ...groups.values()];
}
