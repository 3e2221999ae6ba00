import type { EgressRequest } from '../generate/egress-request';
import { usualSelector } from '../generate/gateway-pods';
import { destinationRulesFor } from '../mesh/destination-rules';
import { isExternal } from '../mesh/egress';
import { isReachedBy, serves } from '../mesh/gateways';
import { type Leg, legs, type RouteDestination, routeDestinations, takesPort } from '../mesh/legs';
import { type Service, servicesMatching } from '../mesh/services';
import type { Server } from '../model/gateway';
import { hostLabel, resolveHost, sameHost, serviceName } from '../model/host';
import { gatewayReferences, meshGateway, resolveGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isInternal, isMalformed } from './gateway-name';
import { settingsOf } from './lost-tls';

type VirtualService = MeshObject<'VirtualService'>;

/** The way of one host that the only rule for sidecars of a VirtualService leads to one egress gateway. */
interface FirstLeg {
  readonly host: Located<string>;
  /** Resolved. */
  readonly outside: string;
  readonly leg: Leg;
  /** The gateway's Service, its port and its subset. */
  readonly to: RouteDestination;
  readonly port: number;
  readonly subset: string | undefined;
  /** The entry of `gateways`, as it is written. */
  readonly reference: string;
}

/** The same, with what is there of the rest; as long as parts are missing, what they were to be is guessed from the others. */
export interface EgressWay extends FirstLeg {
  readonly object: VirtualService;
  /** Of the host. */
  readonly services: readonly Service[];
  readonly server: Server | undefined;
  readonly second: RouteDestination | undefined;
  readonly hopRule: MeshObject<'DestinationRule'> | undefined;
  /** Whether a DestinationRule speaks of the host. */
  readonly hasEnd: boolean;
  /** What would generate the whole. */
  readonly request: EgressRequest;
}

/**
 * The way that a VirtualService means; `undefined` where it is not plain, where what is there of it does not agree, and
 * where nothing can be missing but the hop's DestinationRule.
 */
export function egressWay(mesh: Mesh, object: VirtualService): EgressWay | undefined {
  const first = firstLeg(mesh, object);
  if (!first) return undefined;
  const server = serverFor(mesh, object, first);
  const second = secondLeg(object, first);
  if (server === 'other' || second === 'other') return undefined;
  const services = servicesMatching(mesh, first.outside);
  const hasEnd = mesh.withHost('DestinationRule', first.outside).length > 0;
  const isEnded = hasEnd || first.leg.section !== 'http' || second?.to.destination.port?.number?.value !== 443;
  // those of the gateway's Service may be thousands
  if (server && second && services.length > 0 && isEnded) return undefined;
  const hopRules = destinationRulesFor(mesh, first.to.host, object.namespace);
  // one that sidecars of other namespaces read is another mistake
  if (hopRules.length > 1 || mesh.withHost('DestinationRule', first.to.host).length !== hopRules.length)
    return undefined;
  const there = { ...first, object, services, server, second: second?.to, hopRule: hopRules[0], hasEnd };
  const request = requestFor(there, second?.leg);
  return request && { ...there, request };
}

function firstLeg(mesh: Mesh, object: VirtualService): FirstLeg | undefined {
  const { spec } = object.resource;
  const host = only(spec.hosts);
  const reference = only(spec.gateways.filter((it) => it.value !== meshGateway))?.value;
  const leg = only(legs(object, meshGateway));
  const to = leg && only(routeDestinations(leg, object));
  const port = to?.destination.port?.number?.value;
  if (!host || !reference || !leg || !to || port === undefined || leg.section === 'tcp') return undefined;
  const subset = to.destination.subset?.value;
  if ([host.value, reference, subset ?? ''].some(hasPlaceholder) || isInternal(reference) || isMalformed(reference))
    return undefined;
  const isClear = [...gatewayReferences(spec)].every((it) => [meshGateway, reference].includes(it.value));
  // a rule without gateways is one of the gateway too
  if (!serviceName(to.host)?.name.includes('egress') || !isClear || !only(leg.matches)?.gateways.length)
    return undefined;
  const outside = resolveHost(host.value, object.namespace);
  const isAlone = mesh.withHost('VirtualService', outside).length === 1;
  return isAlone && isExternal(mesh, outside, object.namespace)
    ? { host, outside, leg, to, port, subset, reference }
    : undefined;
}

/** `other` for a Gateway that is elsewhere, or does not take the host: another mistake. */
function serverFor(mesh: Mesh, object: VirtualService, way: FirstLeg): Server | 'other' | undefined {
  const { namespace, name } = resolveGateway(way.reference, object);
  if (mesh.named('Gateway', name).length === 0)
    // one with another name may be meant
    return mesh.withHost('Gateway', way.outside).length > 0 ? 'other' : undefined;
  const gateway = only(mesh.find('Gateway', namespace, name));
  const server = gateway?.resource.spec.servers.find(
    (it) => serves(it, gateway, way.outside, object.namespace) && isReachedBy(mesh, way.to.host, way.port, it),
  );
  return server ?? 'other';
}

/** `other` for rules of the gateway that lead elsewhere. */
function secondLeg(object: VirtualService, way: FirstLeg): { leg: Leg; to: RouteDestination } | 'other' | undefined {
  const all = legs(object, resolveGateway(way.reference, object));
  const leg = only(all);
  const to = leg && routeDestinations(leg, object).find((it) => sameHost(it.host, way.outside));
  if (leg && to && takesPort(leg, way.port)) return { leg, to };
  return all.length > 0 ? 'other' : undefined;
}

function requestFor(way: Omit<EgressWay, 'request'>, onward: Leg | undefined): EgressRequest | undefined {
  const { leg, to, object, second, hasEnd } = way;
  const service = serviceName(to.host);
  const isHttp = leg.section === 'http';
  const port = leg.matches[0]?.port?.value ?? (isHttp ? 80 : 443);
  const guessed = isHttp && hasEnd && !second ? 443 : port;
  const outside = second?.destination.port?.number?.value ?? guessed;
  const isOriginating = isHttp && outside === 443;
  const isMutual = speaksMutual(way, onward);
  if (!service || isMutual === undefined || (outside !== port && !isOriginating)) return undefined;
  return {
    host: hostLabel(way.outside),
    application: isHttp ? 'http' : 'https',
    port,
    outside: isOriginating ? 'tls' : 'same',
    hop: isMutual ? 'mtls' : isHttp ? 'plaintext' : 'passthrough',
    api: 'istio',
    namespace: object.resource.namespace?.value ?? '',
    gateway: service,
    selector: usualSelector(service.name),
  };
}

/** Whether Istio's TLS is meant on the hop: as the server says, else the DestinationRule, else as it is usual. */
function speaksMutual(
  { server, hopRule, to, port, subset, leg }: Omit<EgressWay, 'request'>,
  onward: Leg | undefined,
): boolean | undefined {
  if (server) return server.tls?.mode?.value === 'ISTIO_MUTUAL';
  if (!hopRule) return leg.section === 'http' ? subset !== undefined || port === 443 : onward?.section === 'tcp';
  const mode = settingsOf(hopRule, { host: to.host, port, subset: subset ?? '' })?.mode?.value ?? 'DISABLE';
  return mode === 'ISTIO_MUTUAL' || (mode === 'DISABLE' ? false : undefined);
}

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);
