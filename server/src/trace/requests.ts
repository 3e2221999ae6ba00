import type { Request } from '../envoy/request';
import { isExternal } from '../mesh/egress';
import { legs } from '../mesh/legs';
import { type Service, servicesMatching } from '../mesh/services';
import { hostsMatch, hostWithin, isWildcard, resolveHost, sameHost } from '../model/host';
import type { Spec } from '../model/kinds';
import { destinations, type Match, meshGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Client } from './answer';
import { clientsFor } from './clients';

/** One request that stands for all of its kind. */
export interface Representative {
  readonly client: Client;
  readonly request: Request;
  /** The object that makes the host matter. */
  readonly object: MeshObject;
}

/**
 * The hosts outside the mesh that the manifests speak of, sorted: those of external ServiceEntries, and those that
 * sidecars' VirtualServices route although nothing declares them. Wildcards are among them.
 */
export const externalHosts = (mesh: Mesh): readonly string[] =>
  mesh.remember('external hosts', () => {
    const objects = [...mesh.all('ServiceEntry'), ...mesh.all('VirtualService')];
    return [...new Set(objects.flatMap((it) => externalHostsOf(mesh, it)))].sort();
  });

/** Those of them that one object speaks of. */
export function externalHostsOf(mesh: Mesh, { resource, namespace }: MeshObject): string[] {
  const isMeant = (host: string): boolean => host !== '' && host !== '*' && !hasPlaceholder(host);
  switch (resource.kind) {
    case 'ServiceEntry':
      if (resource.spec.location?.value === 'MESH_INTERNAL') return [];
      return resource.spec.hosts.map((it) => it.value.toLowerCase()).filter(isMeant);
    case 'VirtualService':
      return routedHosts(resource.spec, namespace).filter((it) => isMeant(it) && isExternal(mesh, it, namespace));
    default:
      return [];
  }
}

/** The hosts of a VirtualService, and of what is under a wildcard those that it leads somewhere by name. */
function routedHosts(spec: Spec<'VirtualService'>, namespace: string): string[] {
  const hosts = spec.hosts.map((it) => resolveHost(it.value, namespace));
  const wildcards = hosts.filter(isWildcard);
  if (wildcards.length === 0) return hosts;
  const named = [...destinations(spec)].flatMap((it) => (it.host ? resolveHost(it.host.value, namespace) : []));
  const within = named.filter((it) => !hosts.includes(it) && wildcards.some((wildcard) => hostWithin(it, wildcard)));
  return [...hosts, ...new Set(within)];
}

/** The first of the objects that make a host matter; `undefined` for none. */
export const speakerFor = (mesh: Mesh, host: string): MeshObject | undefined =>
  mesh.remember(`first to speak of ${host}`, () =>
    [...mesh.withHost('ServiceEntry', host), ...mesh.withHost('VirtualService', host)].find((it) =>
      externalHostsOf(mesh, it).includes(host),
    ),
  );

/**
 * The requests that stand for all requests to a host: one for each port and each group of clients that the manifests
 * tell apart. A wildcard is asked for by a name under it. What it gives changes only with the objects about that host.
 */
export const representativesOf = (mesh: Mesh, host: string): readonly Representative[] =>
  mesh.remember(`requests to ${host}`, () => {
    const clients = clientsFor(mesh, host);
    return requestsTo(mesh, host).flatMap(({ request, object }) =>
      clients.map((client) => ({ client, request, object })),
    );
  });

/** The requests that stand for all requests to a host: one for each port that is declared or that sidecars route. */
export function requestsTo(mesh: Mesh, host: string): { request: Request; object: MeshObject }[] {
  const found = new Map<string, { request: Request; object: MeshObject }>();
  const add = (protocol: Request['protocol'], port: number, object: MeshObject, address?: string): void => {
    const key = `${protocol} ${port}`;
    if (!found.has(key)) found.set(key, { request: requestTo(host, protocol, port, address), object });
  };
  for (const service of servicesMatching(mesh, host).filter((it) => sameHost(it.host, host)))
    for (const { number } of service.ports)
      add(spokenOn(service, number.value), number.value, service.object, addressWithin(service));
  const ports = new Set([...found.values()].map((it) => it.request.port));
  for (const object of mesh.withHost('VirtualService', host))
    for (const { protocol, port, address } of routed(object, host))
      if (!ports.has(port)) add(protocol, port, object, address);
  // V17 without a service sidecars take HTTP for it on port 80 only
  if (found.size === 0) for (const object of mesh.withHost('VirtualService', host).slice(0, 1)) add('http', 80, object);
  return [...found.values()].sort((a, b) => a.request.port - b.request.port);
}

interface Routed {
  readonly protocol: 'http' | 'https' | 'tcp';
  readonly port: number;
  readonly address: string | undefined;
}

/** What the rules of a VirtualService that are plainly those of sidecars say that applications dial. */
function* routed(object: MeshObject<'VirtualService'>, host: string): Iterable<Routed> {
  const { gateways } = object.resource.spec;
  if (!routedHosts(object.resource.spec, object.namespace).some((it) => sameHost(it, host))) return;
  const isOfSidecars = gateways.every((it) => it.value === meshGateway);
  for (const { section, matches } of legs(object, meshGateway))
    for (const match of matches) {
      const port = match.port?.value ?? (section === 'tls' ? 443 : undefined);
      if (port === undefined || !(isOfSidecars || match.gateways.some((it) => it.value === meshGateway))) continue;
      if (section === 'tls' && !namesOf(match).some((it) => hostsMatch(it, host))) continue;
      const [subnet] = 'destinationSubnets' in match ? match.destinationSubnets : [];
      yield { protocol: spoken[section], port, address: subnet?.value.replace(/\/.*/, '') };
    }
}

const spoken = { http: 'http', tls: 'https', tcp: 'tcp' } as const;

const namesOf = (match: Match): string[] =>
  'sniHosts' in match ? match.sniHosts.map((it) => it.value.toLowerCase()) : [];

/** What an application speaks on a port of a service. */
function spokenOn({ ports }: Service, number: number): Request['protocol'] {
  const port = ports.find((it) => it.number.value === number);
  switch (port?.protocol) {
    case 'HTTPS':
      return 'https';
    case 'TLS':
      return 'tls';
    case 'GRPC':
    case 'GRPC-WEB':
      return 'grpc';
    default:
      return port?.listener === 'http' || (port?.listener === 'auto' && number === 80) ? 'http' : 'tcp';
  }
}

/** An address that a host has whose addresses are only known by their range. */
const addressWithin = ({ addresses }: Service): string | undefined =>
  addresses.every((it) => it.includes('/')) ? addresses[0]?.replace(/\/.*/, '') : undefined;

/** A request of an application that knows nothing of the mesh. */
export const requestTo = (
  host: string,
  protocol: Request['protocol'],
  port: number,
  address: string | undefined,
): Request => ({
  protocol,
  host: isWildcard(host) ? host.replace(/^\*\.?/, (it) => (it.endsWith('.') ? 'any.' : 'any')) : host,
  port,
  path: '/',
  method: protocol === 'grpc' ? 'POST' : 'GET',
  headers: new Map(),
  sni: undefined,
  address,
});
