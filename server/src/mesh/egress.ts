import { isWildcard, serviceName } from '../model/host';
import { gatewayReferences, meshGateway, resolveGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isBound } from './legs';
import { servicesOf } from './services';

/** The Gateways that the VirtualService itself names and that exist. */
export function namedGateways(mesh: Mesh, virtualService: MeshObject<'VirtualService'>): MeshObject<'Gateway'>[] {
  const names = virtualService.mentions.flatMap(({ name }) => (name.kind === 'gateway' ? [name] : []));
  return [...new Set(names.flatMap((it) => mesh.find('Gateway', it.namespace, it.name)))];
}

/** The Gateways that a VirtualService is bound to, each once; `undefined` where one of them cannot be known. */
export function boundGateways(
  mesh: Mesh,
  virtualService: MeshObject<'VirtualService'>,
): readonly MeshObject<'Gateway'>[] | undefined {
  const gateways = new Set<MeshObject<'Gateway'>>();
  for (const { value } of virtualService.resource.spec.gateways) {
    if (value === meshGateway) continue;
    const found = gatewaysCalled(mesh, virtualService, value);
    if (found.length === 0 || found.some((it) => it.document.partial)) return undefined;
    for (const it of found) gateways.add(it);
  }
  return [...gateways];
}

/** Those that a reference in a VirtualService means; none for one that is still to be filled in. */
function gatewaysCalled(mesh: Mesh, virtualService: MeshObject<'VirtualService'>, reference: string) {
  const { namespace, name } = resolveGateway(reference, virtualService);
  return hasPlaceholder(reference) ? [] : mesh.find('Gateway', namespace, name);
}

/**
 * Whether it is clear for which gateways each rule of the VirtualService is: every gateway it names exists and can be
 * known, and every match names one that it is bound to. Else what its legs are is another question than whether they work.
 */
export function hasClearGateways(mesh: Mesh, virtualService: MeshObject<'VirtualService'>): boolean {
  const { spec } = virtualService.resource;
  const exists = (reference: string): boolean =>
    reference === meshGateway || gatewaysCalled(mesh, virtualService, reference).length > 0;
  const bound = (reference: string): boolean =>
    isBound(virtualService, reference === meshGateway ? meshGateway : resolveGateway(reference, virtualService));
  return [...gatewayReferences(spec)].every(({ value }) => exists(value) && bound(value));
}

/** Whether a host lies outside the mesh: a ServiceEntry says so, or nothing of the mesh has it. */
export function isExternal(mesh: Mesh, host: string, namespace: string): boolean {
  if (serviceName(host) || isWildcard(host) || !host.includes('.')) return false;
  const services = servicesOf(mesh, host, namespace);
  return services.length === 0 || services.some((it) => it.external);
}
