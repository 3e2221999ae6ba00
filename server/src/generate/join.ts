import { destinationRulesFor } from '../mesh/destination-rules';
import { sectionOf, serverKind } from '../mesh/gateway-protocol';
import { serves } from '../mesh/gateways';
import { isKubernetes, servicesOf } from '../mesh/services';
import type { Server } from '../model/gateway';
import { agree } from '../model/namespace';
import type { Mesh, MeshObject } from '../workspace/mesh';
import {
  dialledHost,
  type EgressRequest,
  gatewayServer,
  hopPort,
  isHttp,
  objectName,
  outsidePort,
} from './egress-request';
import { gatewayHost, subsetOf } from './istio-api';

type Gateway = MeshObject<'Gateway'>;

interface Placed {
  readonly gateway: Gateway;
  readonly server: Server;
}

/**
 * A request for Istio's own API that uses what is there: the Gateway that has such a server, a port on which no other
 * server stands in the way, the subset that begins the hop's TLS already. Where there is nothing, the request itself.
 */
export function joined(request: EgressRequest, mesh: Mesh): EgressRequest {
  if (request.api !== 'istio') return request;
  const gateways = gatewaysWith(mesh, request);
  const placed = gateways.flatMap((gateway) => gateway.resource.spec.servers.map((server) => ({ gateway, server })));
  const known = portsOf(mesh, request);
  const port = freePort(placed, request, known);
  const onPort = {
    ...request,
    ...(port === hopPort(request) ? {} : { hopPort: port }),
    ...(known ? { lacksPort: !known.includes(port) } : {}),
  };
  const taker = takerFor(gateways, placed, onPort);
  const chosen = { ...onPort, ...(taker ? takenBy(taker, onPort) : {}) };
  return { ...chosen, subset: freeSubset(mesh, chosen), ...apart(mesh, chosen) };
}

/** Where one way to a port of the host begins TLS and another does not, each has its own part of the DestinationRule. */
function apart(mesh: Mesh, request: EgressRequest): { readonly outsideSubset?: string } {
  const host = dialledHost(request);
  const port = outsidePort(request);
  if (request.outside !== 'same') {
    const others = mesh
      .withHost('VirtualService', host)
      .flatMap(({ resource: { spec } }) => [...spec.tls, ...spec.tcp]);
    const isShared = others.some((it) =>
      it.route.some(({ destination }) => destination?.host?.value === host && destination.port?.number?.value === port),
    );
    return isShared ? { outsideSubset: 'begin-tls' } : {};
  }
  const settings = destinationRulesFor(mesh, host, request.namespace).flatMap(
    (it) => it.resource.spec.trafficPolicy?.portLevelSettings ?? [],
  );
  const isOriginated = settings.some((it) => it.port?.number?.value === port && it.tls);
  return isOriginated && !isHttp(request) ? { outsideSubset: 'as-it-comes' } : {};
}

/** The Gateways for the pods of the gateway, in the namespace of the objects or of the pods; those of others are theirs. */
const gatewaysWith = (mesh: Mesh, { selector, namespace, gateway }: EgressRequest): readonly Gateway[] =>
  mesh.all('Gateway').filter((it) => {
    const own = [...(it.resource.spec.selector ?? [])];
    return (
      !it.document.partial &&
      own.length > 0 &&
      own.every(([key, { value }]) => selector[key] === value) &&
      [namespace, gateway.namespace].some((owner) => agree(owner, it.namespace))
    );
  });

/** The ports of the gateway's Service; `undefined` where the workspace does not have it. */
function portsOf(mesh: Mesh, request: EgressRequest): readonly number[] | undefined {
  const services = servicesOf(mesh, gatewayHost(request), request.namespace).filter(isKubernetes);
  return services.length === 0 ? undefined : services.flatMap((it) => it.ports.map(({ number }) => number.value));
}

/**
 * The usual port, or the next on which no server reads connections otherwise than this one would; such as the gateway's
 * Service has, as far as that is known, before others.
 */
function freePort(placed: readonly Placed[], request: EgressRequest, known: readonly number[] | undefined): number {
  const usual = hopPort(request);
  if (request.hopPort !== undefined) return usual;
  const others = isHttp(request) && request.hop === 'plaintext' ? [8080] : [443, 8443];
  const possible = request.application === 'tcp' ? [usual, ...range(usual + 10_000)] : [usual, ...others];
  const free = possible.filter((number) => !placed.some((it) => conflicts(it, { ...request, hopPort: number })));
  return free.find((it) => !known || known.includes(it)) ?? free[0] ?? usual;
}

const range = (start: number): number[] => Array.from({ length: 20 }, (_, i) => start + i).filter((it) => it < 65536);

/** Whether a server stands on the port and would not let another of this kind stand there too. */
function conflicts({ gateway, server }: Placed, request: EgressRequest): boolean {
  if (server.port?.number?.value !== hopPort(request)) return false;
  const kind = serverKind(server);
  const isPlain = kind === 'http' || kind === 'tcp';
  // G4 one port has one class of servers; TCP in plaintext has no name by which one host is told from another
  if (isPlain !== (gatewayServer(request).tls === undefined)) return true;
  if (isPlain) return (kind === 'http') !== isHttp(request) || kind === 'tcp';
  return serves(server, gateway, request.host, request.namespace) && !isAlike(server, request);
}

/** Whether a server reads connections as the one would that is asked for. */
function isAlike(server: Server, request: EgressRequest): boolean {
  const { port, tls } = gatewayServer(request);
  const section = isHttp(request) ? 'http' : tls === 'PASSTHROUGH' ? 'tls' : 'tcp';
  return (
    server.port?.number?.value === port.number &&
    sectionOf(server) === section &&
    (server.tls ? (server.tls.mode?.value ?? 'PASSTHROUGH') : undefined) === tls
  );
}

/** The Gateway that has such a server already, for the host before others; else one that may have one more. */
function takerFor(
  gateways: readonly Gateway[],
  placed: readonly Placed[],
  request: EgressRequest,
): Gateway | undefined {
  const alike = placed.filter(({ server }) => isAlike(server, request));
  const forHost = alike.find(({ gateway, server }) => serves(server, gateway, request.host, request.namespace));
  const own = objectName(request);
  return (
    (forHost ?? alike[0])?.gateway ??
    gateways.find((it) => it.name === own.name && agree(it.namespace, own.namespace)) ??
    gateways.find((it) => agree(it.namespace, request.namespace))
  );
}

/** What a Gateway that is there makes of a request: its name, and a name of the server's port that no other has. */
function takenBy(taker: Gateway, request: EgressRequest): Pick<EgressRequest, 'taker' | 'serverName'> {
  const others = taker.resource.spec.servers.filter((it) => !isAlike(it, request)).map((it) => it.port?.name?.value);
  const { name } = gatewayServer(request).port;
  const serverName = [name, ...range(2).map((it) => `${name}-${it}`)].find((it) => !others.includes(it));
  return {
    taker: { name: taker.name, namespace: taker.namespace },
    ...(serverName === name ? {} : { serverName: serverName ?? name }),
  };
}

/** A subset that begins the hop's TLS with this host's name, or a name that no other subset has. */
function freeSubset(mesh: Mesh, request: EgressRequest): string {
  const [client = request.namespace] = request.clients ?? [];
  const rules = destinationRulesFor(mesh, gatewayHost(request), client);
  const subsets = rules.flatMap((it) => it.resource.spec.subsets);
  const isOurs = (it: (typeof subsets)[number]): boolean =>
    it.trafficPolicy?.portLevelSettings.some(
      ({ port, tls }) =>
        port?.number?.value === hopPort(request) &&
        tls?.mode?.value === 'ISTIO_MUTUAL' &&
        tls.sni?.value === dialledHost(request),
    ) ?? false;
  const known = subsets.find(isOurs)?.name?.value;
  if (known !== undefined) return known;
  const usual = subsetOf(request);
  // one of that name for another port is the same host's: it gets this port, too
  const isFree = (name: string): boolean =>
    subsets
      .filter((it) => it.name?.value === name)
      .every(
        (it) =>
          (it.labels?.size ?? 0) === 0 &&
          (it.trafficPolicy?.portLevelSettings ?? []).every(({ port }) => port?.number?.value !== hopPort(request)),
      );
  return [usual, ...range(2).map((it) => `${usual}-${it}`)].find(isFree) ?? usual;
}
