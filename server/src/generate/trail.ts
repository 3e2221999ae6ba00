import { hostnamesOf, type Route, routeKinds } from '../mesh/gateway-api/routes';
import { hostsMatch, isWildcard, resolveHost, sameHost, serviceName } from '../model/host';
import { gatewayByDefault, type ObjectReference, referred, serviceByDefault } from '../model/object-reference';
import { destinations, type Match } from '../model/virtual-service';
import { chosenWaypoint } from '../model/waypoint';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { ObjectName } from './objects';

/** The names by which the objects of a host's way out refer to one another, to be known when some of them are gone. */
export interface Trail {
  readonly host: string;
  /** The host, and of a wildcard the server that answers for its names, where nothing else speaks of that. */
  readonly hosts: readonly string[];
  /** Whether the host is a Service of the mesh, of which only the way out is meant. */
  readonly isInCluster: boolean;
  /** The subsets that the host's rules send to. */
  readonly subsets: readonly { readonly host: string; readonly name: string }[];
  readonly entries: readonly MeshObject<'ServiceEntry'>[];
  readonly waypoints: readonly ObjectName[];
  /** The listeners of the Gateway API by which routes lead to the host; without a name all of the Gateway. */
  readonly listeners: readonly { readonly gateway: ObjectName; readonly name: string | undefined }[];
}

/** What there is of a host's way out in a mesh. */
export function trailOf(mesh: Mesh, host: string): Trail {
  const routes = mesh.withHost('VirtualService', host).filter((it) => hasHost(it, host));
  const to = routes.flatMap((it) => destinationsFor(it, host));
  const forwarded = routeKinds
    .flatMap((it) => mesh.withHost(it, host) as readonly Route[])
    .filter((it) => hostnamesOf(it).some(({ value }) => sameHost(value, host)))
    .flatMap(backendHosts);
  const servers = isWildcard(host)
    ? [...to.map((it) => it.host), ...forwarded].filter((it) => isServerOf(mesh, host, it, routes))
    : [];
  const hosts = [host, ...new Set(servers)];
  const entries = hosts.flatMap((it) =>
    mesh
      .withHost('ServiceEntry', it)
      .filter(({ resource: { spec } }) => spec.hosts.every(({ value }) => hosts.some((own) => sameHost(value, own)))),
  );
  return {
    host,
    hosts,
    isInCluster: serviceName(host) !== undefined,
    subsets: to.filter((it) => it.name !== ''),
    entries,
    waypoints: entries.flatMap((it) => {
      const choice = chosenWaypoint(it.resource.labels, it.namespace);
      return choice && choice !== 'none' ? [choice] : [];
    }),
    listeners: routeKinds.flatMap((kind) =>
      hosts
        .flatMap((it) => mesh.withHost(kind, it) as readonly Route[])
        .filter((it) => leadsTo(it, hosts))
        .flatMap(listenersOf),
    ),
  };
}

/** Whether all that a route takes goes to the hosts. */
export function leadsTo(route: Route, hosts: readonly string[]): boolean {
  const backends = backendHosts(route);
  return backends.length > 0 && backends.every((it) => hosts.some((own) => sameHost(own, it)));
}

/** The hosts that a route leads to; an empty one for what is a Service. */
const backendHosts = ({ resource, namespace }: Route): string[] =>
  resource.spec.rules
    .flatMap((it): readonly ObjectReference[] => it.backendRefs)
    .map((it) => {
      const { type, name } = referred(it, serviceByDefault, namespace);
      return type === 'Hostname' ? name.toLowerCase() : '';
    });

const listenersOf = ({ resource, namespace }: Route): Trail['listeners'] =>
  resource.spec.parentRefs.flatMap((it) => {
    const { type, ...gateway } = referred(it, gatewayByDefault, namespace);
    return type === 'KubernetesGateway'
      ? [{ gateway: { name: gateway.name, namespace: gateway.namespace }, name: it.sectionName?.value }]
      : [];
  });

const hasHost = ({ resource, namespace }: MeshObject<'VirtualService'>, host: string): boolean =>
  resource.spec.hosts.some(({ value }) => sameHost(resolveHost(value, namespace), host));

/** Where the rules for a host send; of a VirtualService for that host alone all are. */
function destinationsFor(object: MeshObject<'VirtualService'>, host: string): { host: string; name: string }[] {
  const { hosts, http, tls, tcp } = object.resource.spec;
  const isAlone = hosts.every(({ value }) => sameHost(resolveHost(value, object.namespace), host));
  const isOwn = ({ match }: { readonly match: readonly Match[] }): boolean => isAlone || isOnlyFor(match, host);
  const meant = { http: http.filter(isOwn), tls: tls.filter(isOwn), tcp: tcp.filter(isOwn) };
  return [...destinations({ ...object.resource.spec, ...meant })].flatMap((it) =>
    it.host ? [{ host: resolveHost(it.host.value, object.namespace), name: it.subset?.value ?? '' }] : [],
  );
}

/** Whether a match takes nothing but requests for the host. */
export const isFor = (match: Match, host: string): boolean => {
  if ('sniHosts' in match && match.sniHosts.length > 0)
    return match.sniHosts.every(({ value }) => sameHost(value.toLowerCase(), host));
  const exact = 'authority' in match ? match.authority?.exact?.value.toLowerCase() : undefined;
  return exact?.replace(/:\d+$/, '') === host;
};

/** Whether a rule with these matches takes nothing but requests for the host. */
export const isOnlyFor = (matches: readonly Match[], host: string): boolean =>
  matches.length > 0 && matches.every((it) => isFor(it, host));

/** Whether a server is there for the names of a wildcard alone. */
const isServerOf = (
  mesh: Mesh,
  wildcard: string,
  server: string,
  own: readonly MeshObject<'VirtualService'>[],
): boolean =>
  !isWildcard(server) &&
  hostsMatch(wildcard, server) &&
  mesh
    .withHost('VirtualService', server)
    .every((it) => own.includes(it) || !it.mentions.some(({ name }) => name.kind === 'host' && name.host === server));
