import type { Server } from '../model/gateway';
import { agree } from '../model/namespace';
import type { Protocol } from '../model/protocol';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';
import type { Evidence } from './evidence';
import { listenerGateways, namespacesBeside, unusableListener } from './gateway-api/attached-gateways';
import { type ServerHost, serverHosts, serverHostText } from './gateway-hosts';
import { gatewaysSelecting } from './gateway-pods';
import { isHttp, type ServerKind, serverKind, serverProtocol } from './gateway-protocol';
import { boundPort, type GatewayService, isListenerOn } from './gateway-services';
import type { GatewayWorkload } from './gateway-workloads';

/** A server of a Gateway that selects a gateway's pods. */
export interface GatewayServer {
  readonly gateway: MeshObject<'Gateway'>;
  readonly server: Server;
  readonly kind: ServerKind;
  /** As written; what routes and matches ask for, whatever port the pods listen on. */
  readonly number: number;
  readonly hosts: readonly ServerHost[];
  /** The address that it listens at; empty for all. */
  readonly bind: string;
  /** Of its routes; empty for a server that reads no HTTP. */
  readonly routeName: string;
  /** Where it is written. */
  readonly place: Required<Pick<Evidence, 'object' | 'path'>>;
}

/** Servers that Istio makes one thing of: those that share HTTP routes, or all that speak one protocol with TLS. */
export interface ServerGroup {
  readonly protocol: Protocol;
  readonly bind: string;
  readonly servers: readonly GatewayServer[];
}

export interface MergedServers {
  readonly groups: readonly ServerGroup[];
  /** Servers that Istio leaves out, and why. */
  readonly skipped: readonly { readonly server: GatewayServer; readonly evidence: Evidence }[];
}

/** The servers of all Gateways that listen on a port of the pods, as Istio puts them together. */
export function mergedServers(mesh: Mesh, workload: GatewayWorkload, port: number): MergedServers {
  const { labels, workload: name } = workload.proxy;
  // the same pods have the same Services, so the labels are enough to tell an answer from another
  return mesh.remember(`servers on ${port} of ${name} ${JSON.stringify([...labels].sort())}`, () =>
    // G7 pilot/pkg/model/gateway.go mergeGateways: older Gateways first
    merge(
      mesh,
      gatewaysOn(mesh, workload).flatMap((it) => serversOn(it, workload, port)),
    ),
  );
}

/** The Gateways that select the pods, and those that Istio makes of listeners at one of their Services. */
function gatewaysOn(mesh: Mesh, workload: GatewayWorkload): readonly MeshObject<'Gateway'>[] {
  const selecting = gatewaysSelecting(mesh, workload.proxy.labels);
  const attached = workload.services.flatMap((it) => listenerGateways(mesh, it.host));
  if (attached.length === 0) return selecting;
  return inOrder([...new Set([...selecting.filter((it) => !isForeign(mesh, it, workload)), ...attached])]);
}

/** Whether a Gateway of another namespace counts for nothing on the pods, although it selects them. */
export function isForeign(mesh: Mesh, { namespace }: MeshObject<'Gateway'>, { services }: GatewayWorkload): boolean {
  const allowed = namespacesBeside(
    mesh,
    services.map((it) => it.host),
  );
  return allowed !== undefined && !allowed.some((it) => agree(it, namespace));
}

/** Whether the server of a Gateway is on that port of the pods. */
function isOn(
  gateway: MeshObject<'Gateway'>,
  services: readonly GatewayService[],
  number: number,
  port: number,
): boolean {
  if (!gateway.writtenAt) return boundPort(services, number) === port;
  return isListenerOn(services, number, port);
}

function serversOn(gateway: MeshObject<'Gateway'>, { services }: GatewayWorkload, port: number): GatewayServer[] {
  return gateway.resource.spec.servers.flatMap((server, index): GatewayServer[] => {
    const number = server.port?.number?.value;
    if (number === undefined || !isOn(gateway, services, number, port)) return [];
    const place = { object: gateway, path: ['spec', 'servers', index] };
    const bind = server.bind?.value ?? '';
    const hosts = serverHosts(server, gateway.namespace);
    const kind = serverKind(server);
    const routeName = routeNameOf(gateway, server, kind, number, port) + (bind && `.${bind}`);
    return [{ gateway, server, kind, number, hosts, bind, routeName: isRouted(kind) ? routeName : '', place }];
  });
}

const isRouted = (kind: ServerKind): boolean => kind === 'http' || kind === 'https';

function routeNameOf(
  { name, namespace }: MeshObject,
  { port }: Server,
  kind: ServerKind,
  number: number,
  bound: number,
) {
  // G11 pilot/pkg/model/gateway.go gatewayRDSRouteName: the number of the server for TLS, that of the pods for plaintext
  return kind === 'http' ? `http.${bound}` : `https.${number}.${port?.name?.value ?? ''}.${name}.${namespace}`;
}

interface Group extends ServerGroup {
  /** As written: `https` and `HTTPS` are two groups. */
  readonly key: string;
  readonly servers: GatewayServer[];
}

/** Takes servers in their order; each joins a group, makes a new one, or is left out. */
function merge(mesh: Mesh, servers: readonly GatewayServer[]): MergedServers {
  const groups = new Map<string, Group>();
  const skipped: { server: GatewayServer; evidence: Evidence }[] = [];
  const hosts = new Map<string, Earlier>();
  const routeNames = new Set<string>();
  let plaintext: Group | undefined;
  for (const server of servers) {
    const problem =
      unusableListener(mesh, server.gateway) ?? duplicate(server, hosts) ?? conflict(server, plaintext, routeNames);
    if (problem) {
      skipped.push({ server, evidence: { ...problem, ...server.place } });
      continue;
    }
    const joins = plaintext?.bind === server.bind ? plaintext : groups.get(keyOf(server));
    const group = joins ?? newGroup(server);
    group.servers.push(server);
    if (server.routeName) routeNames.add(server.routeName);
    if (joins) continue;
    groups.set(group.key, group);
    if (isPlaintext(server)) plaintext = group;
  }
  return { groups: [...groups.values()], skipped };
}

const isPlaintext = ({ kind }: GatewayServer): boolean => kind === 'http' || kind === 'tcp';

const keyOf = ({ server, bind }: GatewayServer): string => `${server.port?.protocol?.value ?? ''} ${bind}`;

const newGroup = (it: GatewayServer): Group => ({
  key: keyOf(it),
  protocol: serverProtocol(it.server),
  bind: it.bind,
  servers: [],
});

type Problem = Pick<Evidence, 'fact' | 'text' | 'byAge'> | undefined;

/** A server that has come before. */
type Earlier = Pick<GatewayServer, 'bind' | 'gateway'>;

/** Servers of one Gateway come in the order in which they are written, those of several by age. */
const byAge = (a: Earlier | undefined, b: Earlier): { byAge?: true } =>
  a && a.gateway !== b.gateway ? { byAge: true } : {};

/** Whether an older server has one of the hosts; if none has, this one has them from now on, even if it is left out. */
function duplicate(it: GatewayServer, known: Map<string, Earlier>): Problem {
  const { hosts, server, bind } = it;
  if (!server.tls) return undefined;
  // G8 pilot/pkg/model/gateway.go CheckDuplicates: the same text, so `*.a.com` and `b.a.com` are two
  const texts = hosts.map(serverHostText).filter((text) => !hasPlaceholder(text));
  const twice = texts.find((text) => known.get(text)?.bind === bind);
  if (twice !== undefined)
    return {
      fact: 'G8',
      text: `Istio skips this server whole, because an earlier server on the port has the host ${twice}.`,
      ...byAge(known.get(twice), it),
    };
  for (const text of texts) known.set(text, it);
  return undefined;
}

/** Why a server can't stand beside those before it. */
function conflict(it: GatewayServer, plaintext: Group | undefined, routeNames: ReadonlySet<string>): Problem {
  const own = serverProtocol(it.server);
  if (plaintext?.bind === it.bind) {
    const { protocol, servers } = plaintext;
    // G9 pilot/pkg/model/gateway.go canMergeProtocols
    if (isHttp(own) && isHttp(protocol)) return undefined;
    const first = `the Gateway ${servers[0]?.gateway.name ?? ''} comes first and speaks ${protocol} on the port`;
    return { fact: 'G9', text: `Istio skips this server, because ${first}.`, ...byAge(servers[0], it) };
  }
  if (it.kind !== 'https' || !routeNames.has(it.routeName)) return undefined;
  // G11 pilot/pkg/model/gateway.go mergeGateways
  const text = 'Istio skips this server, because another one of the Gateway has the same port name and number.';
  return { fact: 'G11', text };
}
