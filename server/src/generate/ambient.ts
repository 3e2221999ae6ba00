import { isWildcard } from '../model/host';
import type { Value } from '../yaml/write';
import { dialledHost, type EgressRequest, objectName } from './egress-request';
import { destinationRuleObject, type ObjectName, serviceEntryObject } from './objects';
import { directPorts, originationOfPort } from './sidecar-api';
import { waypointObject } from './waypoint';

/**
 * The way out through a waypoint, which is all the gateway that ambient mode needs: no Gateway with the host, no route, and
 * no rule for the hop, as ztunnels send to the waypoint that the ServiceEntry names.
 */
export function ambientObjects(request: EgressRequest): Value[] {
  const { namespace } = objectName(request);
  const waypoint = waypointOf(request);
  const isElsewhere = waypoint.namespace !== namespace;
  const labels = {
    // A5 pilot/pkg/serviceregistry/kube/controller/ambient/waypoints.go getUseWaypoint
    'istio.io/use-waypoint': waypoint.name,
    ...(isElsewhere ? { 'istio.io/use-waypoint-namespace': waypoint.namespace } : {}),
  };
  return [
    waypointObject(waypoint, isElsewhere ? namespace : undefined),
    serviceEntryObject({ ...objectName(request), labels }, [request.host], directPorts(request), {
      addresses: request.addresses,
      resolution: isWildcard(request.host) ? 'DYNAMIC_DNS' : 'DNS',
    }),
    ...(request.outside === 'same' ? [] : [origination(request)]),
  ];
}

/** The waypoint that takes the host: the gateway that was named, else one beside the objects. */
export const waypointOf = ({ taker, namespace }: Pick<EgressRequest, 'taker' | 'namespace'>): ObjectName =>
  taker ?? { name: 'waypoint', namespace };

/** A waypoint reads the policy of the port that was dialled. */
function origination(request: EgressRequest): Value {
  const { name, namespace } = objectName(request);
  return destinationRuleObject({ name: `${name}-tls`, namespace }, dialledHost(request), {
    trafficPolicy: originationOfPort(request),
  });
}
