import type { Mesh, MeshObject } from '../../workspace/mesh';

/** Any kind of route of the Gateway API. */
export type Route = { [K in RouteKind]: MeshObject<K> }[RouteKind];
export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute';
export const routeKinds: readonly RouteKind[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

/** The routes that name an object as a parent, in no particular order. */
export function routesWithParent(mesh: Mesh, { name, namespace, resource }: MeshObject): readonly Route[] {
  const type = resource.kind;
  if (type !== 'KubernetesGateway' && type !== 'ListenerSet' && type !== 'ServiceEntry') return [];
  return routeKinds.flatMap((kind) => mesh.with(kind, { kind: 'object', type, namespace, name }) as readonly Route[]);
}

/** The host names of a route as they are written; a TCPRoute has none. */
export const hostnamesOf = ({ resource }: Route) => (resource.kind === 'TCPRoute' ? [] : resource.spec.hostnames);
