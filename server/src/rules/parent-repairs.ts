import { type Fix, fix, insertInto, replace } from '../generate/edit';
import { type BuiltListener, listenersOf } from '../mesh/gateway-api/listeners';
import { isAllowed } from '../mesh/gateway-api/namespaces';
import type { Problem } from '../mesh/gateway-api/problem';
import { unnamed } from '../model/namespace';
import { gatewayByDefault, type ObjectReference, referred, referredName } from '../model/object-reference';
import { nearest } from '../text/nearest';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { allowNamespace } from './allowed-routes';
import { isReadBy, portsOfEntry } from './missing-parents';
import { renameAll } from './rename-all';
import type { AnyRoute } from './route-problems';

/** Which of a route’s parents a problem is about. */
export const parentIndex = ({ path }: Problem): number => Number(path?.[2]);

/** What makes a route name a parent that there is: another name, section or port, or the namespace that has it. */
export function parentRepairs(mesh: Mesh, route: AnyRoute, problem: Problem): Fix[] {
  const reference = route.resource.spec.parentRefs[parentIndex(problem)];
  if (!reference) return [];
  if (problem.other) return takeOther(mesh, route, reference, parentIndex(problem), problem.other);
  const field = problem.path?.[3] as 'name' | 'sectionName' | 'port';
  const written = reference[field];
  if (!written) return [];
  const known = candidates(mesh, reference, route)[field];
  const others = known.length === 1 ? known : nearest(String(written.value), known);
  const values = field === 'port' ? known.map(Number) : others;
  const name = field === 'name' ? referredName(referred(reference, gatewayByDefault, route.namespace)) : undefined;
  // policies and other routes mostly have the same name wrong
  if (name) return values.slice(0, 3).flatMap((it) => renameAll(mesh, route, name, String(it)));
  return values.slice(0, 3).flatMap((it) => fix(`Change to '${it}'`, [replace(route, written.span, it)]));
}

/** The object of that name that is in another namespace, which is told to take the route where it does not yet. */
function takeOther(mesh: Mesh, route: AnyRoute, reference: ObjectReference, index: number, other: MeshObject): Fix[] {
  const { namespace } = other;
  const path = ['spec', 'parentRefs', index, 'namespace'];
  const edit = reference.namespace
    ? replace(route, reference.namespace.span, namespace)
    : insertInto(route, path, namespace);
  if (namespace === unnamed) return [];
  const closed = isOfKind(other, 'KubernetesGateway') ? closedListener(mesh, route, reference, other) : undefined;
  if (!closed) return fix(`Take that of ${namespace}`, [edit]);
  const { owner, path: at, listener } = closed;
  const [open] = allowNamespace(owner, at, listener, route.namespace);
  return open
    ? fix(`Take that of ${namespace}, and let routes of ${route.namespace} be attached`, [edit, ...open.edits])
    : [];
}

/** The listener that a route is for, where no such listener takes routes of its namespace. */
function closedListener(
  mesh: Mesh,
  { namespace }: AnyRoute,
  { sectionName, port }: ObjectReference,
  gateway: MeshObject<'KubernetesGateway'>,
): BuiltListener | undefined {
  const meant = listenersOf(mesh, gateway).filter(
    (it) => (!sectionName || it.listener.name?.value === sectionName.value) && (!port || it.port === port.value),
  );
  const isClosed = ({ owner, listener }: BuiltListener): boolean =>
    isAllowed(mesh, listener.allowedRoutes?.namespaces, owner.namespace, namespace) === false;
  return meant.every(isClosed) ? meant[0] : undefined;
}

/** What may be meant, by the field that says it. */
function candidates(
  mesh: Mesh,
  reference: ObjectReference,
  { namespace: own, resource: { kind } }: AnyRoute,
): Record<'name' | 'sectionName' | 'port', string[]> {
  const to = referred(reference, gatewayByDefault, own);
  const { type } = to;
  if (type === undefined || type === 'Hostname' || type === 'ServiceImport')
    return { name: [], sectionName: [], port: [] };
  const gateways = type === 'KubernetesGateway' ? mesh.find(type, to.namespace, to.name) : [];
  const listeners = gateways.flatMap((it) => listenersOf(mesh, it)).filter((it) => it.server);
  return {
    name: mesh.inNamespace(type, to.namespace).map((it) => it.name),
    sectionName: listeners.flatMap((it) => it.listener.name?.value ?? []),
    port: [
      ...new Set(
        type === 'ServiceEntry'
          ? portsOfEntry(mesh, to)
              .filter((it) => isReadBy(kind, it))
              .map((it) => String(it.number.value))
          : listeners.map((it) => String(it.port)),
      ),
    ],
  };
}
