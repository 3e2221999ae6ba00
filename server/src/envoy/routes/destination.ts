import type { Service } from '../../mesh/services';
import { resolveHost } from '../../model/host';
import type { Destination } from '../../model/virtual-service';
import { clusterName } from '../config';

/** Finds the service of a host, as the proxy in question sees it. */
export type Lookup = (host: string) => Service | undefined;

/** The cluster that takes requests for a destination without a host. */
export const unknownService = 'UnknownService';

/** The cluster that a destination of a VirtualService in that namespace names, whether there is such a cluster or not. */
export function destinationCluster(
  { host, subset, port }: Destination,
  namespace: string,
  lookup: Lookup,
  listenerPort: number,
): string {
  // 3.4 pilot/pkg/networking/core/route/route.go GetDestinationCluster
  if (!host?.value) return unknownService;
  const resolved = resolveHost(host.value, namespace);
  const service = lookup(resolved);
  const onlyPort = service?.ports.length === 1 ? service.ports[0]?.number.value : undefined;
  const number = port?.number?.value ?? onlyPort ?? listenerPort;
  return clusterName(number, subset?.value ?? '', service?.externalName ?? resolved);
}
