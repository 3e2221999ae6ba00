import { hostsMatch, resolveHost } from '../model/host';
import type { Name } from '../model/name';
import { agree } from '../model/namespace';
import { meshGateway } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';
import { routedVirtualServices, routedVirtualServicesAbout } from './gateway-api/virtual-services';
import { isBound } from './legs';
import { meshConfig } from './mesh-config';
import type { Proxy } from './proxy';
import { isExportedTo } from './visibility';

type VirtualService = MeshObject<'VirtualService'>;
type Proxies = typeof meshGateway | Extract<Name, { kind: 'gateway' }>;

/**
 * The VirtualServices that Istio gives to a proxy for its sidecars' or a Gateway's sake, in that order: private ones,
 * those exported to the namespace by name, those for all; each older first. Only such as have a name in common with one
 * of the hosts; `*` has with all. `among` narrows the search.
 */
export function visibleVirtualServices(
  mesh: Mesh,
  { namespace }: Proxy,
  hosts: readonly string[],
  gateway: Proxies,
  among: readonly VirtualService[] = candidates(mesh, hosts, gateway),
): VirtualService[] {
  const byDefault = meshConfig(mesh).defaultVirtualServiceExportTo.value;
  const rank = ({ resource, namespace: owner, writtenAt: isRouted }: VirtualService): number => {
    const written = resource.spec.exportTo.map((it) => it.value);
    const exportTo = written.length > 0 ? written : byDefault;
    // V4 pilot/pkg/model/push_context.go initVirtualServices, VirtualServicesForGateway
    // push_context.go VirtualServicesForGateway, virtualservice.go SelectVirtualServices: routes of the proxy's namespace first
    if (exportTo.includes('*')) return isRouted && owner === namespace ? 2 : 3;
    return exportTo.some((it) => it === '.' || it === owner) && agree(owner, namespace) ? 0 : 1;
  };
  return among
    .filter(
      (it) =>
        // V2 pilot/pkg/model/virtualservice_controller.go mergeVirtualServices; V3: of a gateway its pod's namespace counts
        isExportedTo(it.resource.spec.exportTo, it.namespace, namespace, byDefault) &&
        isBound(it, gateway) &&
        (hosts.includes('*') || hosts.some((host) => hasHost(it, host))),
    )
    .sort((a, b) => rank(a) - rank(b));
}

function candidates(mesh: Mesh, hosts: readonly string[], gateway: Proxies): readonly VirtualService[] {
  const written = writtenCandidates(mesh, hosts, gateway);
  const routed = hosts.flatMap((it) => routedVirtualServices(mesh, it, gateway));
  return routed.length === 0 ? written : inOrder([...new Set([...written, ...routed])]);
}

function writtenCandidates(mesh: Mesh, hosts: readonly string[], gateway: Proxies): readonly VirtualService[] {
  if (hosts.includes('*') && gateway !== meshGateway) return mesh.with('VirtualService', gateway);
  const found = hosts.map((it) => mesh.withHost('VirtualService', it));
  return found.length === 1 ? (found[0] ?? []) : inOrder([...new Set(found.flat())]);
}

/** Every VirtualService that has a name in common with the host, or sends to it, also those that Istio makes of routes. */
export const virtualServicesAbout = (mesh: Mesh, host: string): readonly VirtualService[] => [
  ...mesh.withHost('VirtualService', host),
  ...routedVirtualServicesAbout(mesh, host),
];

const hasHost = ({ resource, namespace }: VirtualService, host: string): boolean =>
  resource.spec.hosts.some((it) => hostsMatch(resolveHost(it.value, namespace), host));
