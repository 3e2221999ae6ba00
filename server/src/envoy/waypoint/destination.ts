import type { Scope } from '../../mesh/scope';
import type { ServicePort } from '../../mesh/services';
import { isBoundTo, type Waypoint } from '../../mesh/waypoints';
import { resolveHost } from '../../model/host';
import type { Destination } from '../../model/virtual-service';
import { inboundVipName } from '../config';
import { destinationCluster } from '../routes/destination';

/** The cluster that a waypoint sends to for a destination of a VirtualService in that namespace. */
export function waypointDestination(
  scope: Scope,
  waypoint: Waypoint,
  destination: Destination,
  namespace: string,
  listenerPort: number,
): string {
  // A7 pilot/pkg/networking/core/listener_waypoint.go getWaypointDestinationCluster
  const host = destination.host && resolveHost(destination.host.value, namespace);
  const service = host === undefined ? undefined : scope.service(host);
  if (host === undefined || (service && !isBoundTo(scope.mesh, service.object, waypoint)))
    return destinationCluster(destination, namespace, scope.service, listenerPort);
  const only = service?.ports.length === 1 ? service.ports[0]?.number.value : undefined;
  const number = destination.port?.number?.value ?? only ?? listenerPort;
  const port = service?.ports.find((it) => it.number.value === number);
  const subset = destination.subset?.value;
  return inboundVipName(number, `${port ? protocolOf(port) : 'http'}${subset ? `/${subset}` : ''}`, host);
}

/** What the names of a waypoint's clusters call what a port carries. */
export const protocolOf = ({ listener }: ServicePort): 'http' | 'tcp' =>
  // listener_waypoint.go portToSubset
  listener === 'http' || listener === 'auto' ? 'http' : 'tcp';
