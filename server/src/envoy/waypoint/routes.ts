import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import type { Service } from '../../mesh/services';
import { visibleVirtualServices } from '../../mesh/virtual-services';
import type { Waypoint } from '../../mesh/waypoints';
import { hostsMatch, resolveHost } from '../../model/host';
import { agree, namespaceLabel } from '../../model/namespace';
import { meshGateway, type TlsMatch } from '../../model/virtual-service';
import type { MeshObject } from '../../workspace/mesh';
import { inboundVipName, type RouteConfiguration, type TcpProxy } from '../config';
import { routesOf } from '../routes/routes';
import { type L4Rule, l4Rules, notForSidecar, tcpProxy } from '../sidecar/tcp-routes';
import { waypointDestination } from './destination';

type VirtualService = MeshObject<'VirtualService'>;

/** The VirtualServices that a waypoint follows for a service, and those that it doesn't, and why. */
function virtualServicesFor({ mesh, proxy }: Scope, { host, namespace }: Service) {
  const all = visibleVirtualServices(mesh, proxy, [host], meshGateway).filter(({ resource, namespace: own }) =>
    resource.spec.hosts.some((it) => hostsMatch(resolveHost(it.value, own), host)),
  );
  // K5, A7 pilot/pkg/networking/core/listener_waypoint.go getVirtualServiceForWaypoint
  const isFollowed = (it: VirtualService): boolean =>
    agree(it.namespace, proxy.namespace) || agree(it.namespace, namespace);
  const passedOver = all
    .filter((it) => !isFollowed(it))
    .map(
      (object): Evidence => ({
        fact: 'A7',
        text: `It is in ${namespaceLabel(object.namespace)}: a waypoint follows only what is in its own namespace, ${namespaceLabel(proxy.namespace)}, and in that of the service, ${namespaceLabel(namespace)}.`,
        object,
        path: ['spec', 'hosts'],
      }),
    );
  return { followed: all.filter(isFollowed), passedOver };
}

/** The HTTP routes of a port of a service at its waypoint. */
export function waypointRoutes(scope: Scope, waypoint: Waypoint, service: Service, port: number): RouteConfiguration {
  // A7 listener_waypoint.go buildWaypointInboundHTTPRouteConfig
  const { followed, passedOver } = virtualServicesFor(scope, service);
  const made = followed.map((it) =>
    routesOf(it, {
      mesh: scope.mesh,
      proxy: scope.proxy,
      gateway: meshGateway,
      port,
      isTls: false,
      lookup: scope.service,
      cluster: (destination, namespace) => waypointDestination(scope, waypoint, destination, namespace, port),
    }),
  );
  const routes = made.flatMap((it) => it.routes);
  const name = inboundVipName(port, 'http', service.host);
  const because: Evidence = {
    fact: 'A7',
    text:
      routes.length > 0
        ? 'Routes for the service decide at its waypoint.'
        : 'No route is for it, so its waypoint sends it on.',
    object: service.object,
    path: ['spec', 'hosts'],
  };
  const own = { kind: 'route', clusters: [{ name, weight: 100 }], mirrors: [] } as const;
  return {
    name,
    virtualHosts: [
      {
        name: `inbound|http|${port}`,
        // A6 listener_waypoint.go buildRouteVHostDomains
        domains: [service.resolution === 'DYNAMIC_DNS' ? service.host : '*'],
        requireTls: false,
        routes: routes.length > 0 ? routes : [{ name: 'default', match: undefined, action: own, because: [] }],
        because: [because],
        passedOver: [...passedOver, ...made.flatMap((it) => it.passedOver)],
      },
    ],
  };
}

/** Where a waypoint forwards the bytes of a port of a service. */
export function waypointForwarding(scope: Scope, waypoint: Waypoint, service: Service, port: number): TcpProxy {
  const { followed } = virtualServicesFor(scope, service);
  const rule =
    l4Rules(followed, 'tls').find((it) => isFor(it, scope, service, port)) ??
    l4Rules(followed, 'tcp').find((it) => isFor(it, scope, service, port));
  if (!rule) return { kind: 'tcp', clusters: [{ name: inboundVipName(port, 'tcp', service.host), weight: 100 }] };
  const { namespace } = rule.virtualService;
  return tcpProxy(scope, rule, port, (destination) =>
    waypointDestination(scope, waypoint, destination, namespace, port),
  );
}

function isFor({ rule, section }: L4Rule, scope: Scope, { written }: Service, port: number): boolean {
  if (rule.match.length === 0) return true;
  // A7 listener_waypoint.go getTLSRouteMatch: of names only that of the service itself
  const isNamed = ({ sniHosts }: TlsMatch): boolean =>
    section === 'tcp' || (sniHosts.length === 1 && sniHosts[0]?.value === written);
  return rule.match.some(
    (it) => isNamed(it) && !it.sourceLabels?.size && !it.sourceNamespace && !notForSidecar(it, scope, port),
  );
}
