import type { Evidence } from '../../mesh/evidence';
import { coveringName, sharedHosts, writtenHosts } from '../../mesh/gateway-hosts';
import type { GatewayServer } from '../../mesh/gateway-servers';
import { gatewayName } from '../../mesh/legs';
import type { Scope } from '../../mesh/scope';
import { compareSpecificity, hostWithin } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import type { MeshObject } from '../../workspace/mesh';
import type { Route, RouteConfiguration, VirtualHost } from '../config';
import { type Routes, routesOf, sortedRoutes } from '../routes/routes';
import { boundServers } from './bound-servers';
import { noRule, noSharedHost, unreadSection } from './passed-over';
import { servicesFor } from './services-for';

export interface GatewayRoutes {
  readonly configuration: RouteConfiguration;
  /** VirtualServices for the host that add nothing to it. */
  readonly passedOver: readonly Evidence[];
}

/**
 * The HTTP routes that servers share, as far as a host needs them. They are those of istiod, of which the virtual hosts
 * for other names are left out.
 */
export function gatewayRoutes(scope: Scope, servers: readonly GatewayServer[], host: string): GatewayRoutes {
  const name = servers[0]?.routeName ?? '';
  const isAsked = (domain: string): boolean => hostWithin(host, domain);
  const asked = collect(scope, servers, [host], isAsked);
  const passedOver = asked.passedOver;
  if (asked.made.size === 0) {
    const nothing = isEmpty(scope, servers) ? [blackHole(servers)] : [];
    return { configuration: { name, virtualHosts: nothing }, passedOver };
  }
  // the other names of their VirtualServices, since names with the same routes are put together
  const related = new Set(
    [...asked.made.values()].flatMap((it) => it.objects.flatMap((object) => [...(asked.names.get(object) ?? [])])),
  );
  const whole = [...related].every(isAsked)
    ? asked
    : collect(scope, servers, [...related].map(coveringName), (domain) => isAsked(domain) || related.has(domain));
  const virtualHosts = collapsed([...whole.made.values()]).filter((it) => it.domains.some(isAsked));
  return { configuration: { name, virtualHosts: filledIn(virtualHosts, host) }, passedOver };
}

/** Where every name is still to be filled in, each may become the host. */
const filledIn = (virtualHosts: readonly VirtualHost[], host: string): readonly VirtualHost[] =>
  virtualHosts.every((it) => it.domains.every(hasPlaceholder))
    ? virtualHosts.map((it) => ({ ...it, domains: [...it.domains, host] }))
    : virtualHosts;

/** A virtual host that is being made. */
interface Made {
  readonly domain: string;
  /** Of the server that it was made for first. */
  readonly port: number;
  readonly routes: Route[];
  /** The VirtualServices that it has routes of. */
  readonly objects: MeshObject[];
  requireTls: boolean;
  readonly because: Evidence[];
  readonly passedOver: Evidence[];
}

interface Collected {
  readonly made: ReadonlyMap<string, Made>;
  /** The names that the servers have of each VirtualService. */
  readonly names: ReadonlyMap<MeshObject, ReadonlySet<string>>;
  readonly passedOver: readonly Evidence[];
}

function collect(
  scope: Scope,
  servers: readonly GatewayServer[],
  names: readonly string[],
  isAsked: (domain: string) => boolean,
): Collected {
  const made = new Map<string, Made>();
  const namesOf = new Map<MeshObject, Set<string>>();
  const passedOver: Evidence[] = [];
  const routes = routesByGateway(scope);
  const virtualHost = (domain: string, { number, place }: GatewayServer): Made => {
    const known = made.get(domain);
    if (known) return known;
    const because = [{ fact: 'G7', text: `This server of the gateway takes requests for ${domain}.`, ...place }];
    const it = { domain, port: number, routes: [], objects: [], requireTls: false, because, passedOver: [] };
    made.set(domain, it);
    return it;
  };
  const bound = new Set(boundServers(scope, servers, names));
  for (const server of servers) {
    const redirects = server.server.tls?.httpsRedirect?.value === true;
    const objects = bound.has(server) ? scope.virtualServices(names, gatewayName(server.gateway)) : [];
    for (const object of objects) {
      const shared = sharedHosts(server.hosts, writtenHosts(object), object.namespace);
      // R9 pilot/pkg/networking/core/gateway.go buildGatewayHTTPRouteConfig
      const domains = shared.map((it) => it.toLowerCase());
      namesOf.set(object, new Set([...(namesOf.get(object) ?? []), ...domains]));
      const wanted = domains.filter(isAsked);
      // also for a server of other hosts, since the routes of a Gateway's first server are those of the others
      const own = domains.length > 0 ? routes(object, server) : undefined;
      if (wanted.length === 0 || !own) {
        passedOver.push(noSharedHost(object, server));
        continue;
      }
      if (own.routes.length === 0) {
        passedOver.push(noRule(object, server), ...unreadSection(object, server), ...own.passedOver);
        continue;
      }
      for (const domain of wanted) {
        const it = virtualHost(domain, server);
        it.because.push(joining(object, it));
        // V15 pilot/pkg/networking/core/gateway.go buildGatewayHTTPRouteConfig
        it.routes.push(...own.routes);
        it.objects.push(object);
        it.passedOver.push(...own.passedOver);
        if (redirects) it.requireTls = true;
      }
    }
    if (!redirects) continue;
    for (const { namespace, host } of server.hosts) {
      const domain = host.toLowerCase();
      // Istio keeps the namespace in the name of such a virtual host, so nobody ever asks for it
      if (namespace === undefined && isAsked(domain)) virtualHost(domain, server).requireTls = true;
    }
  }
  return { made, names: namesOf, passedOver };
}

/** The routes of a VirtualService on a server. All servers of a Gateway have those that its first has. */
function routesByGateway(scope: Scope): (object: MeshObject<'VirtualService'>, server: GatewayServer) => Routes {
  const known = new Map<MeshObject, Map<MeshObject, Routes>>();
  return (object, { gateway, number, server }) => {
    const ofGateway = known.get(gateway) ?? new Map<MeshObject, Routes>();
    known.set(gateway, ofGateway);
    const made =
      ofGateway.get(object) ??
      routesOf(object, {
        mesh: scope.mesh,
        proxy: scope.proxy,
        gateway: [gatewayName(gateway)],
        // V10 pilot/pkg/networking/core/gateway.go buildGatewayHTTPRouteConfig: the number of the server
        port: number,
        isTls: server.tls !== undefined,
        lookup: servicesFor(scope, object.namespace),
      });
    if (made.routes.length > 0) ofGateway.set(object, made);
    return made;
  };
}

const joining = (object: MeshObject<'VirtualService'>, { domain, routes }: Made): Evidence => ({
  fact: routes.length > 0 ? 'V15' : 'R4',
  text:
    routes.length > 0
      ? `This VirtualService is for ${domain} too; its routes come behind those of the earlier ones.`
      : `This VirtualService is bound to the gateway and for ${domain}.`,
  object,
  path: ['spec', 'hosts'],
});

/** Names with exactly the same routes are one virtual host, called by the most specific. */
function collapsed(made: readonly Made[]): VirtualHost[] {
  // pilot/pkg/networking/core/gateway.go collapseDuplicateRoutes
  const found: { first: Made; domains: string[] }[] = [];
  for (const it of [...made].sort((a, b) => compareSpecificity(a.domain, b.domain))) {
    const same = found.find(({ first }) => isSame(first, it));
    if (same) same.domains.push(it.domain);
    else found.push({ first: it, domains: [it.domain] });
  }
  return found.map(({ first, domains }) => ({
    name: `${first.domain}:${first.port}`,
    domains,
    requireTls: first.requireTls,
    routes: sortedRoutes(first.routes),
    because: first.because,
    passedOver: first.passedOver,
  }));
}

const isSame = (a: Made, b: Made): boolean =>
  a.requireTls === b.requireTls &&
  a.routes.length > 0 &&
  a.routes.length === b.routes.length &&
  a.routes.every((it, index) => it === b.routes[index]);

/** Whether the servers have no virtual host at all, for whatever name. */
function isEmpty(scope: Scope, servers: readonly GatewayServer[]): boolean {
  const routes = routesByGateway(scope);
  return !servers.some(
    (server) =>
      server.server.tls?.httpsRedirect?.value === true ||
      scope
        .virtualServices('*', gatewayName(server.gateway))
        .some(
          (it) =>
            sharedHosts(server.hosts, writtenHosts(it), it.namespace).length > 0 &&
            routes(it, server).routes.length > 0,
        ),
  );
}

/** What answers 404 where there is nothing else. */
const blackHole = (servers: readonly GatewayServer[]): VirtualHost => ({
  // 3.4 pilot/pkg/networking/core/gateway.go buildGatewayHTTPRouteConfig
  name: `blackhole:${servers[0]?.number ?? 0}`,
  domains: ['*'],
  requireTls: false,
  routes: [],
  because: servers.map(({ place }) => ({
    fact: '3.4',
    text: 'No VirtualService gives this server any routes.',
    ...place,
  })),
  passedOver: [],
});
