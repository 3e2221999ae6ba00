import { namespaceLabel } from '../model/namespace';
import { chosenWaypoint, useWaypoint, type WaypointChoice } from '../model/waypoint';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import type { Evidence } from './evidence';
import { controllerOf } from './gateway-api/classes';
import { isAllowed } from './gateway-api/namespaces';
import type { Problem, Reason } from './gateway-api/problem';
import { owns } from './ownership';
import { serviceEntryVisibility } from './service-entry-visibility';

type KubernetesGateway = MeshObject<'KubernetesGateway'>;

/** A waypoint by its name; without its Gateway where no manifest has that. */
export interface Waypoint {
  readonly namespace: string;
  readonly name: string;
  readonly gateway: KubernetesGateway | undefined;
}

/** The waypoint that a service is bound to, or why it is bound to none. */
export interface WaypointBinding {
  readonly waypoint: Waypoint | undefined;
  /** Why the service is not bound to the waypoint that it asks for, and goes without. */
  readonly problem: Problem | undefined;
  /** What says so; absent where nothing speaks of a waypoint. */
  readonly because: Evidence | undefined;
}

/** The waypoint that the requests to a Service, or to the hosts of a ServiceEntry, go through in ambient mode. */
export const waypointOf = (mesh: Mesh, object: MeshObject): WaypointBinding =>
  mesh.rememberOf(object, 'waypoint', () => bind(mesh, object));

/** Whether an object is bound to a waypoint. */
export function isBoundTo(mesh: Mesh, object: MeshObject, { namespace, name }: Waypoint): boolean {
  const own = waypointOf(mesh, object).waypoint;
  return own?.name === name && own.namespace === namespace;
}

const none: WaypointBinding = { waypoint: undefined, problem: undefined, because: undefined };

function bind(mesh: Mesh, object: MeshObject): WaypointBinding {
  // pilot/pkg/serviceregistry/ambient/waypoints.go fetchWaypointForService: a waypoint has none itself
  if (object.resource.kind === 'KubernetesGateway') return none;
  // A1 pilot/pkg/serviceregistry/ambient/waypoints.go fetchWaypointForTarget: what the object says goes before its namespace
  const { choice, by } = choiceOf(mesh, object);
  const path: Path = ['metadata', 'labels', useWaypoint];
  const place = { object: by, path };
  if (!choice) return none;
  if (choice === 'none')
    return { ...none, because: { fact: 'A1', text: 'It says that it has no waypoint.', ...place } };
  const label = `${namespaceLabel(choice.namespace)}/${choice.name}`;
  const because: Evidence = { fact: 'A1', text: `It is bound to the waypoint ${label}.`, ...place };
  const [waypoint] = mesh.find('KubernetesGateway', choice.namespace, choice.name);
  const unbound = (reason: Reason, fact: string, text: string): WaypointBinding => ({
    ...none,
    because,
    problem: { reason, fact, text, ...place, other: waypoint },
  });
  if (!waypoint)
    return owns(mesh, choice.namespace, 'KubernetesGateway')
      ? unbound('WaypointIsNotReady', 'A1', `There is no Gateway ${label}, which it is to have as its waypoint.`)
      : { ...none, because, waypoint: { ...choice, gateway: undefined } };
  if (!admits(mesh, waypoint, object.namespace))
    // A2 waypoints.go AllowsAttachmentFromNamespaceOrLookup
    return unbound(
      'AttachmentDenied',
      'A2',
      `The allowedRoutes of waypoint ${label} leave out namespace ${namespaceLabel(object.namespace)}.`,
    );
  const traffic = trafficOf(mesh, waypoint);
  if (traffic !== 'service' && traffic !== 'all')
    return unbound('UnsupportedTrafficType', 'A3', `Waypoint ${label} is for ${traffic}, and not for services.`);
  if (
    object.resource.kind === 'ServiceEntry' &&
    waypoint.namespace !== object.namespace &&
    serviceEntryVisibility(mesh, object.namespace, 'ambient') === 'NAMESPACE'
  )
    return unbound(
      'CrossNamespaceWaypointForbidden',
      'A2',
      `ServiceEntries of namespace ${namespaceLabel(object.namespace)} are for it alone, so the waypoint ${label} of another one is not for them.`,
    );
  return { ...none, waypoint: { ...choice, gateway: waypoint }, because };
}

/** What an object says of its waypoint, or its namespace for it, and which of them does. */
function choiceOf(mesh: Mesh, object: MeshObject): { choice: WaypointChoice | undefined; by: MeshObject } {
  const own = chosenWaypoint(object.resource.labels, object.namespace);
  const [namespace] = own === undefined ? mesh.named('Namespace', object.namespace) : [];
  const choice = own ?? (namespace && chosenWaypoint(namespace.resource.labels, object.namespace));
  return { choice, by: namespace ?? object };
}

/** Whether the waypoint that an object asks for is that of another controller than Istio's, which has its routes. */
export function hasForeignWaypoint(mesh: Mesh, object: MeshObject): boolean {
  // pilot/pkg/config/kube/gateway/conversion.go waypointManagedByAnotherController
  const { choice } = choiceOf(mesh, object);
  if (!choice || choice === 'none') return false;
  const [waypoint] = mesh.find('KubernetesGateway', choice.namespace, choice.name);
  if (!waypoint || mesh.find('GatewayClass', '', waypoint.resource.spec.gatewayClassName?.value ?? '').length === 0)
    return false;
  const controller = controllerOf(mesh, waypoint);
  return controller !== 'waypoint' && controller !== 'gateway';
}

/** Whether a waypoint takes services of a namespace, as far as that is known. */
export function admits(mesh: Mesh, waypoint: KubernetesGateway, namespace: string): boolean {
  // A2 waypoints.go makeAllowedRoutes: what its HBONE listener says
  const listener = waypoint.resource.spec.listeners[tunnelListener(waypoint)];
  return isAllowed(mesh, listener?.allowedRoutes?.namespaces, waypoint.namespace, namespace) !== false;
}

/** Which of its listeners says whose services a waypoint takes; -1 where it has no such. */
export const tunnelListener = ({ resource }: KubernetesGateway): number =>
  resource.spec.listeners.findIndex((it) => it.protocol?.value === 'HBONE' && it.port?.value === 15008);

/** The label that says what a waypoint is for. */
export const waypointFor = 'istio.io/waypoint-for';

/** What a waypoint is for: `service`, `workload`, `all` or `none`. */
export function trafficOf(mesh: Mesh, { resource }: KubernetesGateway): string {
  // A3 waypoints.go gatewayToWaypointTransform
  const [gatewayClass] = mesh.find('GatewayClass', '', resource.spec.gatewayClassName?.value ?? '');
  return (resource.labels?.get(waypointFor) ?? gatewayClass?.resource.labels?.get(waypointFor))?.value ?? 'service';
}

/** Why a Gateway that services are bound to takes nothing from the tunnel; `undefined` where it does. */
export function waypointProblem(mesh: Mesh, gateway: KubernetesGateway): Problem | undefined {
  const problem = (fact: string, text: string, ...path: string[]): Problem => ({
    reason: 'WaypointIsNotReady',
    fact,
    text,
    object: gateway,
    path: ['spec', ...path],
  });
  const { listeners, gatewayClassName } = gateway.resource.spec;
  // 4.5 waypoints.go gatewayToWaypointTransform: any Gateway can be named, and only pods of that class take tunnels
  if (controllerOf(mesh, gateway) !== 'waypoint')
    return problem('4.5', `The pods of class ${gatewayClassName?.value ?? ''} are no waypoints.`, 'gatewayClassName');
  // A4 its Service has the ports of its listeners
  if (!listeners.some((it) => it.port?.value === 15008))
    return problem('A4', 'It has no listener on port 15008, which waypoints are reached on.', 'listeners');
  return undefined;
}
