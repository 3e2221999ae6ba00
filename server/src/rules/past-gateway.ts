import type { Request } from '../envoy/request';
import { namedGateways } from '../mesh/egress';
import { serverHosts } from '../mesh/gateway-hosts';
import { type ServerKind, serverKind } from '../mesh/gateway-protocol';
import { gatewaysBehind } from '../mesh/gateways';
import { type Leg, type RouteDestination, routeDestinations } from '../mesh/legs';
import { owns } from '../mesh/ownership';
import { servicesMatching } from '../mesh/services';
import type { Server } from '../model/gateway';
import { hostWithin, isWildcard, resolveHost } from '../model/host';
import type { Section } from '../model/virtual-service';
import type { Span } from '../text/span';
import { tracesTo } from '../trace/failures';
import { externalHostsOf } from '../trace/requests';
import type { Mesh, MeshObject } from '../workspace/mesh';

type VirtualService = MeshObject<'VirtualService'>;
type Gateway = MeshObject<'Gateway'>;

/** A Gateway that is meant for the way out, as its name or the labels of its pods say. */
export const isEgress = ({ resource, name }: Gateway): boolean =>
  [name, ...[...(resource.spec.selector?.values() ?? [])].map((it) => it.value)].some((it) => it.includes('egress'));

/** The section whose rules sidecars follow for what an application speaks. */
export const sectionFor: Readonly<Record<Request['protocol'], Section>> = {
  http: 'http',
  grpc: 'http',
  https: 'tls',
  tls: 'tls',
  tcp: 'tcp',
};

/** For what sidecars may send to each kind of server, the sections of their rules. */
const sentTo: Readonly<Record<ServerKind, readonly Section[]>> = {
  http: ['http'],
  https: ['http'],
  passthrough: ['tls'],
  'auto-passthrough': [],
  'tls-tcp': ['tls', 'tcp'],
  tcp: ['tls', 'tcp'],
};

/** The sections in which rules of sidecars lead to a server. */
export const sectionsTo = (server: Server): readonly Section[] => sentTo[serverKind(server)];

/** Whether all requests to a host leave from the sidecars, of those for which they follow rules of these sections. */
export function goesPast(mesh: Mesh, host: string, sections: readonly Section[]): boolean {
  const own = tracesIn(mesh, host, sections);
  return own.length > 0 && own.every(({ verdict }) => verdict === 'direct' || verdict === 'passthrough');
}

/** Whether requests to a host, of those, get nowhere, or nobody knows where. */
export const getsLost = (mesh: Mesh, host: string, sections: readonly Section[]): boolean =>
  tracesIn(mesh, host, sections).some((it) => it.cause || it.verdict === 'unknown');

const tracesIn = (mesh: Mesh, host: string, sections: readonly Section[]) =>
  tracesTo(mesh, host).filter(({ request }) => sections.includes(sectionFor[request.protocol]));

/** The hosts outside that a VirtualService is for; of a wildcard those that it stands for. */
export function outsideHostsOf(mesh: Mesh, object: VirtualService): string[] {
  const wildcards = object.resource.spec.hosts
    .map((it) => resolveHost(it.value, object.namespace))
    .filter((it) => isWildcard(it) && it !== '*');
  return [...new Set([...externalHostsOf(mesh, object), ...wildcards.flatMap((it) => knownWithin(mesh, it))])];
}

/** A host, or what is known to be under it. */
export const outsideHosts = (mesh: Mesh, host: string): readonly string[] =>
  isWildcard(host) ? knownWithin(mesh, host) : [host];

const knownWithin = (mesh: Mesh, wildcard: string): string[] =>
  servicesMatching(mesh, wildcard).flatMap((it) => (it.external && hostWithin(it.host, wildcard) ? [it.host] : []));

/** Where a rule sends to that is the Service of a gateway. */
export function gatewayDestinations(
  mesh: Mesh,
  object: VirtualService,
  leg: Leg,
): (RouteDestination & { readonly gateways: readonly Gateway[] })[] {
  const named = namedGateways(mesh, object);
  return routeDestinations(leg, object).flatMap((it) => {
    const gateways = gatewaysBehind(mesh, it.host, named);
    return gateways.length > 0 ? [{ ...it, gateways }] : [];
  });
}

/** A host of a server that sidecars send straight out: itself, or a name under it. */
export interface PassedHost {
  readonly host: string;
  readonly span: Span;
  readonly outside: string;
}

/** Those among some hosts of an egress Gateway, where the workspace is the place for its VirtualServices. */
export function passedHosts(object: Gateway, mesh: Mesh, isAmong: (host: string) => boolean): PassedHost[] {
  if (!isEgress(object) || !owns(mesh, object.namespace, 'VirtualService')) return [];
  return object.resource.spec.servers.flatMap((server) =>
    server.hosts.flatMap((written) => {
      const host = serverHosts({ ...server, hosts: [written] }, object.namespace)[0]?.host.toLowerCase() ?? '*';
      const names = host !== '*' && isAmong(host) ? outsideHosts(mesh, host) : [];
      const outside = names.find((it) => goesPast(mesh, it, sectionsTo(server)));
      return outside === undefined ? [] : [{ host, span: written.span, outside }];
    }),
  );
}
