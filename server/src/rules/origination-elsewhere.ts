import type { Origin } from '../envoy/config';
import { servicesMatching } from '../mesh/services';
import { resolveHost, sameHost } from '../model/host';
import { destinations } from '../model/virtual-service';
import type { Located } from '../text/span';
import type { Hop, Trace } from '../trace/answer';
import { tracesTo } from '../trace/failures';
import { allHops } from '../trace/way';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { beginsTls } from './client-tls';
import { destinationAt } from './destination';
import { appliedRule, peerOf, tlsSettings } from './hop-tls';

/** The TLS that a DestinationRule begins on one port of a host, to which nothing is sent. */
interface UnusedTls {
  readonly rule: MeshObject<'DestinationRule'>;
  readonly port: number;
  readonly path: Path;
}

/** Where a route sends a host to. */
interface SentTo {
  readonly object: MeshObject;
  /** Of the destination, or the backend. */
  readonly path: Path;
  /** As it is written there. */
  readonly port: Located<number> | undefined;
  /** Whether another rule of the object leads to a port of the host. */
  leadsTo(port: number): boolean;
}

/** Where a gateway sends a host in plaintext to another port than that; `undefined` where none does. */
export const originationElsewhere = (
  mesh: Mesh,
  host: string,
): (UnusedTls & { readonly to: SentTo; readonly sentTo: number }) | undefined =>
  tracesTo(mesh, host).flatMap((it) => {
    const sent = sentInPlaintext(it, host);
    const unused = sent && unusedTls(mesh, host, sent.hop);
    return unused && !sent.to.leadsTo(unused.port) ? [{ ...unused, to: sent.to, sentTo: sent.port }] : [];
  })[0];

/** A rule that leads to that port, too, is hidden by the other one. */
const leadsTo = ({ resource, namespace }: MeshObject<'VirtualService'>, host: string, port: number): boolean =>
  [...destinations(resource.spec)].some(
    (it) => it.port?.number?.value === port && sameHost(resolveHost(it.host?.value ?? '', namespace), host),
  );

/** By which rule a request for a host leaves a gateway in plaintext. */
function sentInPlaintext(
  { verdict, hops }: Trace,
  host: string,
): { readonly hop: Hop; readonly to: SentTo; readonly port: number } | undefined {
  const hop = allHops(hops).at(-1);
  if (verdict !== 'gateway' || hop?.proxy.type !== 'gateway' || !hop.route) return undefined;
  const peer = peerOf(hop);
  const to = peer && sameHost(peer.host, host) ? destinationOf(hop.route, host) : undefined;
  const isPlain = hop.branches.every((it) => !it.tls) && !tlsSettings(hop);
  return peer && to && isPlain ? { hop, to, port: peer.port } : undefined;
}

/** Where an HTTP rule sends the host to, of a VirtualService or of a route of the Gateway API. */
function destinationOf(route: Origin, host: string): SentTo | undefined {
  const { object, path } = route;
  if (isOfKind(object, 'HTTPRoute')) {
    const rule = object.resource.spec.rules[Number(path[2])];
    const index = rule?.backendRefs.findIndex((it) => sameHost(it.name?.value ?? '', host)) ?? -1;
    const backend = rule?.backendRefs[index];
    return (
      backend && { object, path: [...path.slice(0, 3), 'backendRefs', index], port: backend.port, leadsTo: () => false }
    );
  }
  const to = destinationAt(route, host);
  if (to?.section !== 'http') return undefined;
  const { object: own, destination } = to;
  return { object: own, path: to.path, port: destination.port?.number, leadsTo: (it) => leadsTo(own, host, it) };
}

/** What the DestinationRule that is applied there says of another port of the host. */
function unusedTls(mesh: Mesh, host: string, hop: Hop): UnusedTls | undefined {
  const rule = appliedRule(hop);
  const settings = (rule?.resource.spec.trafficPolicy?.portLevelSettings ?? []).flatMap((it, index) =>
    beginsTls(it.tls) && it.port?.number ? [{ port: it.port.number.value, index }] : [],
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
