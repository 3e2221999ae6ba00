import { isAllocated } from '../envoy/sidecar/bind';
import type { Evidence } from '../mesh/evidence';
import { isKubernetes, type Service } from '../mesh/services';
import type { WaypointBinding } from '../mesh/waypoints';
import { isWildcard } from '../model/host';

/** Why a ztunnel cannot know that a connection is for the service; it needs an address of its own. */
export function unknownToZtunnels(service: Service, { waypoint }: WaypointBinding): Evidence | undefined {
  const { object, host, resolution, addresses } = service;
  // A6 pilot/pkg/serviceregistry/ambient/services.go serviceEntriesInfo
  if (isWildcard(host) && !waypoint)
    return {
      fact: 'A6',
      text: `Without a waypoint nobody in ambient mode is told of a host such as ${host}.`,
      object,
      path: ['spec', 'hosts'],
    };
  // A5 services.go constructServiceEntries: an address that is written, or one that Istio gives
  const hasAddress = isKubernetes(service)
    ? resolution !== 'HEADLESS'
    : addresses.some((it) => !it.includes('/')) || isAllocated(service);
  if (hasAddress) return undefined;
  const text = `A ztunnel knows a service by its address, and ${host} has none: resolution ${resolution} gives it no address, so it must have one in addresses.`;
  return { fact: 'A5', text, object, path: ['spec', 'resolution'] };
}
