import type { Origin } from '../envoy/config';
import type { Request } from '../envoy/request';
import { servicesMatching } from '../mesh/services';
import { resolveHost, sameHost } from '../model/host';
import type { ServiceEntrySpec } from '../model/service-entry';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { causeText } from './cause-text';
import { type Enforcement, enforcementOf } from './enforcement';
import type { Outside } from './outside-reach';
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
  readonly enforcement: Enforcement;
}

/** Who may reach an external host, and how. */
export const hostReport = (mesh: Mesh, host: string): ReportedHost =>
  mesh.remember(`report on ${host}`, () => reportOn(mesh, host));

/** What becomes of TLS connections to hosts that no manifest names; without their legs, as others may speak otherwise. */
export const unnamedHostsReport = (mesh: Mesh): readonly ReportedWay[] =>
  mesh.remember('report on other hosts', () =>
    waysOf(mesh, unnamedHost, requestToUnnamed).map((it) => ({ ...it, legs: [] })),
  );

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
  const ports = requests
    .filter((it) => !isRepeated(it.request))
    .map(
      ({ request, object }): ReportedPort => ({
        port: request.port,
        protocol: request.protocol,
        declarations: declarationsOf(mesh, host, request.port, object),
        ways: waysOf(mesh, host, request),
      }),
    );
  const known = distinct(ports.flatMap((it) => it.declarations));
  return { host, ports, declarations: known.length > 0 ? known : entriesOf(mesh, host) };
}

/** Those that are the same for a reader are one. */
function waysOf(mesh: Mesh, host: string, request: Request): ReportedWay[] {
  const outside = outsideOf(mesh, host, request);
  const ways = new Map<string, ReportedWay & { clients: ReportedClient[] }>();
  for (const client of reportedClients(mesh, host)) {
    const way = wayOf(trace(mesh, client, request));
    const enforcement = enforcementOf(mesh, client, way.verdict, outside);
    const key = keyOf(way, enforcement);
    const everybody = isEverybodyElse(client);
    const known = ways.get(key);
    const clients = known?.clients ?? [];
    if (!everybody) clients.push(client);
    ways.set(key, {
      ...(known ?? way),
      enforcement,
      clients,
      isOfEverybodyElse: known?.isOfEverybodyElse || everybody,
    });
  }
  return [...ways.values()].sort((a, b) => generality(a) - generality(b));
}

/** Some pods of namespaces come before the others there, and those before everybody else. */
const generality = ({ clients, isOfEverybodyElse }: ReportedWay): number =>
  isOfEverybodyElse ? 2 : clients.some((it) => it.tellingLabels.size === 0) ? 1 : 0;

const keyOf = ({ verdict, cause, response, gateways, legs, isSplit }: Way, enforcement: Enforcement): string =>
  JSON.stringify([
    [verdict, cause?.reason, cause && causeText(cause), response, isSplit],
    gateways.map((it) => [it.type, it.namespace, it.workload]),
    legs.map(({ from, wire, tls }) => [from, wire, tls]),
    [enforcement.answer, enforcement.text],
  ]);

/** How a pod would dial the host itself, as far as anybody says. */
function outsideOf(mesh: Mesh, host: string, { port }: Request): Outside {
  const services = servicesMatching(mesh, host).filter((it) => sameHost(it.host, host));
  const entries = [...new Set(services.map((it) => it.object))];
  return {
    addresses: entries.flatMap(({ resource }) =>
      resource.kind === 'ServiceEntry' ? endpointAddresses(resource.spec) : [],
    ),
    ports: [...new Set([port, ...services.flatMap((it) => it.ports.map((own) => own.targetPort))])],
  };
}

/** Of a server that no name server is asked for. */
const endpointAddresses = ({ endpoints, addresses, resolution }: ServiceEntrySpec): string[] => {
  const all = resolution?.value === 'STATIC' ? endpoints.map((it) => it.address) : addresses;
  return all.flatMap((it) => (it && /^[\d.]+$/.test(it.value) ? [it.value] : []));
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
