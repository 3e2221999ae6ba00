import type { Mesh } from '../workspace/mesh';
import { gatewayHop, isAuthorized } from './authorization';
import type { EgressRequest } from './egress-request';
import { isEnclosed } from './enclosed';
import { clientsOf, tried } from './promised';

/** A request that holds, with what holds besides it: who is refused its way, and that there is no other. */
export function guardedNow(mesh: Mesh, request: EgressRequest): EgressRequest {
  const ways = clientsOf(request).map((client) => ({ client, way: tried(mesh, request, client) }));
  const gateway = ways.map((it) => gatewayHop(it.way)).find((it) => it);
  if (!gateway) return request;
  const isForClients = ways.every((it) => isAuthorized(mesh, request, it.way));
  const isShut = ways.every((it) => isEnclosed(mesh, it.client, it.way) === 'yes');
  const enclosure = { podPort: gateway.port, controlPlane: mesh.settings.rootNamespace };
  return {
    ...request,
    ...(isForClients ? { authorization: true } : {}),
    ...(isShut ? { enclosure } : {}),
  };
}
