import { destinationRulesFor } from '../mesh/destination-rules';
import { namedGateways } from '../mesh/egress';
import { podNamespaces } from '../mesh/gateways';
import { isOfKind, type MeshObject } from '../workspace/mesh';
import type { Spot } from './spot';

/**
 * The DestinationRules that are read for a host: by sidecars of the object's namespace, then by the gateways that the
 * VirtualService names.
 */
export function appliedRules(
  { mesh, namespace, object }: Spot,
  host: string,
): (readonly MeshObject<'DestinationRule'>[])[] {
  const gateways = isOfKind(object, 'VirtualService') ? namedGateways(mesh, object) : [];
  const clients = new Set([namespace, ...gateways.flatMap((it) => podNamespaces(mesh, it))]);
  return [...clients].map((client) => destinationRulesFor(mesh, host, client)).filter((it) => it.length > 0);
}
