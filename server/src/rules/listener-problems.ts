import { gatewaysOf, type KubernetesGateway, type ListenerOwner, listenersOf } from '../mesh/gateway-api/listeners';
import type { GatewayListener } from '../model/kubernetes-gateway';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';

/** The kinds that have listeners. */
export const listenerOwners: readonly ListenerOwner['resource']['kind'][] = ['KubernetesGateway', 'ListenerSet'];

/** The listeners that are written in an object, as Istio has them; none for those of another controller. */
export function listenersIn(mesh: Mesh, owner: MeshObject<ListenerOwner['resource']['kind']>) {
  const gateways = isOfKind(owner, 'ListenerSet') ? gatewaysOf(mesh, owner) : [owner as KubernetesGateway];
  return gateways.flatMap((it) => listenersOf(mesh, it)).filter((it) => it.owner === owner);
}

/** Whether a listener for HTTPS is to pass TLS on, which only one for TLS can. */
export const isPassthroughOnHttps = ({ protocol, tls }: GatewayListener): boolean =>
  protocol?.value === 'HTTPS' && tls?.mode?.value === 'Passthrough';
