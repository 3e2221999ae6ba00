import type { Located } from '../text/span';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

/** The hosts that a Sidecar imports for all ports that have no list of their own; `undefined` where it imports everything. */
export function listForAllPorts({
  resource,
}: MeshObject<'Sidecar'>): { readonly hosts: readonly Located<string>[]; readonly path: Path } | undefined {
  const { egress } = resource.spec;
  const index = egress.findIndex((it) => it.port === undefined);
  const hosts = egress[index]?.hosts;
  return hosts && hosts.length > 0 ? { hosts, path: ['spec', 'egress', index, 'hosts'] } : undefined;
}
