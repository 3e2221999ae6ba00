import { controllerOf } from '../../mesh/gateway-api/classes';
import { isAllowed } from '../../mesh/gateway-api/namespaces';
import { agree } from '../../model/namespace';
import { useWaypoint, useWaypointNamespace } from '../../model/waypoint';
import { label } from '../../rules/places';
import type { MeshObject } from '../../workspace/mesh';
import { textAt } from '../spot';
import { type Asked, definedIn } from './asked';
import type { Candidate } from './completion';

/** The waypoints that the object may go through, and that it goes through none. */
export function waypoints(asked: Asked): Candidate[] {
  const written = textAt(asked.node, [...asked.path.slice(0, -1), useWaypointNamespace]);
  const found = usable(asked).flatMap((waypoint): Candidate[] => {
    const isNear = agree(waypoint.namespace, written ?? namespaceOf(asked));
    if (!isNear && written !== undefined) return [];
    const beside = isNear ? {} : { [useWaypointNamespace]: waypoint.namespace };
    return [{ label: waypoint.name, kind: 'object', detail: definedIn(waypoint), rank: isNear ? 0 : 1, beside }];
  });
  return [...found, { label: 'none', kind: 'label', detail: 'no waypoint', rank: 2 }];
}

/** The namespaces of such waypoints; of those that are called as the other label says. */
export function waypointNamespaces(asked: Asked): Candidate[] {
  const name = textAt(asked.node, [...asked.path.slice(0, -1), useWaypoint]);
  return usable(asked)
    .filter((it) => name === undefined || it.name === name)
    .map((it) => ({ label: it.namespace, kind: 'namespace', detail: `namespace of ${label(it)}`, rank: 0 }));
}

const usable = (asked: Asked): readonly MeshObject<'KubernetesGateway'>[] =>
  asked.mesh
    .all('KubernetesGateway')
    .filter((it) => controllerOf(asked.mesh, it) === 'waypoint' && takes(asked, it) && letsIn(asked, it));

/** Whether it is for what the object is. */
function takes({ kind }: Asked, { resource }: MeshObject<'KubernetesGateway'>): boolean {
  // A3 pilot/pkg/serviceregistry/ambient/waypoints.go gatewayToWaypointTransform
  const traffic = resource.labels?.get('istio.io/waypoint-for')?.value ?? 'service';
  const own = kind === 'Namespace' ? traffic : kind === 'Service' || kind === 'ServiceEntry' ? 'service' : 'workload';
  return traffic !== 'none' && (traffic === 'all' || traffic === own);
}

/** Whether it lets objects of the namespace use it. */
const letsIn = (asked: Asked, { resource, namespace }: MeshObject<'KubernetesGateway'>): boolean =>
  // A2 pilot/pkg/serviceregistry/ambient/waypoints.go fetchWaypointForTarget
  resource.spec.listeners.some(
    (it) => isAllowed(asked.mesh, it.allowedRoutes?.namespaces, namespace, namespaceOf(asked)) !== false,
  );

/** That of the object; a Namespace itself. */
const namespaceOf = ({ kind, node, namespace }: Asked): string =>
  kind === 'Namespace' ? (textAt(node, ['metadata', 'name']) ?? '') : namespace;
