import { problemsOf } from '../mesh/gateway-api/backend-problem';
import { bestParents, type RouteParent } from '../mesh/gateway-api/parents';
import type { Problem } from '../mesh/gateway-api/problem';
import type { Route, RouteKind } from '../mesh/gateway-api/routes';
import { gatewayByDefault, type ObjectReference, type Referred, referred } from '../model/object-reference';
import { meshGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

export type AnyRoute = MeshObject<RouteKind>;

/** Why a parent does not take a route, with the parent. */
export interface ParentProblem extends Problem {
  readonly parent: RouteParent;
}

/** What keeps a route from the parents that it names; nothing of names that are still to be filled in. */
export const parentProblems = (mesh: Mesh, route: AnyRoute): readonly ParentProblem[] =>
  bestParents(mesh, route as Route).flatMap((parent) =>
    parent.denied && !isOpen(parent.reference) ? [{ ...parent.denied, parent }] : [],
  );

/** What Istio can't use of the rules of a route; nothing of names that are still to be filled in. */
export const ruleProblems = (mesh: Mesh, route: AnyRoute): readonly Problem[] => [
  ...new Map(
    followersOf(mesh, route)
      .flatMap((isMesh) => problemsOf(mesh, route as Route, [isMesh]))
      .filter(({ path = [] }) => !isOpen(backendAt(route, path)?.reference))
      .map((it) => [JSON.stringify(it.path), it]),
  ).values(),
];

/** Whether sidecars follow a route, and whether gateways do; a Gateway that no manifest has is taken to be Istio's. */
function followersOf(mesh: Mesh, route: AnyRoute): readonly boolean[] {
  const known = bestParents(mesh, route as Route).map(({ bound }) => bound === meshGateway);
  const unseen = parentsNamed(route).some(
    (to) => to.type === 'KubernetesGateway' && mesh.find('KubernetesGateway', to.namespace, to.name).length === 0,
  );
  return [...new Set([...known, ...(unseen ? [false] : [])])];
}

/** What the parents of a route are called. */
export const parentsNamed = ({ resource, namespace }: AnyRoute): readonly Referred[] =>
  resource.spec.parentRefs.map((it) => referred(it, gatewayByDefault, namespace));

/** Whether a part of a reference is still to be filled in. */
export const isOpen = (reference: ObjectReference | undefined): boolean => {
  const { group, kind, namespace, name, sectionName } = reference ?? {};
  return [group, kind, namespace, name, sectionName].some((it) => it && hasPlaceholder(it.value));
};

const isOfMesh = ({ type }: Referred): boolean => type === 'Service' || type === 'ServiceEntry';

/** Whether only sidecars follow a route. */
export const isForSidecars = (route: AnyRoute): boolean => parentsNamed(route).every(isOfMesh);

/** What becomes of the requests of a route that Istio leaves out whole. */
export const leftOut = (route: AnyRoute): string =>
  isForSidecars(route)
    ? 'Istio leaves out the whole route: requests go on as if it were not there.'
    : `Istio leaves out the whole route: ${unanswered(route)}.`;

const isHttp = ({ resource: { kind } }: AnyRoute): boolean => kind === 'HTTPRoute' || kind === 'GRPCRoute';

const unanswered = (route: AnyRoute): string =>
  isHttp(route)
    ? 'the gateway answers its requests with 404 unless another one takes them'
    : 'the gateway closes its connections unless another one takes them';

/** What becomes of the requests of a route that a parent does not take. */
export const unfollowed = (route: AnyRoute, isMesh: boolean): string =>
  isMesh
    ? 'The route counts for nothing: requests go on as if it were not there.'
    : `The gateway gets nothing of the route: ${unanswered(route).replace('the gateway', 'it')}.`;

/** What becomes of the requests of a backend that Istio can't use. */
export const unusable = (route: AnyRoute): string =>
  isHttp(route) ? 'Its share of the requests is answered with 500.' : 'Its share of the connections is closed.';

/** The reference that a path of a route leads through, with its own path: a backend, or whom a copy is sent to. */
export function backendAt({ resource }: AnyRoute, path: Path): { reference: ObjectReference; path: Path } | undefined {
  const [, , rule, part, index] = path;
  if (typeof rule !== 'number' || typeof index !== 'number') return undefined;
  if (part === 'backendRefs') {
    const reference: ObjectReference | undefined = resource.spec.rules[rule]?.backendRefs[index];
    return reference && { reference, path: path.slice(0, 5) };
  }
  if (part !== 'filters' || (resource.kind !== 'HTTPRoute' && resource.kind !== 'GRPCRoute')) return undefined;
  const mirror = resource.spec.rules[rule]?.filters[index]?.requestMirror?.backendRef;
  return mirror && { reference: mirror, path: path.slice(0, 7) };
}
