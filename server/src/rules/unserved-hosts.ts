import { boundGateways } from '../mesh/egress';
import { serves } from '../mesh/gateways';
import { isBound } from '../mesh/legs';
import { resolveHost, serviceName } from '../model/host';
import { unnamed } from '../model/namespace';
import { meshGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';

type VirtualService = MeshObject<'VirtualService'>;

/** A host of a VirtualService that none of the gateways takes which it names. */
export interface UnservedHost {
  readonly written: Located<string>;
  readonly host: string;
  readonly gateways: readonly MeshObject<'Gateway'>[];
}

/** The hosts that a VirtualService has in vain, as far as its gateways are known. */
export function unservedHosts(mesh: Mesh, object: VirtualService): UnservedHost[] {
  const gateways = boundGateways(mesh, object);
  if (!gateways || gateways.length === 0) return [];
  return object.resource.spec.hosts.flatMap((written) => {
    const host = resolveHost(written.value, object.namespace);
    if (hasPlaceholder(written.value) || isForSidecarsOnly(object, host)) return [];
    // a server that only asks for another namespace of the VirtualService is another mistake
    const isServed = gateways.some((gateway) =>
      gateway.resource.spec.servers.some((it) => serves(it, gateway, host, unnamed) || it.hosts.length === 0),
    );
    return isServed ? [] : [{ written, host, gateways }];
  });
}

/** A VirtualService for the sidecars too may list names of the mesh that no gateway ever sees. */
const isForSidecarsOnly = (object: VirtualService, host: string): boolean =>
  isBound(object, meshGateway) && (serviceName(host) !== undefined || !host.includes('.'));
