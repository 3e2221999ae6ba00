import type { GatewayServer } from '../../mesh/gateway-servers';
import type { Scope } from '../../mesh/scope';
import { resolveGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';

/**
 * Those of the servers whose Gateway is named by some VirtualService that has one of the hosts. Behind a Service there may
 * be a Gateway for each of very many hosts, and the others have nothing to do with these.
 */
export function boundServers(
  { mesh }: Scope,
  servers: readonly GatewayServer[],
  hosts: readonly string[],
): readonly GatewayServer[] {
  const names = new Set(servers.filter(({ gateway }) => gateway.writtenAt).map((it) => it.gateway.name));
  for (const host of hosts)
    for (const object of mesh.withHost('VirtualService', host))
      for (const { value } of object.resource.spec.gateways) {
        const { name } = resolveGateway(value, object);
        if (hasPlaceholder(name)) return servers;
        names.add(name);
      }
  return servers.filter(({ gateway }) => names.has(gateway.name) || hasPlaceholder(gateway.name));
}
