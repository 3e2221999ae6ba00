import { sameHost, serviceHost, serviceName } from '../model/host';
import { type Labels, plainLabels } from '../model/labels';
import { namespaceLabel } from '../model/namespace';
import { couldEqual } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { gatewaysAt } from './gateway-api/attached-gateways';
import { gatewaysSelecting } from './gateway-pods';
import { type GatewayService, gatewayService } from './gateway-services';
import type { GatewayWorkload } from './gateway-workloads';

/**
 * Gateway pods that the workspace does not have, behind a Service that it has (`objects`) or has not: taken from the names
 * and labels that its manifests use. None where nothing speaks for a gateway.
 */
export function assumedGateways(
  mesh: Mesh,
  host: string,
  objects: readonly MeshObject<'Service'>[],
): readonly GatewayWorkload[] {
  const service = serviceName(host);
  if (!service) return [];
  if (objects.length === 0) {
    const labels = assumedLabels(mesh, host, usualLabels(service.name));
    return labels ? [assumed(host, service.namespace, labels, usualService(host), undefined)] : [];
  }
  return objects.flatMap((object) => {
    const known = plainLabels(object.resource.spec.selector);
    const labels = known.size > 0 ? assumedLabels(mesh, host, known) : undefined;
    const own = gatewayService(object, undefined);
    return labels ? [assumed(own.host, object.namespace, labels, own, object)] : [];
  });
}

/** The labels that gateway pods behind the host have if they have these; `undefined` where nobody knows. */
function assumedLabels(mesh: Mesh, host: string, known: Labels): Labels | undefined {
  const { name = '' } = serviceName(host) ?? {};
  // the VirtualServices come last: many send to one gateway, and each would then be everybody's business
  if (gatewaysSelecting(mesh, known).some((it) => isSelective(it) || usualPorts.has(name))) return known;
  if (gatewaysAt(mesh, host).length > 0) return known;
  if (!/gateway|egress/.test(name)) return undefined;
  const labels = new Map(known);
  const named = gatewaysNamedWith(mesh, host);
  let isWanted = false;
  for (const gateway of named) {
    if (!isSelective(gateway) || !couldSelect(gateway, labels)) continue;
    isWanted = true;
    for (const [key, { value }] of gateway.resource.spec.selector ?? []) labels.set(key, value);
  }
  if (isWanted) return labels;
  // 3.14 what Istio's own installations are called has their labels, although the Gateways ask for others
  return named.some(isSelective) && usualPorts.has(name) ? known : undefined;
}

/** The Gateways that a VirtualService names which sends to the host, or is for one that a ServiceEntry sends there. */
function gatewaysNamedWith(mesh: Mesh, host: string): readonly MeshObject<'Gateway'>[] {
  // S16 an endpoint of a ServiceEntry may be the gateway's Service
  const led = mesh
    .withHost('ServiceEntry', host)
    .flatMap(({ resource: { spec } }) =>
      spec.endpoints.some(({ address }) => sameHost(address?.value ?? '', host))
        ? spec.hosts.map((it) => it.value)
        : [],
    );
  const names = [host, ...led]
    .flatMap((it) => mesh.withHost('VirtualService', it))
    .flatMap(({ mentions }) => mentions.flatMap(({ name }) => (name.kind === 'gateway' ? [name] : [])));
  return [...new Set(names.flatMap((it) => mesh.find('Gateway', it.namespace, it.name)))];
}

const isSelective = ({ resource }: MeshObject<'Gateway'>): boolean => (resource.spec.selector?.size ?? 0) > 0;

/** Whether no label that both know speaks against it. */
export const couldSelect = ({ resource }: MeshObject<'Gateway'>, labels: Labels): boolean =>
  [...(resource.spec.selector ?? [])].every(
    ([key, { value }]) => !labels.has(key) || couldEqual(labels.get(key) ?? '', value),
  );

/** Both labels come from the name of the installation. */
const usualLabels = (name: string): Labels =>
  // 3.14 manifests/charts/gateway/templates/_helpers.tpl
  new Map([
    ['app', name],
    ['istio', name.replace(/^istio-/, '')],
  ]);

/** The Service of an installation with the name of the host; other ports than the usual may be added to it. */
export function usualService(host: string): GatewayService {
  const ports = usualPorts.get(serviceName(host)?.name ?? '') ?? new Map();
  return { host, ports, hasOtherPorts: true, resolved: ports };
}

// 3.14 manifests/charts/gateways/istio-egress/values.yaml, istio-ingress
const usualPorts: ReadonlyMap<string, ReadonlyMap<number, number>> = new Map(
  ['istio-egressgateway', 'istio-ingressgateway'].map((it) => [
    it,
    new Map([
      [80, 8080],
      [443, 8443],
    ]),
  ]),
);

function assumed(
  host: string,
  namespace: string,
  labels: Labels,
  service: GatewayService,
  object: MeshObject<'Service'> | undefined,
): GatewayWorkload {
  const { name = '' } = serviceName(host) ?? {};
  const shown = [...labels].map(([key, value]) => `${key}=${value}`).join(', ');
  const what = object ? 'The pods behind' : 'The Service and the pods of';
  return {
    proxy: {
      type: 'gateway',
      namespace,
      labels,
      workload: `${namespaceLabel(namespace)}/${name}`,
      assumed: true,
      unprivileged: false,
    },
    services: [service],
    object: undefined,
    serviceAccount: undefined,
    assumptions: [
      {
        text: `${what} ${serviceHost(name, namespaceLabel(namespace))} are not in the manifests; they are taken to be a gateway with the labels ${shown}.`,
        ...(object ? { object, path: ['spec', 'selector'] } : {}),
      },
    ],
  };
}
