import { type Route, routesWithParent } from '../mesh/gateway-api/routes';
import type { PortPolicy } from '../model/destination-rule';
import { serverHost } from '../model/gateway';
import { resolveHost, sameHost, serviceHost } from '../model/host';
import { type Kind, kinds } from '../model/kinds';
import { sameName } from '../model/name';
import { gatewayByDefault, type ObjectReference, referred } from '../model/object-reference';
import { importedHost } from '../model/sidecar';
import { type Match, meshGateway } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { valueAt } from './edit';
import { madeService } from './gateway-api';
import type { ObjectName } from './objects';
import { rulesFor } from './rules-for';
import { isFor, isOnlyFor, leadsTo, type Trail } from './trail';

/** What of an object only one host uses: the whole, an item of a list, or a field. */
export type TakenOut =
  | 'object'
  | { readonly list: Path; readonly index: number }
  | { readonly at: Path; readonly field: string };

type Find<K extends Kind> = (mesh: Mesh, object: MeshObject<K>, trail: Trail) => TakenOut | undefined;

/** The kinds of which a way out is made, each after those that refer to it, with what goes first of an object. */
export const takenOut: { readonly [K in Kind]?: Find<K> } = {
  AuthorizationPolicy: (_, object, trail) => {
    const [index] = rulesFor(object, trail);
    if (index === undefined) return undefined;
    if (object.resource.spec.rules.length > 1) return { list: ['spec', 'rules'], index };
    // without any policy that allows, everybody may
    return (object.resource.spec.action?.value ?? 'ALLOW') === 'ALLOW' ? undefined : 'object';
  },
  VirtualService: (_, { resource: { spec }, namespace }, { host, isInCluster }) => {
    // what says how sidecars reach a Service of the mesh is no way out
    if (isInCluster && spec.gateways.every(({ value }) => value === meshGateway)) return undefined;
    const own = spec.hosts.findIndex(({ value }) => sameHost(resolveHost(value, namespace), host));
    if (own < 0) return undefined;
    if (spec.hosts.every(({ value }) => sameHost(resolveHost(value, namespace), host))) return 'object';
    for (const section of ['http', 'tls', 'tcp'] as const) {
      const rules: readonly { readonly match: readonly Match[] }[] = spec[section];
      const index = rules.findIndex(({ match }) => isOnlyFor(match, host));
      if (index >= 0) return rules.length === 1 ? { at: ['spec'], field: section } : { list: ['spec', section], index };
      for (const [at, { match }] of rules.entries()) {
        const part = partFor(match, host);
        if (part) return { list: ['spec', section, at, 'match', ...part.list], index: part.index };
      }
    }
    return { list: ['spec', 'hosts'], index: own };
  },
  HTTPRoute: (...given) => ofRoute(...given),
  GRPCRoute: (...given) => ofRoute(...given),
  TLSRoute: (...given) => ofRoute(...given),
  TCPRoute: (...given) => ofRoute(...given),
  Gateway: (_, { resource: { spec } }, { host }) => {
    for (const [index, server] of spec.servers.entries()) {
      const own = server.hosts.findIndex(({ value }) => serverHost(value).host === host);
      if (own < 0) continue;
      if (server.hosts.length > 1) return { list: ['spec', 'servers', index, 'hosts'], index: own };
      return spec.servers.length > 1 ? { list: ['spec', 'servers'], index } : 'object';
    }
    return undefined;
  },
  DestinationRule: (mesh, object, trail) => {
    const target = resolveHost(object.resource.spec.host?.value ?? '', object.namespace);
    const isOwn = trail.hosts.some((it) => sameHost(it, target));
    return isOwn && !trail.isInCluster ? 'object' : ofHopRule(mesh, object, target, trail);
  },
  ServiceEntry: (_, { resource: { spec } }, { hosts }) => {
    const isGone = (it: { readonly value: string }): boolean =>
      hosts.some((own) => sameHost(own, it.value.toLowerCase()));
    const index = spec.hosts.findIndex(isGone);
    if (index < 0) return undefined;
    return spec.hosts.every(isGone) ? 'object' : { list: ['spec', 'hosts'], index };
  },
  KubernetesGateway: (mesh, object, { host, waypoints, listeners: known }) => {
    const { listeners, gatewayClassName } = object.resource.spec;
    const isWaypoint = gatewayClassName?.value === 'istio-waypoint';
    if (isWaypoint) {
      return waypoints.some((it) => sameObject(it, object)) && !isNamed(mesh, object) ? 'object' : undefined;
    }
    const isOurs = (name: string | undefined): boolean =>
      known.some((it) => it.name === name && sameObject(it.gateway, object)) && !isAskedFor(mesh, object, name);
    const index = listeners.findIndex((it) =>
      it.hostname ? it.hostname.value.toLowerCase() === host : it.name && isOurs(it.name.value),
    );
    if (index < 0) return undefined;
    if (listeners.length > 1) return { list: ['spec', 'listeners'], index };
    return isNamed(mesh, object) ? undefined : 'object';
  },
  Sidecar: (mesh, { resource: { spec } }, { host, isInCluster, listeners }) => {
    if (isInCluster) return undefined;
    const gone = listeners
      .map((it) => it.gateway)
      .filter((it) => mesh.find('KubernetesGateway', it.namespace, it.name).length === 0)
      .map((it) => serviceHost(madeService(it.name), it.namespace));
    for (const [at, { hosts }] of spec.egress.entries()) {
      const index = hosts.findIndex(({ value }) => [host, ...gone].includes(importedHost(value).host));
      if (index >= 0 && hosts.length > 1) return { list: ['spec', 'egress', at, 'hosts'], index };
    }
    return undefined;
  },
};

/** Of matches that are for other hosts as well the first part that is for this one, below the list of them. */
function partFor(matches: readonly Match[], host: string): { list: Path; index: number } | undefined {
  const whole = matches.findIndex((it) => isFor(it, host));
  if (whole >= 0) return { list: [], index: whole };
  for (const [at, match] of matches.entries()) {
    const names = 'sniHosts' in match ? match.sniHosts : [];
    const index = names.findIndex(({ value }) => sameHost(value.toLowerCase(), host));
    if (index >= 0) return { list: [at, 'sniHosts'], index };
  }
  return undefined;
}

/** A route goes with its last host name, or with the last parent that it has. */
function ofRoute(_: Mesh, route: Route, { host, hosts, entries }: Trail): TakenOut | undefined {
  const {
    resource: { spec },
    namespace,
  } = route;
  const { hostnames = [], parentRefs } = spec as {
    hostnames?: readonly { readonly value: string }[];
    parentRefs: readonly ObjectReference[];
  };
  const named = hostnames.findIndex(({ value }) => value.toLowerCase() === host);
  if (named >= 0) return hostnames.length > 1 ? { list: ['spec', 'hostnames'], index: named } : 'object';
  if (hostnames.length === 0 && leadsTo(route, hosts)) return 'object';
  const parent = parentRefs.findIndex((it) => {
    const { type, name, namespace: owner } = referred(it, gatewayByDefault, namespace);
    return type === 'ServiceEntry' && entries.some((entry) => entry.name === name && entry.namespace === owner);
  });
  if (parent < 0) return undefined;
  return parentRefs.length > 1 ? { list: ['spec', 'parentRefs'], index: parent } : 'object';
}

/**
 * Of a rule for a gateway's Service the subsets to which nobody sends any more, the TLS with the host's name, and the HTTP
 * of a port on which the host's listener was the last.
 */
function ofHopRule(
  mesh: Mesh,
  object: MeshObject<'DestinationRule'>,
  target: string,
  { hosts, subsets, listeners }: Trail,
): TakenOut | undefined {
  const { spec } = object.resource;
  const isUnused = (name: string | undefined): boolean =>
    name !== undefined &&
    subsets.some((it) => it.name === name && sameHost(it.host, target)) &&
    mesh.with('VirtualService', { kind: 'subset', host: target, name }).length === 0;
  const isOurs = ({ tls }: PortPolicy): boolean =>
    tls?.mode?.value === 'ISTIO_MUTUAL' && hosts.includes(tls.sni?.value.toLowerCase() ?? '');
  const index = spec.subsets.findIndex((it) => isUnused(it.name?.value));
  if (index >= 0) {
    if (spec.subsets.length > 1) return { list: ['spec', 'subsets'], index };
    return spec.trafficPolicy ? { at: ['spec'], field: 'subsets' } : 'object';
  }
  const settings = spec.trafficPolicy?.portLevelSettings ?? [];
  const gateways = listeners
    .map((it) => it.gateway)
    .filter((it) => sameHost(serviceHost(madeService(it.name), it.namespace), target));
  const isListenedOn = (port: number | undefined): boolean =>
    gateways
      .flatMap((it) => mesh.find('KubernetesGateway', it.namespace, it.name))
      .some((it) => it.resource.spec.listeners.some((listener) => listener.port?.value === port));
  const isLeft = ({ port, tls, connectionPool }: PortPolicy): boolean =>
    gateways.length > 0 && !tls && connectionPool?.http !== undefined && !isListenedOn(port?.number?.value);
  const own = settings.findIndex((it) => isOurs(it) || isLeft(it));
  if (own < 0) return undefined;
  if (settings.length > 1) return { list: ['spec', 'trafficPolicy', 'portLevelSettings'], index: own };
  const policy = valueAt(object, ['spec', 'trafficPolicy']);
  if (Object.keys(policy ?? {}).length > 1) return { at: ['spec', 'trafficPolicy'], field: 'portLevelSettings' };
  return spec.subsets.length > 0 ? { at: ['spec'], field: 'trafficPolicy' } : 'object';
}

const sameObject = (one: ObjectName, other: ObjectName): boolean =>
  one.name === other.name && one.namespace === other.namespace;

/** Whether a route asks for a listener of a Gateway by its name, or for all of them. */
const isAskedFor = (mesh: Mesh, gateway: MeshObject<'KubernetesGateway'>, listener: string | undefined): boolean =>
  routesWithParent(mesh, gateway).some(({ resource, namespace }) =>
    resource.spec.parentRefs.some(
      (it) =>
        sameObject(referred(it, gatewayByDefault, namespace), gateway) &&
        (it.sectionName === undefined || it.sectionName.value === listener),
    ),
  );

/** Whether another object of the mesh refers to this one. */
export function isNamed(mesh: Mesh, { name, namespace }: MeshObject<'KubernetesGateway'>): boolean {
  const own = { kind: 'object', type: 'KubernetesGateway', namespace, name } as const;
  return kinds.some((it) =>
    mesh
      .with(it.name, own)
      .some(({ mentions }) => mentions.some((mention) => mention.role === 'reference' && sameName(mention.name, own))),
  );
}
