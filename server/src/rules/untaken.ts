import { namedGateways } from '../mesh/egress';
import { serves } from '../mesh/gateways';
import { hostLabel } from '../model/host';
import { unnamed } from '../model/namespace';
import { meshGateway, resolveGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Failure } from '../trace/failures';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { PlacedServer } from './failure';

type VirtualService = MeshObject<'VirtualService'>;

/** What becomes of requests to a host that reach a gateway where nobody takes them further. */
export function whatBecomes({ cause: { reason }, host }: Failure): string {
  if (reason === 'no-listener') return `the connection to ${hostLabel(host)} is refused`;
  if (reason === 'no-filter-chain') return `the connection to ${hostLabel(host)} is closed`;
  return `the gateway answers requests for ${hostLabel(host)} with 404`;
}

/** The Gateways that a VirtualService names; `undefined` where one of them cannot be known. */
export function gatewaysOf(mesh: Mesh, object: VirtualService): readonly MeshObject<'Gateway'>[] | undefined {
  const gateways = namedGateways(mesh, object);
  const isKnown = object.resource.spec.gateways.every(({ value }) => {
    const { namespace, name } = resolveGateway(value, object);
    return value === meshGateway || (!hasPlaceholder(value) && mesh.find('Gateway', namespace, name).length > 0);
  });
  return isKnown && gateways.every((it) => !it.document.partial) ? gateways : undefined;
}

/** The servers of Gateways that have the host, be it for VirtualServices of this namespace only. */
export const serversOf = (
  gateways: readonly MeshObject<'Gateway'>[],
  host: string,
  virtualServiceNamespace = unnamed,
): PlacedServer[] =>
  gateways.flatMap((gateway) =>
    gateway.resource.spec.servers.flatMap((server, index) =>
      serves(server, gateway, host, virtualServiceNamespace) ? [{ gateway, server, index }] : [],
    ),
  );
