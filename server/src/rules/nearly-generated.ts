import { gatewayServices } from '../mesh/gateway-api/addresses';
import { controllerOf } from '../mesh/gateway-api/classes';
import { routeKinds } from '../mesh/gateway-api/routes';
import { owns } from '../mesh/ownership';
import { type ServiceName, serviceName } from '../model/host';
import { isManaged } from '../model/kubernetes-gateway';
import { unnamed } from '../model/namespace';
import { misspelt } from '../text/nearest';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** A Gateway, and the host of the Service that Istio makes for it. */
export interface NearlyGenerated {
  readonly gateway: MeshObject<'KubernetesGateway'>;
  readonly host: string;
}

/**
 * The Gateway whose Service is plainly meant by a name that no Service has, though the workspace need not have all of
 * that namespace: it has the same name and is nowhere else, or is there and called nearly so; and nobody sends to it.
 */
export function nearlyGenerated(mesh: Mesh, { name, namespace }: ServiceName): NearlyGenerated | undefined {
  if (namespace === unnamed || owns(mesh, namespace, 'Service')) return undefined;
  const made = mesh.all('KubernetesGateway').flatMap((gateway) => {
    if (gateway.namespace === unnamed || !controllerOf(mesh, gateway) || !isManaged(gateway.resource.spec)) return [];
    return gatewayServices(gateway).map((host) => ({ gateway, host, name: serviceName(host)?.name ?? '' }));
  });
  const there = made.filter((it) => it.gateway.namespace === namespace);
  const close = misspelt(
    name,
    there.map((it) => it.name),
  );
  const [meant, ...others] = close ? there.filter((it) => it.name === close) : made.filter((it) => it.name === name);
  return meant && others.length === 0 && !isSentTo(mesh, meant.host) ? meant : undefined;
}

const isSentTo = (mesh: Mesh, host: string): boolean =>
  (['VirtualService', ...routeKinds] as const).some((kind) => mesh.with(kind, { kind: 'host', host }).length > 0);
