import type { Value } from '../yaml/write';
import { kubernetesObject, type ObjectName } from './objects';

/** A waypoint for the services of its namespace, of which Istio makes the pods. */
export const waypointObject = (name: ObjectName): Value =>
  // A1 istioctl/pkg/waypoint/waypoint.go makeGateway
  kubernetesObject('gateway.networking.k8s.io/v1', 'Gateway', name, {
    gatewayClassName: 'istio-waypoint',
    listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
  });
