import type { Problem } from '../mesh/gateway-api/problem';
import { waypointOf } from '../mesh/waypoints';
import { useWaypoint, useWaypointNamespace } from '../model/waypoint';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** What can be bound to a waypoint by a label: a service, or all services of a namespace. */
export const boundKinds = ['ServiceEntry', 'Service', 'Namespace'] as const;
export type Bound = MeshObject<(typeof boundKinds)[number]>;

/** The services that a label of an object may bind. */
export const servicesOf = (mesh: Mesh, object: Bound): readonly MeshObject<'ServiceEntry' | 'Service'>[] =>
  object.resource.kind === 'Namespace'
    ? [...mesh.inNamespace('ServiceEntry', object.name), ...mesh.inNamespace('Service', object.name)]
    : [object as MeshObject<'ServiceEntry' | 'Service'>];

/** Why services are not bound to the waypoint that a label of an object asks for; nothing of what is still to be filled in. */
export const bindingProblems = (mesh: Mesh, object: Bound): readonly Problem[] =>
  [useWaypoint, useWaypointNamespace].some((it) => hasPlaceholder(object.resource.labels?.get(it)?.value ?? ''))
    ? []
    : servicesOf(mesh, object).flatMap((it) => waypointOf(mesh, it).problem ?? []);

const called: Readonly<Record<Bound['resource']['kind'], string>> = {
  ServiceEntry: 'its hosts',
  Service: 'it',
  Namespace: 'its services',
};

/** What comes of it. */
export const unbound = ({ resource }: Bound): string =>
  `Pods in ambient mode send to ${called[resource.kind]} directly, and no route or policy of a waypoint holds for them.`;
