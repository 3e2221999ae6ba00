import { boundPort } from '../mesh/gateway-services';
import { serverHost } from '../model/gateway';
import { resolveHost, sameHost } from '../model/host';
import { namespaceLabel } from '../model/namespace';
import type { Client, Trace } from '../trace/answer';
import { clientsFor } from '../trace/clients';
import { requestsTo } from '../trace/requests';
import { trace } from '../trace/trace';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { dialledHost, type EgressRequest, hopPort } from './egress-request';
import { gatewaysFor, servicesBehind } from './gateway-pods';
import { clientsOf, outcomeOf, reached, whyNotPromised } from './promised';
import { trial, type Write, type WrittenFile } from './trial';
import { applied, changedDocuments } from './youngest';

/**
 * Whose way out would not be as it was once files are changed, or not as it is asked for once what is new is younger than
 * all that is there; a sentence. Only hosts are looked at that have to do with an object, a port or an address of the plan.
 */
export function whatIsDisturbed(
  requests: readonly EgressRequest[],
  changes: readonly WrittenFile[],
  workspace: Workspace,
  file: { readonly path: string },
): string | undefined {
  if (changes.length === 0) return undefined;
  const now = (): Mesh => workspace.meshOf(file.path);
  const afterwards = <T>(run: (write: Write) => T): T => trial(workspace, run).result;
  const hosts = afterwards((write) => {
    const objects = changedDocuments(workspace, changes, write).flatMap((it) => now().objectsOf(it));
    return nearbyHosts(now(), requests, objects);
  });
  const ways = hosts.flatMap((it) => waysOut(now(), it, requests));
  const isWrong = (isYoungest: boolean): string | undefined =>
    afterwards((write) => {
      applied(workspace, changes, write, isYoungest);
      return first(requests, (it) => whyNotPromised(now(), it)) ?? first(ways, (it) => whyLost(now(), it));
    });
  // applied to what is there, what is new is younger; applied all at once, names decide
  return first([false, true], isWrong);
}

/** The first answer that there is. */
function first<T>(all: readonly T[], ask: (it: T) => string | undefined): string | undefined {
  for (const it of all) {
    const answer = ask(it);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

interface WayOut {
  readonly host: string;
  readonly found: Trace;
}

/** The ways by which a host leaves through a gateway, but for those that are asked for anew. */
function waysOut(mesh: Mesh, host: string, requests: readonly EgressRequest[]): WayOut[] {
  const clients = new Map<string, Client>();
  for (const it of [...clientsFor(mesh, host), ...requests.flatMap(clientsOf)])
    clients.set(JSON.stringify([it.namespace, ...it.labels]), it);
  return requestsTo(mesh, host)
    .filter(({ request: { port } }) => !requests.some((it) => it.port === port && sameHost(it.host, host)))
    .flatMap(({ request }) => [...clients.values()].map((it) => ({ host, found: trace(mesh, it, request) })))
    .filter(({ found }) => isLedOut(found));
}

const isLedOut = ({ verdict, hops }: Trace): boolean =>
  (verdict === 'gateway' || verdict === 'mesh') &&
  hops.some(({ proxy }) => proxy.type === 'gateway' || proxy.type === 'waypoint');

function whyLost(mesh: Mesh, { host, found }: WayOut): string | undefined {
  const { client, request } = found;
  const after = trace(mesh, client, request);
  if (wayText(after) === wayText(found)) return undefined;
  return `${host}:${request.port} leaves through a gateway already, and would not do so for ${namespaceLabel(client.namespace)} as it does now: ${outcomeOf(mesh, host, after)}`;
}

/** By which proxies requests go, in which encryption, and where they come to. */
const wayText = ({ verdict, hops }: Trace): string =>
  JSON.stringify([
    verdict,
    hops.map(({ proxy, wire }) => [proxy.type, proxy.workload, wire.layers]),
    reached(hops.at(-1)).map(({ host, port }) => [host, port]),
  ]);

/** The hosts that have to do with what changes: they share an object with it, a port of a gateway, or an address. */
function nearbyHosts(mesh: Mesh, requests: readonly EgressRequest[], changed: readonly MeshObject[]): string[] {
  const sharing = changed.flatMap((it): readonly MeshObject[] => {
    if (!isOfKind(it, 'DestinationRule')) return [it];
    return mesh.withHost('VirtualService', resolveHost(it.resource.spec.host?.value ?? '', it.namespace));
  });
  const dialled = requests
    .flatMap(({ addresses = [] }) => addresses)
    .flatMap((address) => mesh.dialled('ServiceEntry', { address }));
  const hosts = [
    ...requests.flatMap((it) => [it.host, dialledHost(it)]),
    ...[...sharing, ...dialled].flatMap(hostsOf),
    ...requests.flatMap((it) => hostsBeside(mesh, it)),
  ];
  return [...new Set(hosts)].filter((it) => it !== '*');
}

const hostsOf = (object: MeshObject): string[] =>
  isOfKind(object, 'VirtualService') || isOfKind(object, 'ServiceEntry')
    ? object.resource.spec.hosts.map(({ value }) => resolveHost(value, object.namespace))
    : [];

/** The hosts for which a gateway listens on a port where it would listen for a request. */
function hostsBeside(mesh: Mesh, request: EgressRequest): string[] {
  if (request.api === 'gateway-api') {
    const { namespace, name } = request.gateway;
    const listeners = mesh.find('KubernetesGateway', namespace, name).flatMap((it) => it.resource.spec.listeners);
    return listeners.flatMap(({ hostname }) => hostname?.value.toLowerCase() ?? []);
  }
  if (request.api !== 'istio') return [];
  const services = servicesBehind(mesh, request.gateway);
  const servers = gatewaysFor(mesh, request).flatMap((it) =>
    it.resource.spec.servers.map((server) => ({
      port: boundPort(services, server.port?.number?.value ?? hopPort(request)),
      hosts: server.hosts.map(({ value }) => serverHost(value).host),
    })),
  );
  const own = new Set(servers.filter(({ hosts }) => hosts.includes(request.host)).map(({ port }) => port));
  return servers.filter(({ port }) => own.has(port)).flatMap(({ hosts }) => hosts);
}
