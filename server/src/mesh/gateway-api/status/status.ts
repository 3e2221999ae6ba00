import type { Mesh, MeshObject } from '../../../workspace/mesh';
import { isIstios } from '../classes';
import { parentsOf } from '../parents';
import { type Route, routesWithParent } from '../routes';
import { type Condition, condition } from './condition';
import { gatewayStatus, listenerSetStatus } from './gateway-status';
import { policyStatus } from './policy-status';
import { routeStatus } from './route-status';
import { waypointStatus } from './waypoint-status';

export type { Condition } from './condition';

/**
 * The conditions that Istio reports in the status of an object of the Gateway API, as far as manifests decide them;
 * nothing for other objects, and for what is not Istio's business. Addresses that a cluster gives are taken to come.
 */
export function statusOf(mesh: Mesh, object: MeshObject): readonly Condition[] {
  switch (object.resource.kind) {
    case 'KubernetesGateway':
      return gatewayStatus(mesh, object as MeshObject<'KubernetesGateway'>);
    case 'ListenerSet':
      return listenerSetStatus(mesh, object as MeshObject<'ListenerSet'>);
    case 'BackendTLSPolicy':
      return policyStatus(mesh, object as MeshObject<'BackendTLSPolicy'>);
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
      return routeStatus(mesh, object as Route);
    case 'ServiceEntry':
    case 'Service':
      return waypointStatus(mesh, object as MeshObject<'ServiceEntry'> | MeshObject<'Service'>);
    case 'GatewayClass':
      return isIstios(object as MeshObject<'GatewayClass'>) ? [condition('', 'Accepted', 'Accepted', undefined)] : [];
    default:
      return [];
  }
}

/** How many routes are bound to a listener of a Gateway or of a ListenerSet. */
export const attachedRoutes = (mesh: Mesh, owner: MeshObject, listener: string): number =>
  routesWithParent(mesh, owner).filter((route) =>
    parentsOf(mesh, route).some(
      ({ bound, denied }) =>
        !denied && bound !== 'mesh' && bound.owner === owner && (bound.listener.name?.value ?? '') === listener,
    ),
  ).length;
