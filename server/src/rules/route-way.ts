import type { EgressRequest } from '../generate/egress-request';
import { madeService } from '../generate/gateway-api';
import type { ObjectName } from '../generate/objects';
import { destinationRulesFor } from '../mesh/destination-rules';
import { isExternal } from '../mesh/egress';
import { policyRules } from '../mesh/gateway-api/backend-tls';
import { hostnamesOf, type Route, routeKinds, routesWithParent } from '../mesh/gateway-api/routes';
import { type Service, servicesMatching } from '../mesh/services';
import { hostLabel, hostsMatch, sameHost, serviceHost } from '../model/host';
import type { GatewayListener } from '../model/kubernetes-gateway';
import { agree, unnamed } from '../model/namespace';
import { gatewayByDefault, referred } from '../model/object-reference';
import { nearest } from '../text/nearest';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { portsFor } from './legs-not-dialled';
import { sectionFor } from './past-gateway';
import { type RouteShape, shapeOf } from './route-shape';
import { speaksMutual, usualPort } from './way-guesses';

/** What is there of the way of one host through a gateway that Istio makes of a Gateway. */
interface Found {
  /** That of the sidecars, else that of the gateway. */
  readonly object: Route;
  readonly outside: string;
  readonly first: RouteShape | undefined;
  readonly second: RouteShape | undefined;
  readonly gateway: ObjectName;
  /** Of the Gateway, for what sidecars send there. */
  readonly listener: GatewayListener | undefined;
  readonly port: number;
  /** Of the host. */
  readonly services: readonly Service[];
  readonly hopRule: MeshObject<'DestinationRule'> | undefined;
  /** Whether a DestinationRule or a BackendTLSPolicy speaks of the host. */
  readonly hasEnd: boolean;
}

/** The same; as long as parts are missing, what they were to be is guessed from the others. */
export interface RouteWay extends Found {
  /** What would generate the whole. */
  readonly request: EgressRequest;
}

/** The way that a route is the first part of which is there; `undefined` where it is not plain. */
export function routeWay(mesh: Mesh, route: Route): RouteWay | undefined {
  const shape = shapeOf(route);
  const found = shape && (fromFirst(mesh, route, shape) ?? fromSecond(mesh, route, shape));
  const request = found && requestFor(mesh, found);
  return request && { ...found, request };
}

/** Of a route that leads sidecars to a gateway. */
function fromFirst(mesh: Mesh, route: Route, first: RouteShape): Found | undefined {
  const { parent, backend, port } = first;
  if (parent.type !== 'ServiceEntry' || !agree(parent.namespace, route.namespace)) return undefined;
  if (backend.type !== 'Service' || !backend.name.endsWith(madeService(''))) return undefined;
  const gateway = { name: backend.name.slice(0, -madeService('').length), namespace: backend.namespace };
  const [entry, ...others] = mesh.find('ServiceEntry', parent.namespace, parent.name);
  const hosts = entry ? entry.resource.spec.hosts.map((it) => it.value) : hostsMeant(mesh, route, gateway);
  const [host, ...more] = new Set(hosts.map((it) => it.toLowerCase()));
  if (host === undefined || others.length + more.length > 0) return undefined;
  const services = servicesMatching(mesh, host);
  // an entry with another name may be meant
  if (!entry && services.length > 0) return undefined;
  const second = secondOf(mesh, gateway, host);
  if (second === 'other') return undefined;
  return foundOf(mesh, { object: route, outside: host, first, second, gateway, port, services });
}

/** Of a route that leads a gateway to the host, where none leads sidecars to the gateway. */
function fromSecond(mesh: Mesh, route: Route, second: RouteShape): Found | undefined {
  const { parent: gateway, backend } = second;
  if (gateway.type !== 'KubernetesGateway' || backend.type !== 'Hostname') return undefined;
  const outside = backend.name.toLowerCase();
  const services = servicesMatching(mesh, outside);
  const entries = services.map((it) => it.object);
  if (entries.some((it) => !agree(it.namespace, route.namespace) || routesWithParent(mesh, it).length > 0))
    return undefined;
  const service = serviceHost(madeService(gateway.name), gateway.namespace);
  const isLed = routeKinds.some((it) => mesh.withHost(it, service).length > 0);
  const isAlone = secondOf(mesh, gateway, outside) !== 'other';
  if (isLed || !isAlone || entries.length > 1 || !gateway.name.includes('egress')) return undefined;
  const [listener] = listenersFor(mesh, gateway, outside).filter(
    (it) => !second.reference.sectionName || it.name?.value === second.reference.sectionName.value,
  );
  const port = listener?.port?.value ?? second.reference.port?.value ?? second.port;
  return foundOf(mesh, { object: route, outside, first: undefined, second, gateway, port, services });
}

function foundOf(mesh: Mesh, way: Omit<Found, 'hopRule' | 'hasEnd' | 'listener'>): Found | undefined {
  const { outside, gateway, port, object } = way;
  if (hasPlaceholder(outside) || !isExternal(mesh, outside, object.namespace)) return undefined;
  // Istio's own API may have the other parts
  if (mesh.withHost('VirtualService', outside).length > 0) return undefined;
  const objects = mesh.find('KubernetesGateway', gateway.namespace, gateway.name);
  const listener = listenersFor(mesh, gateway, outside).find((it) => it.port?.value === port);
  // that it is elsewhere, or has no such listener, is another mistake
  const isClear =
    objects.length === 0 ? isNowhere(mesh, gateway, outside) : objects.length === 1 && listener !== undefined;
  if (!isClear) return undefined;
  const service = serviceHost(madeService(gateway.name), gateway.namespace);
  const [hopRule, ...others] = destinationRulesFor(mesh, service, object.namespace);
  if (others.length > 0) return undefined;
  const hasEnd = mesh.withHost('DestinationRule', outside).length + policyRules(mesh, outside).length > 0;
  return { ...way, listener, hopRule, hasEnd };
}

/** Whether a Gateway is plainly missing, and no other one is meant, nor a Service that is called like its own. */
const isNowhere = (mesh: Mesh, { namespace, name }: ObjectName, host: string): boolean =>
  name.includes('egress') &&
  mesh.named('KubernetesGateway', name).length === 0 &&
  mesh.find('Service', namespace, madeService(name)).length === 0 &&
  mesh.withHost('KubernetesGateway', host).length === 0 &&
  nearest(
    name,
    mesh.inNamespace('KubernetesGateway', namespace).map((it) => it.name),
  ).length === 0;

const listenersFor = (mesh: Mesh, { namespace, name }: ObjectName, host: string): GatewayListener[] =>
  mesh
    .find('KubernetesGateway', namespace, name)
    .flatMap((it) => it.resource.spec.listeners)
    .filter(({ hostname }) => !hostname || hostsMatch(hostname.value.toLowerCase(), host));

/** The only route of gateways for a host, which leads there; `other` for any other routes, and for one of another gateway. */
function secondOf(mesh: Mesh, gateway: ObjectName, host: string): RouteShape | 'other' | undefined {
  const [route, ...others] = routeKinds
    .flatMap((kind) => mesh.withHost(kind, host) as readonly Route[])
    .filter(isOfGateways);
  if (!route) return undefined;
  const { parent, backend } = shapeOf(route) ?? {};
  const isOfIt = parent?.name === gateway.name && agree(parent.namespace, gateway.namespace);
  const isPlain = others.length === 0 && backend?.type === 'Hostname' && sameHost(backend.name, host);
  return isOfIt && isPlain ? shapeOf(route) : 'other';
}

const isOfGateways = ({ resource, namespace }: Route): boolean =>
  resource.spec.parentRefs.some((it) => referred(it, gatewayByDefault, namespace).type === 'KubernetesGateway');

/** The hosts that are meant where the ServiceEntry is missing: those that the other parts name. */
function hostsMeant(mesh: Mesh, route: Route, { namespace, name }: ObjectName): string[] {
  const own = hostnamesOf(route).map((it) => it.value);
  if (own.length > 0) return own;
  const asParent = { kind: 'object', type: 'KubernetesGateway', namespace, name } as const;
  const led = routeKinds
    .flatMap((kind) => mesh.with(kind, asParent) as readonly Route[])
    .flatMap((it) => shapeOf(it)?.backend ?? []);
  if (led.length > 0) return led.flatMap((it) => (it.type === 'Hostname' ? [it.name] : []));
  return mesh
    .find('KubernetesGateway', namespace, name)
    .flatMap((it) => it.resource.spec.listeners.flatMap(({ hostname }) => hostname?.value ?? []));
}

const spokenIn = { HTTPRoute: 'http', GRPCRoute: 'http', TLSRoute: 'https', TCPRoute: 'tcp' } as const;

function requestFor(mesh: Mesh, way: Found): EgressRequest | undefined {
  const { object, outside, first, second, gateway, listener, hasEnd } = way;
  const application = spokenIn[object.resource.kind];
  const [known] = portsFor(mesh, outside, sectionFor[application]);
  const dialled = first?.reference.port?.value ?? known ?? usualPort[application] ?? second?.port;
  const isMutual = isMutualMeant(way, application);
  const left = second?.port ?? (application === 'http' && hasEnd ? 443 : dialled);
  const isOriginating = application === 'http' && left === 443;
  if (dialled === undefined || isMutual === undefined || (left !== dialled && !isOriginating)) return undefined;
  const namespace = object.resource.namespace?.value ?? '';
  const entry = first?.parent.name ?? way.services[0]?.object.name;
  const listenerName = listener?.name?.value ?? second?.reference.sectionName?.value;
  return {
    host: hostLabel(outside),
    application,
    port: dialled,
    outside: isOriginating ? 'tls' : 'same',
    hop: isMutual ? 'mtls' : application === 'https' ? 'passthrough' : 'plaintext',
    api: 'gateway-api',
    namespace,
    gateway: {
      name: gateway.name,
      namespace:
        gateway.namespace === object.namespace || gateway.namespace === unnamed ? namespace : gateway.namespace,
    },
    hopPort: way.port,
    selector: {},
    ...(entry ? { name: entry } : {}),
    ...(listenerName ? { serverName: listenerName } : {}),
  };
}

/** Whether Istio's TLS is meant on the hop: as the listener says, else the DestinationRule, else as it is usual. */
function isMutualMeant(
  { listener, hopRule, port, gateway }: Found,
  application: EgressRequest['application'],
): boolean | undefined {
  if (listener) return listener.tls?.options?.get('gateway.istio.io/tls-terminate-mode')?.value === 'ISTIO_MUTUAL';
  if (!hopRule) return application !== 'https' && port === 443;
  const service = serviceHost(madeService(gateway.name), gateway.namespace);
  return speaksMutual(hopRule, { host: service, port, subset: '' });
}
