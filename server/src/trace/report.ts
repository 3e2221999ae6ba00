import type { Origin } from '../envoy/config';
import type { Request } from '../envoy/request';
import { servicesMatching } from '../mesh/services';
import { resolveHost, sameHost } from '../model/host';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Trace } from './answer';
import { type Bypass, bypassOf, hasGateway, isRefused, together } from './bypass';
import { causeText } from './cause-text';
import { type CutOff, cutOffs } from './cut-off';
import { isOfPods, merged, sameness } from './hole';
import { outsideOf } from './outside';
import { isEverybodyElse, type ReportedClient, reportedClients } from './report-clients';
import { requestsTo } from './requests';
import { trace } from './trace';
import { type Way, wayOf } from './way';

/** What the manifests make of a host outside the mesh. */
export interface ReportedHost {
  /** As it is written, wildcards too. */
  readonly host: string;
  /** By number; empty where nothing says on which port it is reached. */
  readonly ports: readonly ReportedPort[];
  /** The places that make the host known, and those of each port among them. */
  readonly declarations: readonly Origin[];
}

export interface ReportedPort {
  readonly port: number;
  /** What an application is taken to speak there. */
  readonly protocol: Request['protocol'];
  readonly declarations: readonly Origin[];
  /** What becomes of requests, each with those whose requests they are. */
  readonly ways: readonly ReportedWay[];
}

/** One way for requests of several clients. */
export interface ReportedWay extends Way {
  readonly clients: readonly ReportedClient[];
  /** Also of everybody whom no manifest tells apart. */
  readonly isOfEverybodyElse: boolean;
  /** Whether pods can leave otherwise; absent where nothing means to keep them from it. */
  readonly bypass: Bypass | undefined;
  /** What NetworkPolicies keep from the pods, so that it does not go that way after all. */
  readonly cutOff: readonly CutOff[];
}

/** Who may reach an external host, and how. */
export const hostReport = (mesh: Mesh, host: string): ReportedHost =>
  mesh.remember(`report on ${host}`, () => reportOn(mesh, host));

/** What becomes of TLS connections to hosts that no manifest names; without their legs, as others may speak otherwise. */
export const unnamedHostsReport = (mesh: Mesh): readonly ReportedWay[] =>
  mesh.remember('report on other hosts', () => {
    const clients = reportedClients(mesh, unnamedHost);
    const sent = sentBy(mesh, clients, requestToUnnamed);
    return waysOf(mesh, unnamedHost, sent, hasChain(sent)).map((it) => ({ ...it, legs: [] }));
  });

/** No host, so that no manifest has it; it may stand in a sentence. */
const unnamedHost = 'another host';
const requestToUnnamed: Request = {
  protocol: 'https',
  host: unnamedHost,
  port: 443,
  path: '/',
  method: 'GET',
  headers: new Map(),
  sni: undefined,
  address: undefined,
};

function reportOn(mesh: Mesh, host: string): ReportedHost {
  const requests = requestsTo(mesh, host);
  // TLS is TLS, whether somebody says what is in it or not
  const isRepeated = ({ protocol, port }: Request): boolean =>
    protocol === 'tls' && requests.some((it) => it.request.protocol === 'https' && it.request.port === port);
  const clients = reportedClients(mesh, host);
  const asked = requests
    .filter((it) => !isRepeated(it.request))
    .map((it) => ({ ...it, sent: sentBy(mesh, clients, it.request) }));
  const chain = asked.some((it) => hasChain(it.sent));
  const ports = asked.map(
    ({ request, object, sent }): ReportedPort => ({
      port: request.port,
      protocol: request.protocol,
      declarations: declarationsOf(mesh, host, request.port, object),
      ways: waysOf(mesh, host, sent, chain),
    }),
  );
  const known = distinct(ports.flatMap((it) => it.declarations));
  return { host, ports, declarations: known.length > 0 ? known : entriesOf(mesh, host) };
}

/** A request of one client, and what becomes of it. */
interface Sent {
  readonly client: ReportedClient;
  readonly trace: Trace;
}

const sentBy = (mesh: Mesh, clients: readonly ReportedClient[], request: Request): Sent[] =>
  clients.map((client) => ({ client, trace: trace(mesh, client, request) }));

/** Whether requests of somebody leave through a gateway. */
const hasChain = (sent: readonly Sent[]): boolean => sent.some((it) => hasGateway(it.trace));

/** Those that are the same for a reader are one. */
function waysOf(mesh: Mesh, host: string, sent: readonly Sent[], chain: boolean): ReportedWay[] {
  const [first] = sent;
  if (!first) return [];
  const outside = outsideOf(mesh, host, first.trace.request);
  const told = new Set(sent.map((it) => it.client.namespace));
  const ways = new Map<string, ReportedWay & { clients: ReportedClient[] }>();
  for (const { client, trace } of sent) {
    const way = wayOf(trace);
    const isGuarded = chain || isRefused(trace);
    const bypass = isGuarded ? bypassOf(mesh, client, told, trace, outside) : undefined;
    const cutOff = cutOffs(mesh, client, trace, outside);
    const key = keyOf(way, bypass, cutOff);
    const everybody = isEverybodyElse(client);
    const known = ways.get(key);
    const clients = known?.clients ?? [];
    if (!everybody) clients.push(client);
    ways.set(key, {
      ...(known ?? way),
      bypass: known?.bypass && bypass ? together(known.bypass, bypass) : bypass,
      cutOff: merged([...(known?.cutOff ?? []), ...cutOff]),
      clients,
      isOfEverybodyElse: known?.isOfEverybodyElse || everybody,
    });
  }
  return [...ways.values()].sort((a, b) => generality(a) - generality(b));
}

/** Some pods of namespaces come before the others there, and those before everybody else. */
const generality = ({ clients, isOfEverybodyElse }: ReportedWay): number =>
  isOfEverybodyElse ? 2 : clients.some((it) => it.tellingLabels.size === 0) ? 1 : 0;

const keyOf = (way: Way, bypass: Bypass | undefined, cutOff: readonly CutOff[]): string => {
  const { verdict, cause, response, gateways, legs, isSplit } = way;
  return JSON.stringify([
    [verdict, cause?.reason, cause && causeText(cause), response, isSplit],
    gateways.map((it) => [it.type, it.namespace, it.workload]),
    legs.map(({ from, wire, tls }) => [from, wire, tls]),
    bypass && [bypass.answer, bypass.mesh, bypass.holes.filter((it) => !isOfPods(it)).map(sameness)],
    cutOff.map(sameness),
  ]);
};

/** Where the host is declared with that port; the object that routes it where nothing declares it. */
function declarationsOf(mesh: Mesh, host: string, port: number, object: MeshObject): Origin[] {
  const services = servicesMatching(mesh, host).filter(
    (it) => sameHost(it.host, host) && it.ports.some(({ number }) => number.value === port),
  );
  return distinct([...services.map((it) => it.object), object].map((it) => originOf(it, host)));
}

const entriesOf = (mesh: Mesh, host: string): Origin[] =>
  mesh
    .withHost('ServiceEntry', host)
    .filter(({ resource }) => resource.spec.hosts.some((it) => sameHost(it.value.toLowerCase(), host)))
    .map((it) => originOf(it, host));

function originOf(object: MeshObject, host: string): Origin {
  const { resource, namespace } = object;
  const hosts = resource.kind === 'ServiceEntry' || resource.kind === 'VirtualService' ? resource.spec.hosts : [];
  const index = hosts.findIndex((it) => sameHost(resolveHost(it.value, namespace), host));
  return { object, path: index < 0 ? [] : ['spec', 'hosts', index] };
}

/** Each object once. */
const distinct = (origins: readonly Origin[]): Origin[] => [
  ...new Map(origins.map((it) => [it.object, it] as const)).values(),
];
