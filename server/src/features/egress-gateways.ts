import { addHosts } from '../generate/add-host';
import type { Reshaped } from '../generate/removal';
import { serviceOfGateway } from '../mesh/gateways';
import { serverHost } from '../model/gateway';
import { namespaceLabel } from '../model/namespace';
import { externalHosts } from '../trace/requests';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { objectAt } from './object-at';

/** A Gateway that may lead further hosts out. */
export interface EgressGateway {
  /** As `namespace/name`. */
  readonly gateway: string;
  readonly file: string;
  /** Those that it takes already. */
  readonly hosts: readonly string[];
}

/** The Gateways that lead hosts out, in the mesh that a file belongs to; that at the cursor is the first. */
export function egressGateways(workspace: Workspace, path: string, offset: number): EgressGateway[] {
  const mesh = workspace.meshOf(path);
  const here = gatewayAt(workspace, path, offset)?.gateway;
  return mesh
    .all('Gateway')
    .filter((it) => !it.document.partial && leadsOut(mesh, it))
    .map(egressGateway)
    .toSorted((a, b) => Number(b.gateway === here) - Number(a.gateway === here));
}

/** The Gateway at an offset of a file, where it may lead further hosts out. */
export function gatewayAt(workspace: Workspace, path: string, offset: number): EgressGateway | undefined {
  const at = objectAt(workspace, path, offset);
  return at && isOfKind(at.object, 'Gateway') && leadsOut(at.mesh, at.object) ? egressGateway(at.object) : undefined;
}

const labelOf = ({ namespace, name }: MeshObject): string => `${namespaceLabel(namespace)}/${name}`;

const egressGateway = (object: MeshObject<'Gateway'>): EgressGateway => ({
  gateway: labelOf(object),
  file: object.file,
  hosts: hostsOf(object),
});

const hostsOf = ({ resource: { spec } }: MeshObject<'Gateway'>): string[] => [
  ...new Set(spec.servers.flatMap((it) => it.hosts.map(({ value }) => serverHost(value).host))),
];

/** Whether a Gateway has hosts outside the mesh; one without is told from those that let requests in by its name. */
function leadsOut(mesh: Mesh, gateway: MeshObject<'Gateway'>): boolean {
  const outside = externalHosts(mesh);
  const names = [gateway.name, serviceOfGateway(mesh, gateway) ?? ''];
  return hostsOf(gateway).some((it) => outside.includes(it)) || names.some((it) => it.includes('egress'));
}

/** Leads more hosts out through the Gateway of that name; new objects that belong to no other file go into the one given, or its own. */
export function addHostsTo(
  workspace: Workspace,
  path: string,
  { gateway, hosts }: { readonly gateway: string; readonly hosts: readonly string[] },
  newFile?: string,
): Reshaped {
  const found = workspace
    .meshOf(path)
    .all('Gateway')
    .find((it) => labelOf(it) === gateway);
  return found
    ? addHosts(hosts, found, workspace, { path: newFile ?? found.file })
    : { problem: `There is no Gateway ${gateway}.` };
}
