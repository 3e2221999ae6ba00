import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import type { Service } from '../../mesh/services';
import type { Waypoint } from '../../mesh/waypoints';
import { isWildcard } from '../../model/host';
import { type FilterChain, type Listener, type RouteConfiguration, takesAll } from '../config';
import { plaintextHttp } from '../sidecar/merge';
import { waypointForwarding, waypointRoutes } from './routes';

/** The port on which every waypoint takes the mesh's tunnels. */
export const hbonePort = 15008;

/** What a waypoint does with connections to a port of a service that is bound to it. */
export function waypointListener(scope: Scope, waypoint: Waypoint, service: Service, number: number): Listener {
  const chains = chainsOf(scope, waypoint, service, number);
  return {
    // pilot/pkg/networking/core/waypoint.go MainInternalName
    name: 'main_internal',
    chains,
    defaultChain: undefined,
    inspectsTls: false,
    inspectsHttp: chains.length > 1,
    because: takesTunnel(waypoint),
    passedOver: chains.length > 0 ? [] : [withoutChain(service, number)],
  };
}

const takesTunnel = ({ gateway }: Waypoint): Evidence[] =>
  gateway
    ? [{ fact: 'A4', text: 'The waypoint takes what the tunnel brings.', object: gateway, path: ['spec', 'listeners'] }]
    : [];

function chainsOf(scope: Scope, waypoint: Waypoint, service: Service, number: number): FilterChain[] {
  // pilot/pkg/networking/core/listener_waypoint.go buildWaypointInternal
  const port = service.ports.find((it) => it.number.value === number);
  if (!port || port.listener === 'none') return [];
  const because: Evidence[] = [
    {
      fact: '3.3',
      text: `It declares port ${number} as ${port.protocol}.`,
      object: service.object,
      path: ['spec', 'ports'],
    },
  ];
  let made: RouteConfiguration | undefined;
  const http: FilterChain = {
    match: port.listener === 'auto' ? { ...takesAll, applicationProtocols: plaintextHttp } : takesAll,
    network: {
      kind: 'http',
      get routes() {
        made ??= waypointRoutes(scope, waypoint, service, number);
        return made;
      },
    },
    because,
  };
  if (port.listener === 'http') return [http];
  // A6 ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS is off unless somebody turns it on
  if (port.listener === 'tls' && isWildcard(service.host) && service.resolution === 'DYNAMIC_DNS') return [];
  const tcp: FilterChain = { match: takesAll, network: waypointForwarding(scope, waypoint, service, number), because };
  return port.listener === 'auto' ? [http, tcp] : [tcp];
}

const withoutChain = ({ ports, host, object }: Service, number: number): Evidence => ({
  fact: ports.some((it) => it.number.value === number) ? 'A6' : '3.4',
  text: ports.some((it) => it.number.value === number)
    ? `A waypoint passes TLS of ${host} on only where ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS is on, which it is not by default.`
    : `${host} has no port ${number}.`,
  object,
  path: ['spec', 'ports'],
});
