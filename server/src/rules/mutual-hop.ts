import { type Fix, fix } from '../generate/edit';
import { serverKind } from '../mesh/gateway-protocol';
import { legs, routeDestinations } from '../mesh/legs';
import { hostsMatch, isWildcard, resolveHost, sameHost } from '../model/host';
import { destinations, meshGateway } from '../model/virtual-service';
import type { Mesh } from '../workspace/mesh';
import { destinationAt, type PlacedDestination } from './destination';
import { endMutualTls } from './fitting-server';
import type { HopServer } from './hop-server';
import { appliedRule, modeOf, type Peer, peerOf } from './hop-tls';
import { movedToTcp } from './move-to-tcp';
import { mutualSubset } from './mutual-subset';
import { enumerate, label } from './places';
import { type Arrival, arrivalsAt, fitsOthers, readBy } from './server-use';

/**
 * The fix that lets a server which reads HTTP or passes TLS on end the mesh’s own TLS, and the sidecars begin it. Only
 * where the server is for one host, and all requests come to it by one rule, without TLS of proxies; else none.
 */
export function speakMutualTls(mesh: Mesh, at: HopServer, host: string): Fix[] {
  const kind = serverKind(at.server);
  const section = kind === 'http' ? 'http' : kind === 'passthrough' ? 'tls' : undefined;
  const way = section && isForOnly(at, host) && fitsOthers(mesh, at, true) ? wayTo(mesh, at, host) : undefined;
  if (!way || way.to.section !== section) return [];
  const { to, sender, peer } = way;
  const { object, path } = to;
  const read = section === 'tls' ? readBy(mesh, at) : [];
  // bytes are not told apart by their SNI
  if (section === 'tls' && read.length !== 1) return [];
  const applied = appliedRule(sender);
  const changed = [at.gateway, object, ...read.map((it) => it.object), ...(applied ? [applied] : [])];
  return fix(`Speak the mesh’s TLS for '${host}': change ${enumerate([...new Set(changed.map(label))])}`, [
    ...endMutualTls(at, section === 'tls' ? 'tcp' : 'http'),
    ...mutualSubset(mesh, sender, { host, object, path, peer }),
    ...read.flatMap((it) => movedToTcp(it.object, it.leg)),
  ]);
}

function isForOnly({ server }: HopServer, host: string): boolean {
  const [only, ...others] = server.hosts;
  // with `httpsRedirect` it is for something else
  const isPlain = serverKind(server) !== 'http' || !server.tls;
  return isPlain && !isWildcard(host) && others.length === 0 && only?.value.replace(/^.*\//, '') === host;
}

interface OnlyWay {
  readonly to: PlacedDestination;
  readonly sender: Arrival['sender'];
  readonly peer: Peer;
}

/** The rule of one VirtualService by which sidecars are sent to a server; `undefined` for none, and for several. */
function wayTo(mesh: Mesh, at: HopServer, host: string): OnlyWay | undefined {
  const arrivals = arrivalsAt(mesh, host, at) ?? [];
  const [first] = arrivals;
  const sender = first?.sender;
  const peer = sender && peerOf(sender);
  const to = sender?.route && destinationAt(sender.route, peer?.host);
  if (!sender || !peer || !to || to.rule.route.length !== 1 || isShared(mesh, peer)) return undefined;
  const applied = appliedRule(sender);
  const { namespace } = to.object;
  const isSame = ({ sender: it, hop }: Arrival): boolean =>
    hop.cause?.reason === first.hop.cause?.reason &&
    it.proxy.type === 'sidecar' &&
    modeOf(it) === undefined &&
    appliedRule(it) === applied &&
    // D1 a new one is read in its own namespace
    (applied !== undefined || it.proxy.namespace === namespace) &&
    it.route?.object === to.object &&
    it.route.path.slice(0, 3).join() === to.rulePath.join();
  // other hosts by the same rule may come to other servers
  const isForHost = to.object.resource.spec.hosts.every((it) => resolveHost(it.value, to.object.namespace) === host);
  const isAlone = isForHost && senders(mesh, host, peer.host) === 1;
  return arrivals.every(isSame) && isAlone ? { to, sender, peer } : undefined;
}

/** Whether others are sent to the same subset, who would speak the same TLS then. */
const isShared = (mesh: Mesh, { host, subset }: Peer): boolean =>
  subset !== '' &&
  mesh
    .all('VirtualService')
    .flatMap(({ resource, namespace }) =>
      [...destinations(resource.spec)].filter(
        (it) => it.subset?.value === subset && sameHost(resolveHost(it.host?.value ?? '', namespace), host),
      ),
    ).length !== 1;

/** How many rules send requests of sidecars for a host to a service. */
const senders = (mesh: Mesh, host: string, service: string): number =>
  mesh
    .all('VirtualService')
    .filter(({ resource, namespace }) =>
      resource.spec.hosts.some((it) => hostsMatch(resolveHost(it.value, namespace), host)),
    )
    .flatMap((object) =>
      legs(object, meshGateway).filter((leg) =>
        routeDestinations(leg, object).some((it) => sameHost(it.host, service)),
      ),
    ).length;
