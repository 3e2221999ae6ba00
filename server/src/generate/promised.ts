import { type ClusterNameParts, parseClusterName } from '../envoy/config';
import type { Evidence } from '../mesh/evidence';
import { isWildcard, sameHost, serviceHost } from '../model/host';
import { gatewayNameLabel } from '../model/kubernetes-gateway';
import { agree, namespaceLabel } from '../model/namespace';
import type { Client, Hop, Trace, Verdict, Wire } from '../trace/answer';
import { causeText } from '../trace/cause-text';
import { requestTo } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';
import { isAuthorized } from './authorization';
import { clientNamespaces, dialledHost, type EgressRequest, outsidePort } from './egress-request';
import { isEnclosed } from './enclosed';
import { losesHttp2 } from './http-version';
import { isInCluster } from './istio-api';
import { isClosed } from './sidecars';

/** The client that an egress route is tried with, one for each namespace of applications. */
export const clientsOf = (request: EgressRequest): Client[] =>
  clientNamespaces(request).map((it) => ({
    namespace: it || 'default',
    // those that show a certificate themselves are chosen by their labels
    labels: new Map(request.api === 'sidecar' && request.outside === 'mtls' ? Object.entries(request.selector) : []),
  }));

/** What becomes of a client's request for the host. */
export function tried(mesh: Mesh, request: EgressRequest, client: Client): Trace {
  const { application, port, host, server, addresses = [] } = request;
  const name = isWildcard(host) ? (server ?? host.replace('*', 'any')) : host;
  const [address] = addresses;
  return trace(mesh, client, requestTo(name, application, port, address?.replace(/\/\d+$/, '')));
}

/** Whether the clients' requests already go the way that is asked for, in the encryption that is asked for. */
export const isLedOut = (mesh: Mesh, request: EgressRequest): boolean =>
  clientsOf(request).every((client) => goesThatWay(tried(mesh, request, client), request));

function goesThatWay({ verdict, hops }: Trace, request: EgressRequest): boolean {
  const wanted = layersOf(request);
  return (
    verdict === verdictOf(request) &&
    hops.length >= (request.api === 'sidecar' ? 1 : 2) &&
    losesHttp2(request, hops) === undefined &&
    comesToGateway(hops, request) &&
    reached(hops.at(-1)).every((it) => it.port === outsidePortOf(request) && sameHost(it.host, dialledHost(request))) &&
    JSON.stringify(hops.slice(0, wanted.length).map((it) => it.wire.layers)) === JSON.stringify(wanted)
  );
}

/** The services that a proxy sends to, and their ports in the services' own count. */
export const reached = (hop: Hop | undefined): ClusterNameParts[] =>
  (hop?.branches ?? []).flatMap(({ cluster }) => parseClusterName(cluster) ?? []);

/** Whether clients' proxies send to the gateway that is asked for, where one is named and they know of it. */
function comesToGateway([first, second]: Trace['hops'], { api, gateway, isAnyGateway }: EgressRequest): boolean {
  if (isAnyGateway) return true;
  if (api === 'istio')
    return reached(first).every((it) => sameHost(it.host, serviceHost(gateway.name, gateway.namespace)));
  if (api !== 'gateway-api' || !second) return true;
  const { labels, namespace } = second.proxy;
  return labels.get(gatewayNameLabel) === gateway.name && agree(namespace, gateway.namespace);
}

/** Without a gateway a port of the ServiceEntry leads to another one of the host. */
const outsidePortOf = (request: EgressRequest): number =>
  request.api === 'istio' || request.api === 'gateway-api' ? outsidePort(request) : request.port;

/** Whether all that is asked for holds. */
export const isPromised = (mesh: Mesh, request: EgressRequest): boolean => whyNotPromised(mesh, request) === undefined;

/** What does not hold of what is asked for, and what stands in the way, in one sentence; `undefined` where all does. */
export function whyNotPromised(mesh: Mesh, request: EgressRequest): string | undefined {
  const { host, port } = request;
  for (const client of clientsOf(request)) {
    const found = tried(mesh, request, client);
    if (!goesThatWay(found, request))
      return `What is there keeps ${host}:${port} from going that way for ${client.namespace}: ${why(mesh, request, found)}`;
    if (request.authorization && !isAuthorized(mesh, request, found))
      return `What is there lets others than the clients reach ${host}:${port} through the gateway.`;
    if (request.enclosure && isEnclosed(mesh, client, found) === 'no')
      return `What is there lets pods of ${client.namespace} reach ${host}:${port} around the gateway, or keeps the way there from them. Look at its NetworkPolicies.`;
    if (request.registryOnly && !isClosed(mesh, client))
      return `What is there lets ${client.namespace} reach hosts that are not known: its Sidecar, or that of the mesh, says so.`;
  }
  return undefined;
}

/** Why a request does not go the way that is asked for; that gRPC gets lost on it, only where it is the way. */
const why = (mesh: Mesh, request: EgressRequest, found: Trace): string =>
  (goesThatWay(found, { ...request, application: 'http' }) ? losesHttp2(request, found.hops) : undefined) ??
  obstacle(mesh, request, found);

/** Why a way is not the one that was asked for. */
function obstacle(mesh: Mesh, { host, api }: EgressRequest, found: Trace): string {
  if (api === 'ambient' && found.hops[0]?.proxy.type === 'sidecar')
    return 'its pods seem to have sidecars, which send to no waypoint. A Namespace with the label istio.io/dataplane-mode: ambient says that they have none.';
  return outcomeOf(mesh, host, found);
}

/** Why a request goes wrong, or where it goes in place of the way that was asked for, with what says so. */
export function outcomeOf(mesh: Mesh, host: string, { verdict, cause, hops }: Trace): string {
  const steps = hops.flatMap((it) => it.route ?? []);
  const told = [...mesh.withHost('ServiceEntry', host), ...mesh.withHost('VirtualService', host)];
  const about = told.map((object) => ({ object }));
  const places = cause && cause.places.length > 0 ? cause.places : steps.length > 0 ? steps : about;
  const names = [
    ...new Set(
      places.map(({ object }) => `${object.resource.type} ${namespaceLabel(object.namespace)}/${object.name}`),
    ),
  ];
  const [aside] = hops.at(-1)?.passedOver ?? [];
  const where = names.length > 0 ? ` Look at ${names.join(', ')}.` : '';
  return (
    (cause
      ? causeText(cause)
      : `${outcomes[verdict]}, in ${wires(hops)}${destinationText(hops)}.${aside ? ` ${ofObject(aside)}` : ''}`) + where
  );
}

const ofObject = ({ object, text }: Evidence): string =>
  object ? `Of ${object.resource.type} ${namespaceLabel(object.namespace)}/${object.name}: ${text}` : text;

const outcomes: Readonly<Record<Verdict, string>> = {
  gateway: 'it leaves through a gateway',
  direct: 'it leaves from the client directly',
  passthrough: 'it leaves unknown to the mesh',
  mesh: 'it ends inside the mesh',
  answered: 'a proxy answers it',
  blocked: 'a policy refuses it',
  failed: 'it never arrives',
  unknown: 'the manifests do not say where it goes',
};

const wires = (hops: Trace['hops']): string =>
  hops.map(({ wire }) => (wire.layers.length > 0 ? wire.layers.join(' in ') : 'plaintext')).join(', then ');

/** Where requests come to, where that is known. */
function destinationText(hops: Trace['hops']): string {
  const hosts = reached(hops.at(-1)).map(({ host, port }) => `${host}:${port}`);
  return hosts.length > 0 ? `, to ${hosts.join(' and ')}` : '';
}

const verdictOf = (request: EgressRequest): Verdict =>
  isInCluster(request) ? 'mesh' : request.api === 'sidecar' ? 'direct' : 'gateway';

/** The layers of encryption on each leg, outermost last; a Service of the mesh is reached as the mesh has it. */
function layersOf(request: EgressRequest): Wire['layers'][] {
  const own: Wire['layers'] = request.application === 'https' ? ['application'] : [];
  const outside: Wire['layers'] = { same: own, tls: ['SIMPLE'] as const, mtls: ['MUTUAL'] as const }[request.outside];
  if (request.api === 'sidecar') return [outside];
  if (request.api === 'ambient') return [[...own, 'HBONE'], outside];
  return [request.hop === 'mtls' ? [...own, 'ISTIO_MUTUAL'] : own, ...(isInCluster(request) ? [] : [outside])];
}
