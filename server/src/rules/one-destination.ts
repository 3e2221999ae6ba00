import { parseClusterName } from '../envoy/config';
import { isExternal } from '../mesh/egress';
import { writtenHosts } from '../mesh/gateway-hosts';
import { serverKind } from '../mesh/gateway-protocol';
import { hostsMatch, sameHost } from '../model/host';
import type { Hop, Trace } from '../trace/answer';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { destinationAt, type PlacedDestination } from './destination';
import { evidenceOf, isPlaced } from './failure';
import { type HopServer, hopServerAt } from './hop-server';

type VirtualService = MeshObject<'VirtualService'>;

/** A request that a gateway leads to another host, because the server that took it reads no host. */
export interface LedElsewhere {
  /** What wanted to lead it somewhere else: rules for the gateway that are passed over, or else what led it to the gateway. */
  readonly meant: VirtualService;
  /** Whether those are rules for the gateway. */
  readonly isPassedOver: boolean;
  readonly taker: PlacedDestination;
  readonly server: HopServer;
  /** What has sent it to the gateway. */
  readonly sender: Hop;
  /** Of the TLS that comes to the gateway; `undefined` for one without, and for plaintext. */
  readonly sni: string | undefined;
}

/** Where a gateway leads a request to another host than any rule for its own says; `undefined` where it does not. */
export function ledElsewhere(mesh: Mesh, host: string, { hops, request }: Trace): LedElsewhere | undefined {
  for (const [index, hop] of hops.entries()) {
    const server = forwardingServer(hop);
    const sender = hops[index - 1];
    const taker = takerAt(hop);
    if (!server || !sender || !taker || !isExternal(mesh, taker.host, taker.object.namespace)) continue;
    if (leadsTo(hop, host) || isOneServer(mesh, host, taker.host)) continue;
    const own = passedOverAt(hop);
    // where the taker is for the host too, that is meant, if no rule leads to the host itself
    if (isFor(taker.object, host) && !own.some((it) => sameHost(it.host, host))) continue;
    if (own.some((it) => sameHost(it.host, taker.host))) continue;
    const meant = own[0]?.object ?? sender.route?.object;
    if (!isOfKind(meant, 'VirtualService') || (own.length === 0 && meant === taker.object)) continue;
    const [branch] = sender.branches;
    const sni = branch?.tls ? branch.tls.sni : (request.sni ?? request.host);
    return { meant, isPassedOver: own.length > 0, taker, server, sender, sni };
  }
  return undefined;
}

/** Whether a VirtualService is for a host, by name or by a wildcard. */
export const isFor = (object: VirtualService, host: string): boolean =>
  writtenHosts(object).some((it) => hostsMatch(it.toLowerCase(), host));

/** The server that forwards the bytes of a request, whatever host they are for. */
function forwardingServer(hop: Hop): HopServer | undefined {
  if (hop.proxy.type !== 'gateway') return undefined;
  const server = evidenceOf(hop, '3.5.1').flatMap((it) => hopServerAt(it) ?? [])[0];
  const kind = server && serverKind(server.server);
  return kind === 'tcp' || kind === 'tls-tcp' ? server : undefined;
}

/** The destination of the rule that takes all connections of the server; `undefined` where several share them. */
const takerAt = ({ route, branches: [only, ...others] }: Hop): PlacedDestination | undefined =>
  route && only && others.length === 0 ? destinationAt(route, parseClusterName(only.cluster)?.host) : undefined;

const leadsTo = ({ branches }: Hop, host: string): boolean =>
  branches.some((it) => sameHost(parseClusterName(it.cluster)?.host ?? '', host));

/** Where the rules for the host lead that come behind the one that takes everything. */
const passedOverAt = ({ passedOver }: Hop): PlacedDestination[] =>
  passedOver
    .filter(isPlaced)
    // 3.5.1 of a rule; the section alone is that of rules which the server does not read
    .filter((it) => it.fact === '3.5.1' && it.path[1] === 'tcp' && it.path.length > 2)
    .flatMap((it) => destinationAt(it) ?? []);

/** Whether a ServiceEntry says that the same endpoints are behind both hosts. */
const isOneServer = (mesh: Mesh, host: string, other: string): boolean =>
  mesh
    .withHost('ServiceEntry', host)
    .some(
      ({ resource }) =>
        resource.spec.endpoints.length > 0 && resource.spec.hosts.some((it) => sameHost(it.value.toLowerCase(), other)),
    );
