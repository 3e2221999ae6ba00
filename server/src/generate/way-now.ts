import { parseClusterName } from '../envoy/config';
import { sameHost, serviceName } from '../model/host';
import { gatewayNameLabel } from '../model/kubernetes-gateway';
import { meshGateway, resolveGateway } from '../model/virtual-service';
import { chosenWaypoint } from '../model/waypoint';
import type { Hop } from '../trace/answer';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { EgressRequest } from './egress-request';
import { podsMadeOf } from './gateway-api';
import { usualSelector } from './gateway-pods';
import type { ObjectName } from './objects';

/** Which objects lead a host out. */
export type Way = Pick<EgressRequest, 'api' | 'namespace' | 'gateway' | 'selector' | 'hopPort' | 'taker' | 'exportTo'>;

/** How a gateway comes to be on the way, by the objects that lead there. */
export function throughGateway(
  mesh: Mesh,
  first: Hop,
  { proxy, route }: Hop,
  speaker: MeshObject,
  host: string,
): Way | undefined {
  if (proxy.type === 'waypoint') return throughWaypoint(mesh, host, speaker);
  const object = first.route?.object;
  const to = parseClusterName(first.branches[0]?.cluster ?? '');
  const service = to && serviceName(to.host);
  if (proxy.type !== 'gateway' || !object || !service) return undefined;
  const namespace = object.resource.namespace?.value ?? '';
  const own = proxy.labels.get(gatewayNameLabel);
  if (!isOfKind(object, 'VirtualService')) {
    const gateway = own === undefined ? undefined : { name: own, namespace: proxy.namespace };
    return (
      gateway && {
        api: 'gateway-api',
        namespace,
        gateway,
        selector: podsMadeOf(gateway, to.port).labels,
        hopPort: to.port,
        // a route of the Gateway API has no such field
        ...exported(entryOf(mesh, host, speaker)),
      }
    );
  }
  const taker = takerOf(mesh, object, route?.object);
  const selector = Object.fromEntries(
    [...(taker?.resource.spec.selector ?? [])].map(([key, { value }]) => [key, value] as const),
  );
  return {
    api: 'istio',
    namespace,
    gateway: service,
    selector: Object.keys(selector).length > 0 ? selector : usualSelector(service.name),
    hopPort: to.port,
    ...exported(object),
  };
}

/** The Gateway that the second leg is bound to, where it is bound to one alone. */
function takerOf(
  mesh: Mesh,
  first: MeshObject<'VirtualService'>,
  second: MeshObject | undefined,
): MeshObject<'Gateway'> | undefined {
  const object = isOfKind(second, 'VirtualService') ? second : first;
  const references = object.resource.spec.gateways.filter((it) => it.value !== meshGateway);
  const [gateway, ...others] = references.flatMap((it) => {
    const { namespace, name } = resolveGateway(it.value, object);
    return mesh.find('Gateway', namespace, name);
  });
  return others.length === 0 ? gateway : undefined;
}

function throughWaypoint(mesh: Mesh, host: string, speaker: MeshObject): Way | undefined {
  const way = straight(mesh, host, speaker);
  const entry = entryOf(mesh, host, speaker);
  const choice = chosenWaypoint(entry.resource.labels, entry.namespace);
  if (!way || !choice || choice === 'none') return undefined;
  const isUsual = choice.name === 'waypoint' && choice.namespace === entry.namespace;
  return { ...way, api: 'ambient', ...(isUsual ? {} : { taker: choice }) };
}

/** The way of a host that leaves from the clients' own proxies. */
export function straight(mesh: Mesh, host: string, speaker: MeshObject): Way | undefined {
  const entry = entryOf(mesh, host, speaker);
  if (!isOfKind(entry, 'ServiceEntry')) return undefined;
  const [namespace = '', name = ''] = mesh.settings.gateway.split('/');
  const gateway: ObjectName = { name, namespace };
  return {
    api: 'sidecar',
    namespace: entry.resource.namespace?.value ?? '',
    gateway,
    selector: selectorOf(mesh, host) ?? usualSelector(name),
    ...exported(entry),
  };
}

/** The pods that begin TLS themselves. */
function selectorOf(mesh: Mesh, host: string): Record<string, string> | undefined {
  const selector = mesh.withHost('DestinationRule', host).find((it) => it.resource.spec.workloadSelector)?.resource.spec
    .workloadSelector?.matchLabels;
  return selector && Object.fromEntries([...selector].map(([key, { value }]) => [key, value]));
}

function exported(object: MeshObject): Pick<EgressRequest, 'exportTo'> {
  if (!isOfKind(object, 'VirtualService') && !isOfKind(object, 'ServiceEntry')) return {};
  const { exportTo } = object.resource.spec;
  return exportTo.length > 0 ? { exportTo: exportTo.map((it) => it.value) } : {};
}

const entryOf = (mesh: Mesh, host: string, speaker: MeshObject): MeshObject =>
  mesh.withHost('ServiceEntry', host).find((it) => it.resource.spec.hosts.some(({ value }) => sameHost(value, host))) ??
  speaker;
