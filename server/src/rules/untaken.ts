import { serves } from '../mesh/gateways';
import { hostLabel } from '../model/host';
import { unnamed } from '../model/namespace';
import type { Failure } from '../trace/failures';
import type { MeshObject } from '../workspace/mesh';
import type { PlacedServer } from './failure';

/** What becomes of requests to a host that reach a gateway where nobody takes them further. */
export function whatBecomes({ cause: { reason }, host }: Failure): string {
  if (reason === 'no-listener') return `the connection to ${hostLabel(host)} is refused`;
  if (reason === 'no-filter-chain') return `the connection to ${hostLabel(host)} is closed`;
  return `the gateway answers requests for ${hostLabel(host)} with 404`;
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
