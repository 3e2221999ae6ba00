import { gatewaysOf, type KubernetesGateway, type ListenerOwner, listenersOf } from '../mesh/gateway-api/listeners';
import type { Problem } from '../mesh/gateway-api/problem';
import type { GatewayListener } from '../model/kubernetes-gateway';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** The kinds that have listeners. */
export const listenerOwners: readonly ListenerOwner['resource']['kind'][] = ['KubernetesGateway', 'ListenerSet'];

/** The listeners that are written in an object, as Istio has them; none for those of another controller. */
export function listenersIn(mesh: Mesh, owner: MeshObject<ListenerOwner['resource']['kind']>) {
  const gateways =
    owner.resource.kind === 'ListenerSet'
      ? gatewaysOf(mesh, owner as MeshObject<'ListenerSet'>)
      : [owner as KubernetesGateway];
  return gateways.flatMap((it) => listenersOf(mesh, it)).filter((it) => it.owner === owner);
}

/** What Istio does not take of the listeners of an object. */
export const listenerProblems = (
  mesh: Mesh,
  owner: MeshObject<ListenerOwner['resource']['kind']>,
): readonly Problem[] =>
  listenersIn(mesh, owner).flatMap(({ problems: { accepted, resolvedRefs, conflicted, kinds } }) =>
    [accepted, resolvedRefs, conflicted, kinds].flatMap((it) => it ?? []),
  );

/** Whether a listener for HTTPS is to pass TLS on, which only one for TLS can. */
export const isPassthroughOnHttps = ({ protocol, tls }: GatewayListener): boolean =>
  protocol?.value === 'HTTPS' && tls?.mode?.value === 'Passthrough';
