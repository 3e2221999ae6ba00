import { isWildcard } from '../../../model/host';
import type { Mesh, MeshObject } from '../../../workspace/mesh';
import { hasAmbientPods } from '../../ambient';
import { waypointOf } from '../../waypoints';
import { type Condition, condition } from './condition';

/** What Istio reports of a service that is bound to a waypoint, or ought to be; nothing for one that asks for none. */
export function waypointStatus(mesh: Mesh, object: MeshObject<'ServiceEntry'> | MeshObject<'Service'>): Condition[] {
  // 4.7 pilot/pkg/model/service.go GetConditions
  const { waypoint, problem } = waypointOf(mesh, object);
  if (waypoint) return [condition('', 'WaypointBound', 'WaypointAccepted', undefined)];
  return [...(problem ? [condition('', 'WaypointBound', '', problem)] : []), ...withoutWaypoint(mesh, object)];
}

function withoutWaypoint(mesh: Mesh, object: MeshObject<'ServiceEntry'> | MeshObject<'Service'>): Condition[] {
  if (object.resource.kind !== 'ServiceEntry') return [];
  const index = object.resource.spec.hosts.findIndex((it) => isWildcard(it.value));
  // A6 it is nobody's concern in a mesh of sidecars
  if (index < 0 || !hasAmbientPods(mesh)) return [];
  const text = 'Pods in ambient mode are not told of a host with * unless it is bound to a waypoint.';
  const problem = {
    reason: 'NoWaypointForWildcardService',
    fact: 'A6',
    text,
    object,
    path: ['spec', 'hosts', index],
  } as const;
  return [{ ...condition('', 'WaypointMissing', '', problem), status: true }];
}
