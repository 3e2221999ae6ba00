import type { Server } from '../model/gateway';
import { hostsMatch, isWildcard, resolveHost, serviceName } from '../model/host';
import { sameName } from '../model/name';
import { gatewayReferences, meshGateway, resolveGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { sectionOf } from './gateway-protocol';
import { gatewaysBehind, isReachedBy, serves } from './gateways';
import {
  gatewayName,
  isBound,
  type Leg,
  legs,
  type RouteDestination,
  routeDestinations,
  takesAll,
  takesPort,
} from './legs';
import { servicesOf } from './services';

type Gateway = MeshObject<'Gateway'>;
type VirtualService = MeshObject<'VirtualService'>;

/** A server of a Gateway. */
export interface GatewayServer {
  readonly gateway: Gateway;
  readonly server: Server;
  readonly index: number;
}

/** A leg by which the sidecars send a host to a gateway's Service. */
export interface FirstLeg {
  readonly leg: Leg;
  readonly to: RouteDestination;
  readonly gateways: readonly Gateway[];
  /** The port of the Service; `undefined` where it is the one that the application dials. */
  readonly port: number | undefined;
}

/** The Gateways that the VirtualService itself names and that exist. */
export function namedGateways(mesh: Mesh, virtualService: VirtualService): Gateway[] {
  const names = virtualService.mentions.flatMap(({ name }) => (name.kind === 'gateway' ? [name] : []));
  return [...new Set(names.flatMap((it) => mesh.find('Gateway', it.namespace, it.name)))];
}

/**
 * Whether it is clear for which gateways each rule of the VirtualService is: every gateway it names exists and can be
 * known, and every match names one that it is bound to. Else what its legs are is another question than whether they work.
 */
export function hasClearGateways(mesh: Mesh, virtualService: VirtualService): boolean {
  const { spec } = virtualService.resource;
  const exists = (reference: string): boolean => {
    const { namespace, name } = resolveGateway(reference, virtualService);
    return (
      reference === meshGateway || (!hasPlaceholder(reference) && mesh.find('Gateway', namespace, name).length > 0)
    );
  };
  const bound = (reference: string): boolean =>
    isBound(virtualService, reference === meshGateway ? meshGateway : resolveGateway(reference, virtualService));
  return [...gatewayReferences(spec)].every(({ value }) => exists(value) && bound(value));
}

/** The legs of a VirtualService by which sidecars reach a gateway. */
export function firstLegs(mesh: Mesh, virtualService: VirtualService): FirstLeg[] {
  const named = namedGateways(mesh, virtualService);
  return legs(virtualService, meshGateway).flatMap((leg) =>
    routeDestinations(leg, virtualService).flatMap((to): FirstLeg[] => {
      const gateways = gatewaysBehind(mesh, to.host, named);
      if (gateways.length === 0) return [];
      return [{ leg, to, gateways, port: to.destination.port?.number?.value ?? dialledPort(leg) }];
    }),
  );
}

/** The port that the application dials, where the leg says so once and for all. */
function dialledPort({ matches }: Leg): number | undefined {
  const ports = new Set(matches.map((it) => it.port?.value));
  const [port] = ports;
  return ports.size === 1 ? port : undefined;
}

/** The servers of the gateways that take a host from VirtualServices of that namespace. */
export function serversFor(mesh: Mesh, gateways: readonly Gateway[], host: string, namespace: string): GatewayServer[] {
  // behind the Service of an egress gateway there may be a Gateway for each host
  const candidates =
    gateways.length > 1 ? mesh.withHost('Gateway', host).filter((it) => gateways.includes(it)) : gateways;
  return candidates.flatMap((gateway) =>
    gateway.resource.spec.servers.flatMap((server, index) =>
      serves(server, gateway, host, namespace) ? [{ gateway, server, index }] : [],
    ),
  );
}

/** Those of the servers that dialling the port of the Service reaches. */
export const reached = (mesh: Mesh, servers: readonly GatewayServer[], { to, port }: FirstLeg): GatewayServer[] =>
  port === undefined ? [...servers] : servers.filter((it) => isReachedBy(mesh, to.host, port, it.server));

/** The hosts of a VirtualService, resolved; those that somebody will fill in are left out. */
export const hostsOf = ({
  resource,
  namespace,
}: VirtualService): { readonly host: string; readonly written: Located<string> }[] =>
  resource.spec.hosts.flatMap((written) =>
    hasPlaceholder(written.value) ? [] : [{ host: resolveHost(written.value, namespace), written }],
  );

/** The legs that are meant for a server and a host, of every VirtualService, also those that come to nothing there. */
export function legsAt(
  mesh: Mesh,
  { gateway, server }: GatewayServer,
  host: string,
): { readonly virtualService: VirtualService; readonly leg: Leg }[] {
  const name = gatewayName(gateway);
  // a gateway for all hosts may have very many VirtualServices, a host has few
  const candidates = mesh
    .withHost('VirtualService', host)
    .filter(
      (it) =>
        it.mentions.some((mention) => sameName(mention.name, name)) &&
        isBound(it, name) &&
        takesHost(it, host) &&
        serves(server, gateway, host, it.namespace),
    );
  const isNamed = ({ matches }: Leg): boolean =>
    matches.some(({ gateways }) => gateways.length > 0 && !gateways.some((it) => it.value === meshGateway));
  return candidates.flatMap((virtualService) =>
    legs(virtualService, name)
      .filter((leg) => takesPort(leg, server.port?.number?.value) || isNamed(leg))
      .map((leg) => ({ virtualService, leg })),
  );
}

/** Whether a host of the VirtualService, as far as it is known, has a name in common with this one. */
const takesHost = ({ resource, namespace }: VirtualService, host: string): boolean =>
  resource.spec.hosts.some(({ value }) => hostsMatch(resolveHost(value, namespace), host));

/** A rule that makes a gateway send a host to its own Service again. */
export interface Loop {
  readonly leg: Leg;
  readonly to: RouteDestination;
  readonly server: GatewayServer;
  readonly host: string;
}

/** The first rule of a VirtualService that makes a gateway send its host back to itself. */
export function loopOf(mesh: Mesh, virtualService: VirtualService): Loop | undefined {
  for (const gateway of namedGateways(mesh, virtualService)) {
    for (const { host } of hostsOf(virtualService)) {
      for (const server of serversFor(mesh, [gateway], host, virtualService.namespace)) {
        const loop = loopAt(mesh, virtualService, server, host);
        if (loop) return loop;
      }
    }
  }
  return undefined;
}

// 3.11 the first rule that holds on the gateway decides; V8 a rule without match.gateways holds on both legs
function loopAt(mesh: Mesh, virtualService: VirtualService, server: GatewayServer, host: string): Loop | undefined {
  for (const leg of legs(virtualService, gatewayName(server.gateway))) {
    if (leg.section !== sectionOf(server.server) || !takesPort(leg, server.server.port?.number?.value)) continue;
    for (const to of routeDestinations(leg, virtualService))
      if (gatewaysBehind(mesh, to.host, [server.gateway]).includes(server.gateway)) return { leg, to, server, host };
    if (takesAll(leg)) return undefined;
  }
  return undefined;
}

/** Whether a host lies outside the mesh: a ServiceEntry says so, or nothing of the mesh has it. */
export function isExternal(mesh: Mesh, host: string, namespace: string): boolean {
  if (serviceName(host) || isWildcard(host) || !host.includes('.')) return false;
  const services = servicesOf(mesh, host, namespace);
  return services.length === 0 || services.some((it) => it.external);
}
