import { hostsMatch, hostWithin, isWildcard, serviceHost } from '../../model/host';
import { agree, namespaceLabel } from '../../model/namespace';
import { gatewayByDefault, type ObjectReference, type Referred, referred } from '../../model/object-reference';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { owns } from '../ownership';
import { servicesMatching } from '../services';
import { hasForeignWaypoint } from '../waypoints';
import { kindsOf } from './listener-protocol';
import { type BuiltListener, gatewaysOf, listenersOf } from './listeners';
import type { Problem, Reason } from './problem';
import { hostnamesOf, type Route } from './routes';

/** What a `parentRef` of a route binds it to: sidecars' requests to a service, or one listener of a gateway. */
export type RouteParent = MeshParent | ListenerParent;

interface Parent {
  readonly reference: ObjectReference;
  /** Among the route's `parentRefs`. */
  readonly index: number;
  /** Why the route is not bound to it after all. */
  readonly denied: Problem | undefined;
}

export interface MeshParent extends Parent {
  readonly bound: typeof meshGateway;
  /** The hosts whose requests the route is for; its own `hostnames` count for nothing. */
  readonly hosts: readonly string[];
}

export interface ListenerParent extends Parent {
  readonly bound: BuiltListener & { readonly server: MeshObject<'Gateway'> };
  /** Other listeners of its port take these names before it. */
  readonly takenNames: readonly string[];
}

/** What a route is bound to, or asks for in vain; nothing for a parent that Istio does not know. */
export const parentsOf = (mesh: Mesh, route: Route): readonly RouteParent[] =>
  mesh.rememberOf(route, 'parents', () =>
    route.resource.spec.parentRefs.flatMap((reference, index) => parentsAt(mesh, route, reference, index)),
  );

/** Of the listeners that each of the `parentRefs` of a route means, the one that fits best. */
export function bestParents(mesh: Mesh, route: Route): readonly RouteParent[] {
  const best = new Map<number, RouteParent>();
  for (const it of parentsOf(mesh, route)) {
    const known = best.get(it.index);
    if (!known || rank(it) < rank(known)) best.set(it.index, it);
  }
  return [...best.values()];
}

const ranks: Readonly<Record<string, number>> = { NotAllowedByListeners: 1, NoMatchingListenerHostname: 2 };

const rank = ({ denied }: RouteParent): number => (denied ? (ranks[denied.reason] ?? 4) : 0);

/** The same for one reference, which need not be one that the route has. */
export function parentsAt(mesh: Mesh, route: Route, reference: ObjectReference, index: number): RouteParent[] {
  // K1 pilot/pkg/config/kube/gateway/conversion.go toInternalParentReference
  const to = referred(reference, gatewayByDefault, route.namespace);
  switch (to.type) {
    case 'Service':
    case 'ServiceEntry':
      if (mesh.find(to.type, to.namespace, to.name).some((it) => hasForeignWaypoint(mesh, it))) return [];
      return [meshParent(mesh, route, reference, index, to)];
    case 'KubernetesGateway':
    case 'ListenerSet':
      return listenerParents(mesh, route, reference, index, to);
    default:
      return [];
  }
}

function meshParent(mesh: Mesh, route: Route, reference: ObjectReference, index: number, to: Referred): MeshParent {
  // K2 pilot/pkg/config/kube/gateway/route_collections.go HTTPRouteCollection
  const host = serviceHost(to.name, to.namespace);
  const entries = to.type === 'ServiceEntry' ? mesh.find('ServiceEntry', to.namespace, to.name) : [];
  const hosts =
    to.type === 'Service' ? [host] : entries.flatMap((it) => it.resource.spec.hosts.map((own) => own.value));
  const exists =
    to.type === 'Service'
      ? servicesMatching(mesh, host).length > 0 || !owns(mesh, to.namespace, 'Service')
      : entries.length > 0 || !owns(mesh, to.namespace, 'ServiceEntry');
  // K4 pilot/pkg/config/kube/gateway/conversion.go referenceAllowed
  const text = `There is no ${to.kind} ${to.name} in ${namespaceLabel(to.namespace)}.`;
  const denied = exists ? undefined : denial('NoMatchingParent', 'K4', text, route, index);
  return { reference, index, denied, bound: meshGateway, hosts };
}

function listenerParents(
  mesh: Mesh,
  route: Route,
  reference: ObjectReference,
  index: number,
  to: Referred,
): ListenerParent[] {
  const all = builtListeners(mesh, to);
  return all.map((bound) => ({
    reference,
    index,
    denied: denied(route, reference, index, bound),
    bound,
    // K9 pilot/pkg/config/kube/gateway/conversion.go extractParentReferenceInfo
    takenNames: all
      .filter((it) => it !== bound && it.port === bound.port && protocolOf(it) === protocolOf(bound))
      .map(hostnameOf)
      .filter((it) => it !== hostnameOf(bound)),
  }));
}

/** The listeners that a reference to a Gateway or to a ListenerSet means, whatever section it names. */
function builtListeners(mesh: Mesh, { type, namespace, name }: Referred): ListenerParent['bound'][] {
  if (type === 'KubernetesGateway')
    return mesh
      .find('KubernetesGateway', namespace, name)
      .flatMap((gateway) => listenersOf(mesh, gateway).filter((it) => it.owner === gateway))
      .filter(isBindable);
  if (type !== 'ListenerSet') return [];
  return mesh.find('ListenerSet', namespace, name).flatMap((set) =>
    gatewaysOf(mesh, set)
      .flatMap((gateway) => listenersOf(mesh, gateway))
      .filter(isBindable)
      .filter((it) => it.owner === set),
  );
}

const isBindable = (it: BuiltListener): it is ListenerParent['bound'] => it.server !== undefined;

/** Why a route can't be bound to a listener. */
function denied(
  route: Route,
  { port, sectionName }: ObjectReference,
  index: number,
  { owner, listener, hosts, kinds, port: own }: BuiltListener,
): Problem | undefined {
  // K8 pilot/pkg/config/kube/gateway/conversion.go referenceAllowed
  const no = (reason: Reason, text: string, ...at: string[]): Problem =>
    denial(reason, 'K8', text, route, index, ...at);
  const what = `listener ${listener.name?.value ?? ''} of ${owner.resource.type} ${owner.name}`;
  if (port && port.value !== own) return no('NoMatchingParent', `Port ${port.value} is not that of ${what}.`, 'port');
  if (sectionName && sectionName.value !== listener.name?.value)
    return no('NoMatchingParent', `${sectionName.value} is not the name of ${what}.`, 'sectionName');
  const names = hostnamesOf(route).map((it) => it.value.toLowerCase());
  const fitting = hosts
    .map(splitHost)
    .filter(({ host }) => (names.length > 0 ? names : ['*']).some((it) => hostsMatch(host, it)));
  if (fitting.length === 0)
    return no(
      'NoMatchingListenerHostname',
      `None of its names is one of ${listener.hostname?.value}, as ${what} has it.`,
    );
  if (!fitting.some((it) => it.namespace === '*' || agree(it.namespace, route.namespace)))
    return no(
      'NotAllowedByListeners',
      `The allowedRoutes of ${what} leave out namespace ${namespaceLabel(route.namespace)}.`,
    );
  const { kind } = route.resource;
  if (kinds.includes(kind)) return undefined;
  if (kindsOf({ ...listener, allowedRoutes: undefined }).kinds.includes(kind))
    return no('NotAllowedByListeners', `The allowedRoutes of ${what} leave out ${kind}s.`);
  // L1 pilot/pkg/config/kube/gatewaycommon/conversion.go GenerateGatewaySupportedKinds
  const text = `${kind}s are no routes for ${what}, which speaks ${listener.protocol?.value ?? ''}.`;
  return denial('NotAllowedByListeners', 'L1', text, route, index);
}

const denial = (
  reason: Reason,
  fact: string,
  text: string,
  object: MeshObject,
  index: number,
  ...at: string[]
): Problem => ({ reason, fact, text, object, path: ['spec', 'parentRefs', index, ...at] });

function splitHost(written: string): { readonly namespace: string; readonly host: string } {
  const slash = written.indexOf('/');
  return { namespace: written.slice(0, slash), host: written.slice(slash + 1).toLowerCase() };
}

const protocolOf = ({ listener }: BuiltListener): string => listener.protocol?.value ?? '';
const hostnameOf = ({ listener }: BuiltListener): string => listener.hostname?.value.toLowerCase() ?? '';

/** Whether a listener gets requests for a name of a route, where another one is for it more closely. */
export function takesName({ bound, takenNames }: ListenerParent, name: string): boolean {
  // K9 pilot/pkg/config/kube/gateway/conversion.go hostnameAllowedByIsolation
  const own = hostnameOf(bound);
  if (own !== '' && !isWildcard(own)) return true;
  if (own !== '' && !hostsMatch(name, own)) return false;
  return !takenNames.some((it) => own.length <= it.length && it !== '' && hostWithin(name, it));
}
