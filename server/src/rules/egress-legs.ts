import { type Leg, legs, type Proxies, type RouteDestination, routeDestinations } from '../mesh/legs';
import { hostsMatch, sameHost, serviceName } from '../model/host';
import { gatewayReferences, type Match, meshGateway, resolveGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { MeshObject } from '../workspace/mesh';
import { isInternal, isMalformed } from './gateway-name';

type VirtualService = MeshObject<'VirtualService'>;

/** A rule of a way out, with the only place that it sends to. */
export interface EgressLeg {
  readonly leg: Leg;
  readonly to: RouteDestination;
}

/** The only gateway of a VirtualService, as it is written, where every match is for it or for sidecars that have the rules. */
export function egressReference(object: VirtualService): string | undefined {
  const { spec } = object.resource;
  const reference = only(spec.gateways.filter((it) => it.value !== meshGateway))?.value;
  if (!reference || hasPlaceholder(reference) || isInternal(reference) || isMalformed(reference)) return undefined;
  const bound = spec.gateways.map((it) => it.value);
  const isClear = [...gatewayReferences(spec)].every((it) => bound.includes(it.value));
  return isClear ? reference : undefined;
}

/** The only rule of sidecars for a host, which leads to an egress gateway; `other` for any other rules. */
export function firstLeg(object: VirtualService, outside: string): EgressLeg | 'other' | undefined {
  const all = legsFor(object, meshGateway, outside);
  if (all.length === 0) return undefined;
  const leg = only(all);
  const to = leg && only(routeDestinations(leg, object));
  // a rule without gateways is one of the gateway too
  if (!leg || !to || !only(leg.matches)?.gateways.length || hasPlaceholder(to.destination.subset?.value ?? ''))
    return 'other';
  // without a port to know it by, TCP may be that of another host
  if (leg.section === 'tcp' && (leg.matches[0]?.port === undefined || object.resource.spec.hosts.length > 1))
    return 'other';
  return serviceName(to.host)?.name.includes('egress') ? { leg, to } : 'other';
}

/** The only rule of the gateway for a host, which leads there; `other` for any other rules. */
export function secondLeg(object: VirtualService, outside: string, reference: string): EgressLeg | 'other' | undefined {
  const all = legsFor(object, resolveGateway(reference, object), outside);
  const leg = only(all);
  const to = leg && routeDestinations(leg, object).find((it) => sameHost(it.host, outside));
  if (leg && to) return { leg, to };
  return all.length > 0 ? 'other' : undefined;
}

/** The rules of proxies for a host. Of a VirtualService for that host alone all are, whatever they ask for. */
function legsFor(object: VirtualService, proxies: Proxies, outside: string): Leg[] {
  const all = legs(object, proxies);
  if (object.resource.spec.hosts.length === 1) return all;
  return all.filter(({ matches }) => matches.length === 0 || matches.some((it) => mayTake(it, outside)));
}

function mayTake(match: Match, outside: string): boolean {
  if ('sniHosts' in match && match.sniHosts.length > 0)
    return match.sniHosts.some((it) => hostsMatch(it.value, outside));
  const exact = 'authority' in match ? match.authority?.exact?.value : undefined;
  return exact === undefined || exact.replace(/:\d+$/, '') === outside;
}

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);
