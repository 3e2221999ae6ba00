import type { EgressRequest } from '../generate/egress-request';
import { usualSelector } from '../generate/gateway-pods';
import { destinationRulesFor } from '../mesh/destination-rules';
import { isExternal } from '../mesh/egress';
import { sectionOf } from '../mesh/gateway-protocol';
import { isReachedBy, serves, serviceOfGateway } from '../mesh/gateways';
import { takesPort } from '../mesh/legs';
import { type Service, servicesMatching } from '../mesh/services';
import type { Server } from '../model/gateway';
import { hostLabel, resolveHost, serviceHost, serviceName } from '../model/host';
import { resolveGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { type EgressLeg, egressReference, firstLeg, secondLeg } from './egress-legs';
import type { Peer } from './hop-tls';
import { isEgress, sectionFor } from './past-gateway';
import { portDialled, speaksMutual, usualPort } from './way-guesses';

type VirtualService = MeshObject<'VirtualService'>;

/** What is there of the way of one host through one egress gateway. */
interface Found {
  readonly object: VirtualService;
  readonly host: Located<string>;
  /** Resolved. */
  readonly outside: string;
  /** The entry of `gateways`, as it is written. */
  readonly reference: string;
  readonly first: EgressLeg | undefined;
  readonly second: EgressLeg | undefined;
  readonly server: Server | undefined;
  /** The gateway's Service, as sidecars dial it. */
  readonly to: Peer;
  /** Of the host. */
  readonly services: readonly Service[];
  readonly hopRule: MeshObject<'DestinationRule'> | undefined;
  /** Whether a DestinationRule speaks of the host. */
  readonly hasEnd: boolean;
}

/** The same; as long as parts are missing, what they were to be is guessed from the others. */
export interface EgressWay extends Found {
  /** What would generate the whole. */
  readonly request: EgressRequest;
}

/**
 * The ways that a VirtualService means; none where it is not plain, where what is there of one does not agree, and where
 * nothing can be missing but the hop's DestinationRule.
 */
export function egressWays(mesh: Mesh, object: VirtualService): EgressWay[] {
  const reference = egressReference(object);
  if (reference === undefined) return [];
  return object.resource.spec.hosts.flatMap((host) => {
    const found = foundOf(mesh, object, host, reference);
    const request = found && requestFor(mesh, found);
    return request ? [{ ...found, request }] : [];
  });
}

function foundOf(mesh: Mesh, object: VirtualService, host: Located<string>, reference: string): Found | undefined {
  const outside = resolveHost(host.value, object.namespace);
  // of several VirtualServices each may have a part
  if (hasPlaceholder(host.value) || mesh.withHost('VirtualService', outside).length !== 1) return undefined;
  if (!isExternal(mesh, outside, object.namespace)) return undefined;
  const first = firstLeg(object, outside);
  const second = secondLeg(object, outside, reference);
  if (first === 'other' || second === 'other') return undefined;
  const gateway = gatewayFor(mesh, object, outside, reference);
  const to = gateway === 'other' ? undefined : peerOf(mesh, first, second, gateway, reference);
  if (!to || gateway === 'other' || (second && !takesPort(second.leg, to.port))) return undefined;
  const server = gateway && serverOf(mesh, object, outside, gateway, to, second);
  if (gateway && !server) return undefined;
  const services = servicesMatching(mesh, outside);
  const hasEnd = mesh.withHost('DestinationRule', outside).length > 0;
  const isEnded = hasEnd || second?.leg.section !== 'http' || second.to.destination.port?.number?.value !== 443;
  // those of the gateway's Service may be thousands
  if (first && server && second && services.length > 0 && isEnded) return undefined;
  const hopRules = destinationRulesFor(mesh, to.host, object.namespace);
  // one that sidecars of other namespaces read is another mistake
  if (hopRules.length > 1 || mesh.withHost('DestinationRule', to.host).length !== hopRules.length) return undefined;
  return { object, host, outside, reference, first, second, server, to, services, hopRule: hopRules[0], hasEnd };
}

/** The Gateway that is named; `other` for one that is elsewhere, and for several. */
function gatewayFor(
  mesh: Mesh,
  object: VirtualService,
  outside: string,
  reference: string,
): MeshObject<'Gateway'> | 'other' | undefined {
  const { namespace, name } = resolveGateway(reference, object);
  if (mesh.named('Gateway', name).length === 0)
    // one with another name may be meant
    return mesh.withHost('Gateway', outside).length > 0 ? 'other' : undefined;
  const [gateway, ...more] = mesh.find('Gateway', namespace, name);
  return gateway && more.length === 0 ? gateway : 'other';
}

/** Where sidecars are sent, or are to be sent where the rule for that is missing; `undefined` where that is not plain. */
function peerOf(
  mesh: Mesh,
  first: EgressLeg | undefined,
  second: EgressLeg | undefined,
  gateway: MeshObject<'Gateway'> | undefined,
  reference: string,
): Peer | undefined {
  if (first) {
    const { host, destination } = first.to;
    const port = destination.port?.number?.value;
    return port === undefined ? undefined : { host, port, subset: destination.subset?.value ?? '' };
  }
  if (!second || !(gateway ? isEgress(gateway) : reference.includes('egress'))) return undefined;
  const [namespace = '', name = ''] = mesh.settings.gateway.split('/');
  const host = gateway ? serviceOfGateway(mesh, gateway) : serviceHost(name, namespace);
  const own = gateway?.resource.spec.servers.find((it) => sectionOf(it) === second.leg.section);
  const port = second.leg.matches[0]?.port?.value ?? own?.port?.number?.value;
  return host === undefined || port === undefined ? undefined : { host, port, subset: '' };
}

/** The server that takes the host where sidecars are sent. */
const serverOf = (
  mesh: Mesh,
  { namespace }: VirtualService,
  outside: string,
  gateway: MeshObject<'Gateway'>,
  to: Peer,
  second: EgressLeg | undefined,
): Server | undefined =>
  gateway.resource.spec.servers.find(
    (it) =>
      serves(it, gateway, outside, namespace) &&
      isReachedBy(mesh, to.host, to.port, it) &&
      (!second || sectionOf(it) === second.leg.section),
  );

function requestFor(mesh: Mesh, way: Found): EgressRequest | undefined {
  const { to, object, first, second, hasEnd, outside } = way;
  const service = serviceName(to.host);
  const isMutual = isMutualMeant(way);
  const application = spoken(way);
  const isHttp = application === 'http';
  const port = first
    ? (first.leg.matches[0]?.port?.value ?? usualPort[application])
    : portDialled(mesh, outside, sectionFor[application], to.port);
  const guessed = isHttp && hasEnd && !second ? 443 : port;
  const left = second?.to.destination.port?.number?.value ?? guessed;
  const isOriginating = isHttp && left === 443;
  if (!service || isMutual === undefined || port === undefined || (left !== port && !isOriginating)) return undefined;
  return {
    host: hostLabel(outside),
    application,
    port,
    outside: isOriginating ? 'tls' : 'same',
    hop: isMutual ? 'mtls' : application === 'https' ? 'passthrough' : 'plaintext',
    api: 'istio',
    namespace: object.resource.namespace?.value ?? '',
    gateway: service,
    hopPort: way.server?.port?.number?.value ?? to.port,
    selector: usualSelector(service.name),
  };
}

type Application = (typeof spokenIn)[keyof typeof spokenIn];
const spokenIn = { http: 'http', tls: 'https', tcp: 'tcp' } as const;

/** What the application speaks: as its sidecars' rule says, else that of the gateway, which may have taken off TLS. */
function spoken({ first, second, services, to }: Found): Application {
  const leg = first ?? second;
  if (!leg || leg === first || leg.leg.section !== 'tcp') return leg ? spokenIn[leg.leg.section] : 'http';
  const ports = services.flatMap((it) => it.ports);
  return (ports.length > 0 ? ports.some((it) => it.listener === 'tls') : to.port === 443) ? 'https' : 'tcp';
}

/** Whether Istio's TLS is meant on the hop: as the server says, else the DestinationRule, else as it is usual. */
function isMutualMeant({ server, hopRule, to, first, second }: Found): boolean | undefined {
  if (server) return server.tls?.mode?.value === 'ISTIO_MUTUAL';
  const section = (first ?? second)?.leg.section;
  if (!hopRule) return section === 'tls' ? second?.leg.section === 'tcp' : to.subset !== '' || to.port === 443;
  return speaksMutual(hopRule, to);
}
