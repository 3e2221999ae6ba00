import { sameHost, serviceName } from '../../model/host';
import { isManaged } from '../../model/kubernetes-gateway';
import { agree } from '../../model/namespace';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { gatewayServices } from './addresses';
import { controllerOf } from './classes';
import { type KubernetesGateway, listenersOf } from './listeners';
import type { Problem } from './problem';

/** The Kubernetes Gateways whose listeners are on the pods behind a Service: that Istio makes for them, or that they name. */
export const gatewaysAt = (mesh: Mesh, host: string): readonly KubernetesGateway[] =>
  mesh.withHost('KubernetesGateway', host).filter(
    (it) =>
      controllerOf(mesh, it) !== undefined &&
      // L8 pilot/pkg/model/push_context.go mergeGateways: the Service is in the Gateway's own namespace
      gatewayServices(it).some((own) => sameHost(own, host)) &&
      agree(serviceName(host)?.namespace ?? '', it.namespace),
  );

/** What Istio makes of the listeners that are on the pods behind a Service: Gateways of its own API with one server each. */
export const listenerGateways = (mesh: Mesh, host: string): readonly MeshObject<'Gateway'>[] =>
  gatewaysAt(mesh, host).flatMap((it) => listenersOf(mesh, it).flatMap(({ server }) => server ?? []));

/** The namespaces whose Istio Gateways count on pods behind these Services; `undefined` for all. */
export function namespacesBeside(mesh: Mesh, hosts: readonly string[]): readonly string[] | undefined {
  // G4 pilot/pkg/model/push_context.go filterStrictGatewayMerging: pods that Istio runs itself take no foreign certificates
  const servers = hosts
    .flatMap((it) => gatewaysAt(mesh, it))
    .filter((it) => isManaged(it.resource.spec))
    .flatMap((it) => listenersOf(mesh, it).flatMap(({ server }) => server ?? []));
  return servers.length > 0 ? [...new Set(servers.map((it) => it.namespace))] : undefined;
}

/** Why a server that Istio makes of a listener is not programmed all the same; `undefined` where it is. */
export function unusableListener(mesh: Mesh, server: MeshObject<'Gateway'>): Problem | undefined {
  const owner = server.writtenAt?.([]).object;
  if (owner?.resource.kind !== 'KubernetesGateway') return undefined;
  // L4 a listener without a valid certificate has no chain
  return listenersOf(mesh, owner as KubernetesGateway).find((it) => it.server === server)?.problems.resolvedRefs;
}
