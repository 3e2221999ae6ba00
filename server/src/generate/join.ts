import { sectionOf, serverKind } from '../mesh/gateway-protocol';
import { boundPort } from '../mesh/gateway-services';
import { serves } from '../mesh/gateways';
import { isKubernetes, servicesOf } from '../mesh/services';
import { type Server, serverHost } from '../model/gateway';
import { agree } from '../model/namespace';
import { meshGateway } from '../model/virtual-service';
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
import { gatewaysFor, servicesBehind } from './gateway-pods';
import { gatewayHost } from './istio-api';
import { joinedGateway } from './join-gateway-api';
import { withSubsets } from './join-subsets';

type Gateway = MeshObject<'Gateway'>;

interface Placed {
  /** Whether what is sent to that port of the gateway's Service comes to the server. */
  readonly isOn: (port: number) => boolean;
  readonly gateway: Gateway;
  readonly server: Server;
}

/**
 * A request that uses what is there, with Istio's own API: the Gateway that has such a server, a port on which no other
 * server stands in the way, the subset that begins the hop's TLS already. Where there is nothing, the request itself.
 */
export function joined(request: EgressRequest, mesh: Mesh): EgressRequest {
  if (request.api === 'gateway-api') return joinedGateway(request, mesh);
  if (request.api !== 'istio') return request;
  const gateways = gatewaysFor(mesh, request);
  const placed = gateways.flatMap((gateway) => placedIn(mesh, request, gateway));
  const known = portsOf(mesh, request);
  const port = freePort(mesh, placed, request, known);
  const onPort = {
    ...request,
    ...(port === hopPort(request) ? {} : { hopPort: port }),
    ...(known ? { lacksPort: !known.includes(port) } : {}),
  };
  const taker = takerFor(gateways.filter(isOwn(request)), placed, onPort);
  const chosen = { ...onPort, ...(taker ? takenBy(taker, onPort) : {}) };
  return { ...chosen, ...withSubsets(mesh, chosen) };
}

function placedIn(mesh: Mesh, request: EgressRequest, gateway: Gateway): Placed[] {
  // G5 pilot/pkg/model/gateway.go resolvePorts: two numbers may be one port of the pods
  const services = servicesBehind(mesh, request.gateway);
  return gateway.resource.spec.servers.map((server) => {
    const number = server.port?.number?.value;
    const bound = number === undefined ? undefined : boundPort(services, number);
    return { gateway, server, isOn: (port) => boundPort(services, port) === bound };
  });
}

/** Whether a Gateway may get one more host: it asks for these pods, in the namespace of the objects or of the pods. */
const isOwn =
  ({ selector, namespace, gateway }: EgressRequest) =>
  (it: Gateway): boolean => {
    const asked = [...(it.resource.spec.selector ?? [])];
    return (
      !it.document.partial &&
      asked.length > 0 &&
      asked.every(([key, { value }]) => selector[key] === value) &&
      [namespace, gateway.namespace].some((owner) => agree(owner, it.namespace))
    );
  };

/** The ports of the gateway's Service; `undefined` where the workspace does not have it. */
function portsOf(mesh: Mesh, request: EgressRequest): readonly number[] | undefined {
  const services = servicesOf(mesh, gatewayHost(request), request.namespace).filter(isKubernetes);
  return services.length === 0 ? undefined : services.flatMap((it) => it.ports.map(({ number }) => number.value));
}

/**
 * The usual port, or the next on which no server reads connections otherwise than this one would; such as the gateway's
 * Service has, as far as that is known, before others.
 */
function freePort(
  mesh: Mesh,
  placed: readonly Placed[],
  request: EgressRequest,
  known: readonly number[] | undefined,
): number {
  const usual = hopPort(request);
  if (request.hopPort !== undefined) return usual;
  const others =
    isHttp(request) && request.hop === 'plaintext' ? [8080, 8081, ...range(15080)] : [443, 8443, 8444, ...range(15443)];
  const possible = request.application === 'tcp' ? [usual, ...range(usual + 10_000)] : [usual, ...others];
  const free = possible
    .map((number) => ({ ...request, hopPort: number }))
    .filter((wanted) => !placed.some((it) => conflicts(it, wanted)) && !leadsElsewhere(mesh, wanted))
    // pods listen there for ports 80 and 443 of a Service as Istio installs it, whose server is then not to be told apart
    .filter((wanted) => known || ![8080, 8443].includes(hopPort(wanted)))
    .map(hopPort);
  return free.find((it) => !known || known.includes(it)) ?? free[0] ?? usual;
}

const range = (start: number): number[] => Array.from({ length: 20 }, (_, i) => start + i).filter((it) => it < 65536);

/** Whether what reaches the gateway on the port for the host is led to another port of it already. */
const leadsElsewhere = (mesh: Mesh, request: EgressRequest): boolean =>
  mesh
    .withHost('VirtualService', request.host)
    .some(({ resource: { spec } }) =>
      [...spec.http, ...spec.tls, ...spec.tcp].some(
        ({ match, route }) =>
          match.some(
            (it) => it.port?.value === hopPort(request) && it.gateways.some(({ value }) => value !== meshGateway),
          ) &&
          route.some(
            ({ destination }) =>
              destination?.host?.value === dialledHost(request) &&
              destination.port?.number?.value !== outsidePort(request),
          ),
      ),
    );

/** Whether a server stands on the port and would not let another of this kind stand there too. */
function conflicts(placed: Placed, request: EgressRequest): boolean {
  const { gateway, server, isOn } = placed;
  if (!isOn(hopPort(request))) return false;
  if (isAlike(server, request)) return !isOwn(request)(gateway) && hasHost(server, request.host);
  const kind = serverKind(server);
  const isPlain = kind === 'http' || kind === 'tcp';
  // G4 one port has one class of servers; TCP in plaintext has no name by which one host is told from another
  if (isPlain || gatewayServer(request).tls === undefined) return !(kind === 'http' && isPlainHttp(request));
  if (hasHost(server, request.host) || serves(server, gateway, request.host, request.namespace)) return true;
  // two servers of one port and mode are one that takes both hosts, where it reads their names
  return isSameMode(server, request) && !(isWhole(server) && isSamePort(server, request));
}

const isPlainHttp = (request: EgressRequest): boolean => isHttp(request) && gatewayServer(request).tls === undefined;

// G8 pilot/pkg/model/gateway.go CheckDuplicates: of two servers of several Gateways with one host one is left out
const hasHost = (server: Server, host: string): boolean =>
  server.hosts.some((it) => serverHost(it.value).host === host);

/** Whether all that a server takes goes one way, as nobody reads for which of its hosts it is. */
const isWhole = (server: Server): boolean => sectionOf(server) === 'tcp';

const isSamePort = (server: Server, request: EgressRequest): boolean => server.port?.number?.value === hopPort(request);

const isSameMode = (server: Server, request: EgressRequest): boolean =>
  (server.tls ? (server.tls.mode?.value ?? 'PASSTHROUGH') : undefined) === gatewayServer(request).tls;

/** Whether a server reads connections as the one would that is asked for, and can tell those of the host from others. */
function isAlike(server: Server, request: EgressRequest): boolean {
  const section = isHttp(request) ? 'http' : gatewayServer(request).tls === 'PASSTHROUGH' ? 'tls' : 'tcp';
  return (
    isSamePort(server, request) &&
    sectionOf(server) === section &&
    isSameMode(server, request) &&
    (!isWhole(server) || server.hosts.every((it) => serverHost(it.value).host === request.host))
  );
}

/** The Gateway that has such a server already, for the host before others; else one that may have one more. */
function takerFor(
  gateways: readonly Gateway[],
  placed: readonly Placed[],
  request: EgressRequest,
): Gateway | undefined {
  const alike = placed.filter(({ gateway, server }) => gateways.includes(gateway) && isAlike(server, request));
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
