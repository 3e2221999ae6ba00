import { sectionOf } from '../mesh/gateway-protocol';
import { gatewayName, type Leg, legs, takesPort } from '../mesh/legs';
import type { Section } from '../model/virtual-service';
import type { Failure } from '../trace/failures';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { passedOver } from './failure';
import { type HopServer, hopServer, serverAt } from './hop-server';

/** Rules for a server in a section that it does not read. */
export interface UnreadSection {
  readonly at: HopServer;
  readonly virtualService: MeshObject<'VirtualService'>;
  readonly section: Section;
  /** Of the first rule's first destination. */
  readonly path: Path;
  /** What it reads; `undefined` for nothing at all. */
  readonly reads: Section | undefined;
}

/** The rules that are there for a request which a gateway does not take, and that its server does not read. */
export function unreadSection(failure: Failure, mesh: Mesh): UnreadSection | undefined {
  const { hop, cause, host } = failure;
  const reasons = ['no-listener', 'no-filter-chain', 'no-virtual-host', 'no-route'];
  if (hop.proxy.type !== 'gateway' || !reasons.includes(cause.reason)) return undefined;
  // 3.4 of a server without rules nothing is left but the reason
  const [without] = passedOver(failure, '3.4');
  const at = hopServer(hop) ?? (without && serverAt(without));
  if (!at) return undefined;
  const reads = sectionOf(at.server);
  for (const virtualService of mesh.withHost('VirtualService', host)) {
    const own = legs(virtualService, gatewayName(at.gateway)).filter((it) =>
      takesPort(it, at.server.port?.number?.value),
    );
    const [first] = own;
    if (!first || own.some((it) => it.section === reads)) continue;
    return { at, virtualService, section: first.section, path: destinationOf(first, virtualService), reads };
  }
  return undefined;
}

const destinationOf = ({ path }: Leg, { resource }: MeshObject): Path => [
  ...path.slice(resource.path.length),
  'route',
  0,
  'destination',
  'host',
];
