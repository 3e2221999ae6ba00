import { parseClusterName } from '../envoy/config';
import { destinationRulesFor } from '../mesh/destination-rules';
import { servicesMatching } from '../mesh/services';
import { isWildcard, sameHost } from '../model/host';
import { gatewayByDefault, referred } from '../model/object-reference';
import type { Client, Hop, Trace } from '../trace/answer';
import { clientsFor } from '../trace/clients';
import { requestsTo, requestTo } from '../trace/requests';
import { trace } from '../trace/trace';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { type Application, type EgressRequest, isHttp, outsidePort } from './egress-request';
import { guardedNow } from './guarded-now';
import { isPromised } from './promised';
import { rulesFor } from './rules-for';
import { trailOf } from './trail';
import { straight, throughGateway } from './way-now';

/**
 * What would have to be asked for to get the ways out that a host has now, by a trace of each kind of request: one for each
 * port; those that leave without a gateway are of the sidecar's API. A way that is not of the generator's forms has none.
 */
export const requestsNow = (mesh: Mesh, host: string): readonly EgressRequest[] =>
  mesh.remember(`ways out of ${host}`, () => readRequests(mesh, host));

function readRequests(mesh: Mesh, host: string): EgressRequest[] {
  const known = clientsFor(mesh, host);
  const further = clientsLetThrough(mesh, host).filter((it) => !known.some((one) => one.namespace === it.namespace));
  const clients = [...known, ...further];
  return [...requestsTo(mesh, host), ...requestsByName(mesh, host)].flatMap(({ request, object }) => {
    const traces = clients.map((client) => trace(mesh, client, request));
    const read = traces.map((it) => readFrom(mesh, host, it, object));
    // whoever goes around the gateway is not among those that it is for
    const [first] = [...read.filter((it) => it && it.api !== 'sidecar'), ...read].filter((it) => it !== undefined);
    if (!first) return [];
    const alike = clients.filter((_, index) => JSON.stringify(read[index]) === JSON.stringify(first));
    const whole = { ...first, ...clientsOf(alike, first.namespace) };
    return isPromised(mesh, whole) ? [guardedNow(mesh, whole)] : [];
  });
}

/** Of a wildcard that no ServiceEntry declares, those that a TLSRoute takes from the sidecars by their SNI. */
function requestsByName(mesh: Mesh, host: string): ReturnType<typeof requestsTo> {
  if (!isWildcard(host) || servicesMatching(mesh, host).some((it) => sameHost(it.host, host))) return [];
  return mesh
    .withHost('TLSRoute', host)
    .filter((it) => it.resource.spec.hostnames.some(({ value }) => sameHost(value, host)))
    .flatMap((object) =>
      object.resource.spec.parentRefs
        .filter((it) => referred(it, gatewayByDefault, object.namespace).type === 'ServiceEntry')
        .map((it) => ({ request: requestTo(host, 'https', it.port?.value ?? 443, undefined), object })),
    );
}

/** Those of namespaces that a policy lets through which refuses all others. */
function clientsLetThrough(mesh: Mesh, host: string): Client[] {
  const trail = trailOf(mesh, host);
  const namespaces = mesh
    .all('AuthorizationPolicy')
    .flatMap((it) =>
      rulesFor(it, trail).flatMap((index) =>
        (it.resource.spec.rules[index]?.from ?? []).flatMap(({ source }) => source?.notNamespaces ?? []),
      ),
    );
  return [...new Set(namespaces.map((it) => it.value))].map((namespace) => ({ namespace, labels: new Map() }));
}

function clientsOf(clients: readonly Client[], own: string): Pick<EgressRequest, 'clients'> {
  const namespaces = [...new Set(clients.map((it) => it.namespace))].filter((it) => it !== '');
  return namespaces.every((it) => it === own) ? {} : { clients: namespaces };
}

const applications = { http: 'http', https: 'https', tls: 'https', grpc: 'grpc', tcp: 'tcp' } as const;

type Read = Omit<EgressRequest, 'clients'>;

function readFrom(mesh: Mesh, host: string, found: Trace, speaker: MeshObject): Read | undefined {
  const { request, hops, verdict } = found;
  const [first, second, ...more] = hops;
  if (!['gateway', 'direct', 'mesh'].includes(verdict)) return undefined;
  if (!first || more.length > 0 || hops.some((it) => it.branches.length !== 1 || it.mirrors.length > 0))
    return undefined;
  const application: Application = applications[request.protocol];
  const addresses = application === 'tcp' ? addressesOf(mesh, host) : [];
  const last = parseClusterName((second ?? first).branches[0]?.cluster ?? '');
  const dialled = last?.host.toLowerCase() ?? host;
  const common = {
    host,
    application,
    port: request.port,
    outside: outsideOf(found),
    ...(addresses.length > 0 ? { addresses } : {}),
    ...(isWildcard(host) && !isWildcard(dialled) && second ? { server: dialled } : {}),
  };
  const way = second ? throughGateway(mesh, first, second, speaker, host) : straight(mesh, host, speaker);
  if (!way) return undefined;
  const read: Read = { ...common, hop: hopOf(first, application), ...way };
  const port = read.api === 'ambient' || read.api === 'sidecar' ? targetPort(mesh, host, request.port) : last?.port;
  const rest = originationOf(mesh, read, dialled, port);
  return { ...read, ...rest, ...(port === undefined || port === outsidePort(read) ? {} : { outsidePort: port }) };
}

/** The encryption in which requests leave for the host. */
function outsideOf({ hops }: Trace): EgressRequest['outside'] {
  const outermost = hops.at(-1)?.wire.layers.at(-1);
  return outermost === 'SIMPLE' ? 'tls' : outermost === 'MUTUAL' ? 'mtls' : 'same';
}

const hopOf = ({ wire }: Hop, application: Application): EgressRequest['hop'] =>
  application === 'https'
    ? wire.layers.includes('ISTIO_MUTUAL')
      ? 'mtls'
      : 'passthrough'
    : wire.layers.length > 0
      ? 'mtls'
      : 'plaintext';

const addressesOf = (mesh: Mesh, host: string): string[] =>
  servicesMatching(mesh, host).flatMap(({ object }) =>
    isOfKind(object, 'ServiceEntry') ? object.resource.spec.addresses.map((it) => it.value) : [],
  );

/** The port of the host that a proxy dials for one of its ServiceEntry. */
const targetPort = (mesh: Mesh, host: string, port: number): number | undefined =>
  mesh
    .withHost('ServiceEntry', host)
    .flatMap((it) => it.resource.spec.ports)
    .find((it) => it.number?.value === port)?.targetPort?.value ?? port;

/** What is said about the TLS that the last proxy begins, where it is not what is usual. */
function originationOf(
  mesh: Mesh,
  { outside, application, namespace }: Read,
  dialled: string,
  port: number | undefined,
): Pick<Read, 'credential' | 'sans'> {
  if (outside === 'same') return {};
  const policies = destinationRulesFor(mesh, dialled, namespace).flatMap(({ resource: { spec } }) =>
    [spec.trafficPolicy, ...spec.subsets.map((it) => it.trafficPolicy)].flatMap((it) => [
      ...(it?.portLevelSettings ?? []).filter((own) => own.port?.number?.value === port),
      ...(it ? [it] : []),
      ...(it?.portLevelSettings ?? []),
    ]),
  );
  const tls = policies.find((it) => it.tls)?.tls;
  const sans = (tls?.subjectAltNames ?? []).map((it) => it.value);
  const isUsual = sans.length === 0 || (!isHttp({ application }) && sans.length === 1 && sans[0] === dialled);
  return {
    ...(outside === 'mtls' && tls?.credentialName ? { credential: tls.credentialName.value } : {}),
    ...(isUsual ? {} : { sans }),
  };
}
