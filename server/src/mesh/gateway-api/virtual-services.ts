import { hostsMatch, resolveHost } from '../../model/host';
import type { Identity } from '../../model/kind';
import { anyPort } from '../../model/l4-route';
import { type Name, sameName } from '../../model/name';
import { gatewayByDefault, referred } from '../../model/object-reference';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { isBound, type Proxies } from '../legs';
import { generatedName } from './generated';
import { mergedShares, sharesOf } from './http-virtual-services';
import { l4VirtualServices } from './l4-virtual-services';
import { kindsOf } from './listener-protocol';
import type { ListenerOwner } from './listeners';
import { type Route, type RouteKind, routeKinds, routesWithParent } from './routes';

/**
 * The VirtualServices that Istio makes of routes of the Gateway API, for sidecars or for a Gateway that it has made of a
 * listener: those that have a name in common with the host. `*` has with all.
 */
export function routedVirtualServices(
  mesh: Mesh,
  host: string,
  gateway: Proxies,
): readonly MeshObject<'VirtualService'>[] {
  const routes = gateway === meshGateway ? routesOfServices(mesh, host) : routesOfListener(mesh, host, gateway);
  return madeOf(mesh, routes, host).filter((it) => isBound(it, gateway));
}

/** Every VirtualService that Istio makes of a route which has a name in common with the host, or sends to it. */
export function routedVirtualServicesAbout(mesh: Mesh, host: string): readonly MeshObject<'VirtualService'>[] {
  const named = madeOf(mesh, routesOfServices(mesh, host), host);
  const others = routeKinds.flatMap((kind) => mesh.withHost(kind, host) as readonly Route[]);
  return [...new Set([...named, ...madeOf(mesh, others, '*')])];
}

function madeOf(mesh: Mesh, routes: readonly Route[], host: string): MeshObject<'VirtualService'>[] {
  if (routes.length === 0) return [];
  const shares = routes.flatMap((it) =>
    isHttp(it) ? sharesOf(mesh, it).filter((share) => hostsMatch(share.host.value.toLowerCase(), host)) : [],
  );
  const l4 = routes.flatMap((it) => (isHttp(it) ? [] : l4VirtualServices(mesh, it)));
  return [
    ...mergedShares(shares),
    ...l4.filter(({ resource, namespace }) =>
      resource.spec.hosts.some((it) => hostsMatch(resolveHost(it.value, namespace), host)),
    ),
  ];
}

const isHttp = (route: Route): route is MeshObject<'HTTPRoute'> | MeshObject<'GRPCRoute'> =>
  route.resource.kind === 'HTTPRoute' || route.resource.kind === 'GRPCRoute';

/** Routes for the sidecars' requests to services with such a host. */
export function routesOfServices(mesh: Mesh, host: string): readonly Route[] {
  const found = new Set<Route>();
  for (const entry of mesh.withHost('ServiceEntry', host))
    for (const it of routesWithParent(mesh, entry)) found.add(it);
  for (const kind of routeKinds)
    for (const route of mesh.withHost(kind, host))
      if (route.resource.spec.parentRefs.some((it) => isOfService(it, route.namespace))) found.add(route as Route);
  return [...found];
}

const isOfService = (reference: Parameters<typeof referred>[0], namespace: string): boolean =>
  referred(reference, gatewayByDefault, namespace).type === 'Service';

/** Routes that name the Gateway, or the ListenerSet, which has a listener, of the kinds that it takes. */
function routesOfListener(
  mesh: Mesh,
  host: string,
  { namespace, name }: Exclude<Proxies, typeof meshGateway>,
): readonly Route[] {
  const [owner = '', mark, section = ''] = name.split('~');
  if (mark !== generatedName) return [];
  const parent: Identity = { namespace, name: owner };
  const names = ownerTypes.map((type): Name => ({ kind: 'object', type, ...parent }));
  const isBound = (route: Route): boolean =>
    route.mentions.some((mention) => names.some((it) => sameName(mention.name, it)));
  // a gateway may have very many routes, of which few are for the host
  const all = (kind: RouteKind): readonly Route[] =>
    host === '*'
      ? [...new Set(names.flatMap((it) => mesh.with(kind, it) as readonly Route[]))]
      : routesFor(mesh, kind, host, parent).filter(isBound);
  return kindsOfListener(mesh, parent, section).flatMap(all);
}

const ownerTypes = ['KubernetesGateway', 'ListenerSet'] as const;

/** The kinds of routes that listeners of that name take, in the Gateway or the ListenerSet that has them. */
function kindsOfListener(mesh: Mesh, { namespace, name }: Identity, section: string): readonly RouteKind[] {
  const listeners = ownerTypes
    .flatMap((type) => mesh.find(type, namespace, name) as readonly ListenerOwner[])
    .flatMap((it) => it.resource.spec.listeners.filter((own) => (own.name?.value ?? '') === section));
  const kinds = new Set(listeners.flatMap((it) => kindsOf(it).kinds));
  return routeKinds.filter((it) => kinds.has(it));
}

/** Routes that are for a host, or for all that comes to a Gateway or a ListenerSet which may be that one. */
export function routesFor(mesh: Mesh, kind: RouteKind, host: string, parent: Identity): readonly Route[] {
  const named = mesh.withHost(kind, host) as readonly Route[];
  const nameless = mesh.dialled(kind, { parent }) as readonly Route[];
  return nameless.length === 0 ? named : [...new Set([...named, ...nameless])];
}

/**
 * Hosts whose sidecars take TLS connections with these names, or on the port with whatever name, because a TLSRoute has
 * names of other hosts or leaves them none.
 */
export function hostsTakingTls(mesh: Mesh, names: readonly string[], port: number): readonly string[] {
  // K3 pilot/pkg/config/kube/gateway/conversion.go compatibleRoutesForHost
  const named = names.flatMap((it) => mesh.withHost('TLSRoute', it));
  const nameless = [port, anyPort].flatMap((it) => mesh.dialled('TLSRoute', { port: it, listener: 'tls' }));
  const takes = (host: string): boolean => names.some((it) => hostsMatch(host, it));
  return [...new Set([...named, ...nameless])]
    .flatMap((it) => l4VirtualServices(mesh, it))
    .filter(
      (it) =>
        isBound(it, meshGateway) &&
        it.resource.spec.tls.some(({ match }) =>
          match.some(({ sniHosts }) => sniHosts.length === 0 || sniHosts.some((own) => takes(own.value.toLowerCase()))),
        ),
    )
    .flatMap((it) => it.resource.spec.hosts.map(({ value }) => value.toLowerCase()));
}
