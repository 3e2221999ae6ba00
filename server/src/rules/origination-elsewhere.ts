import { servicesMatching } from '../mesh/services';
import type { ClientTls } from '../model/destination-rule';
import { resolveHost, sameHost } from '../model/host';
import { destinations } from '../model/virtual-service';
import type { Hop, Trace } from '../trace/answer';
import { tracesTo } from '../trace/failures';
import { allHops } from '../trace/way';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { destinationAt, type PlacedDestination } from './destination';
import { appliedRule, peerOf, tlsSettings } from './hop-tls';

/** The TLS that a DestinationRule begins on one port of a host, to which nothing is sent. */
interface UnusedTls {
  readonly rule: MeshObject<'DestinationRule'>;
  readonly port: number;
  readonly path: Path;
}

/** Where a gateway sends a host in plaintext to another port than that; `undefined` where none does. */
export const originationElsewhere = (
  mesh: Mesh,
  host: string,
): (UnusedTls & { readonly to: PlacedDestination; readonly sentTo: number }) | undefined =>
  tracesTo(mesh, host).flatMap((it) => {
    const sent = sentInPlaintext(it, host);
    const unused = sent && unusedTls(mesh, host, sent.hop);
    return unused && !leadsTo(sent.to.object, host, unused.port) ? [{ ...unused, to: sent.to, sentTo: sent.port }] : [];
  })[0];

/** Whether a rule leads to that port, too: then it is hidden by the other one. */
const leadsTo = ({ resource, namespace }: MeshObject<'VirtualService'>, host: string, port: number): boolean =>
  [...destinations(resource.spec)].some(
    (it) => it.port?.number?.value === port && sameHost(resolveHost(it.host?.value ?? '', namespace), host),
  );

/** By which rule a request for a host leaves a gateway in plaintext. */
function sentInPlaintext(
  { verdict, hops }: Trace,
  host: string,
): { readonly hop: Hop; readonly to: PlacedDestination; readonly port: number } | undefined {
  const hop = allHops(hops).at(-1);
  if (verdict !== 'gateway' || hop?.proxy.type !== 'gateway' || !hop.route) return undefined;
  const peer = peerOf(hop);
  const to = peer && sameHost(peer.host, host) ? destinationAt(hop.route, host) : undefined;
  const isPlain = hop.branches.every((it) => !it.tls) && !tlsSettings(hop);
  return peer && to?.section === 'http' && isPlain ? { hop, to, port: peer.port } : undefined;
}

/** What the DestinationRule that is applied there says of another port of the host. */
function unusedTls(mesh: Mesh, host: string, hop: Hop): UnusedTls | undefined {
  const rule = appliedRule(hop);
  const settings = (rule?.resource.spec.trafficPolicy?.portLevelSettings ?? []).flatMap((it, index) =>
    begins(it.tls) && it.port?.number ? [{ port: it.port.number.value, index }] : [],
  );
  const [only, ...others] = settings;
  if (!rule || !only || others.length > 0) return undefined;
  const isDeclared = servicesMatching(mesh, host).some((it) => it.ports.some((one) => one.number.value === only.port));
  // it may be for sidecars, but hardly where requests come to the gateway on that port
  const isOfGateway = hop.servicePort === only.port;
  // applications that speak TLS by themselves are not whom it is for
  const isUsed = tracesTo(mesh, host)
    .filter((it) => it.cause?.reason !== 'double-tls')
    .flatMap(({ hops }) => allHops(hops))
    .some((it) => tlsSettings(it)?.object === rule && !(isOfGateway && it.proxy.type === 'sidecar'));
  const path = ['spec', 'trafficPolicy', 'portLevelSettings', only.index];
  return isDeclared && !isUsed ? { rule, port: only.port, path } : undefined;
}

const begins = (tls: ClientTls | undefined): boolean => tls?.mode?.value === 'SIMPLE' || tls?.mode?.value === 'MUTUAL';
