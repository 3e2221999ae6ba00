import { isolationOf } from '../mesh/network-policies';
import type { Answer } from '../text/answer';
import type { Client, Trace } from '../trace/answer';
import { cutOffs } from '../trace/cut-off';
import { networkHoles } from '../trace/network-holes';
import { outsideOf } from '../trace/outside';
import type { Mesh } from '../workspace/mesh';
import { gatewayHop } from './authorization';

/**
 * Whether NetworkPolicies leave a client's pods no way to the host but the gateway's, and keep nothing from them that this
 * way needs, nor from the gateway.
 */
export function isEnclosed(mesh: Mesh, client: Client, way: Trace): Answer {
  const outside = outsideOf(mesh, way.request.host, way.request);
  const gateway = gatewayHop(way)?.proxy;
  const isCut =
    cutOffs(mesh, client, way, outside).length > 0 ||
    (gateway !== undefined && cutOffs(mesh, gateway, { verdict: 'direct', hops: [] }, outside).length > 0);
  const holes = networkHoles(isolationOf(mesh, client), outside);
  if (isCut || holes.some((it) => it.isSure)) return 'no';
  return holes.length > 0 ? 'unknown' : 'yes';
}
