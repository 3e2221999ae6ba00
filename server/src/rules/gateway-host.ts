import { isExternal, namedGateways } from '../mesh/egress';
import { serverHosts } from '../mesh/gateway-hosts';
import { gatewaysBehindService } from '../mesh/gateway-workloads';
import { serves } from '../mesh/gateways';
import { servicesMatching } from '../mesh/services';
import { isWildcard, resolveHost } from '../model/host';
import { unnamed } from '../model/namespace';
import { destinations } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isUsualGateway } from './meant-service';

/**
 * The host of a VirtualService that is the Service of a gateway, with the host outside that its rules lead to; `undefined`
 * where another of its hosts may be meant, and where one of its gateways takes that name.
 */
export function gatewayHost(
  mesh: Mesh,
  object: MeshObject<'VirtualService'>,
): { readonly written: Located<string>; readonly outside: string } | undefined {
  const [written, ...others] = object.resource.spec.hosts;
  if (!written || others.length > 0 || object.document.partial || hasPlaceholder(written.value)) return undefined;
  const host = resolveHost(written.value, object.namespace);
  if (!isUsualGateway(mesh, host) && gatewaysBehindService(mesh, host).length === 0) return undefined;
  const leads = [...destinations(object.resource.spec)]
    .map((it) => resolveHost(it.host?.value ?? '', object.namespace))
    .find(
      (it) => !hasPlaceholder(it) && isExternal(mesh, it, object.namespace) && servicesMatching(mesh, it).length > 0,
    );
  const servers = namedGateways(mesh, object).flatMap((gateway) =>
    gateway.resource.spec.servers.map((server) => ({ gateway, server })),
  );
  if (leads === undefined || servers.some((it) => serves(it.server, it.gateway, host, unnamed))) return undefined;
  const taken = servers.flatMap((it) =>
    serverHosts(it.server, it.gateway.namespace).map((one) => one.host.toLowerCase()),
  );
  const [only = leads, ...more] = new Set(taken);
  return { written, outside: more.length > 0 || isWildcard(only) ? leads : only };
}
