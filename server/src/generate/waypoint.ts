import { namespaceNameLabel } from '../mesh/service-entry-visibility';
import type { Value } from '../yaml/write';
import { kubernetesObject, type ObjectName } from './objects';

/** Where waypoints listen for what ztunnels and sidecars send. */
export const waypointPort = 15008;

/** A waypoint of which Istio makes the pods, for the services of its namespace, and those of another one if it is to. */
export function waypointObject(name: ObjectName, otherNamespace?: string): Value {
  const namespaces = { from: 'Selector', selector: { matchLabels: { [namespaceNameLabel]: otherNamespace ?? '' } } };
  const listener = {
    // A1 istioctl/pkg/waypoint/waypoint.go makeGateway
    name: 'mesh',
    port: waypointPort,
    protocol: 'HBONE',
    ...(otherNamespace === undefined ? {} : { allowedRoutes: { namespaces } }),
  };
  return kubernetesObject('gateway.networking.k8s.io/v1', 'Gateway', name, {
    gatewayClassName: 'istio-waypoint',
    listeners: [listener],
  });
}
