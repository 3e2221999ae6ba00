import { type Origin, parseClusterName } from '../envoy/config';
import { destinationRulesFor } from '../mesh/destination-rules';
import type { Evidence } from '../mesh/evidence';
import { type ServicePort, servicesOf } from '../mesh/services';
import { resolveHost, sameHost } from '../model/host';
import type { Destination, HttpRule, Section, TlsRule } from '../model/virtual-service';
import type { Hop } from '../trace/answer';
import type { Failure } from '../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { beginsTls } from './client-tls';
import type { Peer } from './hop-tls';
import { settingsOf } from './lost-tls';
import { at, label } from './places';

/** Where a rule of a VirtualService sends to. */
export interface PlacedDestination {
  readonly object: MeshObject<'VirtualService'>;
  readonly section: Section;
  readonly rule: HttpRule | TlsRule;
  readonly rulePath: Path;
  readonly destination: Destination;
  /** Of the destination. */
  readonly path: Path;
  /** Resolved. */
  readonly host: string;
}

/**
 * The destination at a place such as `spec.http[0].route[0]`; of a rule as a whole the one with that host, or the first.
 * `undefined` for any other place.
 */
export function destinationAt({ object, path }: Origin, wanted = ''): PlacedDestination | undefined {
  if (!isOfKind(object, 'VirtualService')) return undefined;
  const [, section, number, route, index] = path;
  if (section !== 'http' && section !== 'tls' && section !== 'tcp') return undefined;
  const rule = object.resource.spec[section][Number(number)];
  const rulePath = path.slice(0, 3);
  const all = (rule?.route ?? []).flatMap(({ destination }, i): PlacedDestination[] => {
    const host = resolveHost(destination?.host?.value ?? '', object.namespace);
    return rule && destination
      ? [{ object, section, rule, rulePath, destination, path: [...rulePath, 'route', i, 'destination'], host }]
      : [];
  });
  const named = all.find((it) => route === 'route' && it.path[4] === index);
  return named ?? all.find((it) => sameHost(it.host, wanted)) ?? all[0];
}

/** Where the last proxy before the one with the failure has sent the request; `undefined` where no VirtualService says so. */
export function sentHere({ passed }: Failure): PlacedDestination | undefined {
  const last = passed.at(-1);
  const hosts = (last?.branches ?? []).flatMap((it) => parseClusterName(it.cluster)?.host ?? []);
  return last?.route && destinationAt(last.route, hosts[0]);
}

/** The destination that has no cluster, and why; `undefined` where it is something else that goes wrong. */
export function missingCluster({ cause }: Failure): { to: PlacedDestination; why: Evidence } | undefined {
  if (cause.reason !== 'no-cluster' || !cause.destination || !cause.why) return undefined;
  const [place] = cause.places;
  const to = place && destinationAt(place, cause.destination.host);
  return to && { to, why: cause.why };
}

/** The destination of which the proxy knows no service, and why; `undefined` where it is something else that goes wrong. */
export function unknownService(failure: Failure): { to: PlacedDestination; why: Evidence; port: number } | undefined {
  const { to, why } = missingCluster(failure) ?? {};
  const { cause } = failure;
  if (!to || !why || cause.reason !== 'no-cluster' || !cause.destination) return undefined;
  // 3.4 with an object it is an alias of another host, which the proxy does know
  const isUnknown = why.fact === 'S11' || (why.fact === '3.4' && !why.object);
  return isUnknown ? { to, why, port: cause.destination.port } : undefined;
}

/** Whether a proxy puts TLS around what it sends there. */
const wraps = (mesh: Mesh, { proxy }: Hop, peer: Peer): boolean =>
  destinationRulesFor(mesh, peer.host, proxy.namespace).some((it) => beginsTls(settingsOf(it, peer)));

/** The ports of the service that a destination means: all, and those that take what its rule sends there. */
export function portsOf(mesh: Mesh, { hop }: Failure, { host, section, destination }: PlacedDestination) {
  const subset = destination.subset?.value ?? '';
  const services = servicesOf(mesh, host, hop.proxy.namespace);
  const ports = services.flatMap((it) => it.ports);
  const speaks = ports.filter((it) => (it.listener === 'tls') === (section === 'tls'));
  const wrapped =
    section === 'http' ? ports.filter((it) => wraps(mesh, hop, { host, port: it.number.value, subset })) : [];
  const numbers = (of: readonly ServicePort[]): number[] =>
    [...new Set(of.map((it) => it.number.value))].sort((a, b) => a - b);
  return {
    all: numbers(ports),
    fitting: numbers(wrapped.length > 0 ? wrapped : speaks.length > 0 || section === 'http' ? speaks : ports),
    entries: services.map((it) => it.object).filter((it) => isOfKind(it, 'ServiceEntry')),
    related: services.map(({ object }) => at(object, `${label(object)} declares the ports.`)),
  };
}
