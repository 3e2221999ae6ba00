import { addHost } from '../generate/add-host';
import type { Reshaped } from '../generate/removal';
import { namespaceLabel } from '../model/namespace';
import type { MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';

/** The Gateways that may lead hosts out, as `namespace/name`, in the mesh that a file belongs to. */
export const egressGateways = (workspace: Workspace, path: string): string[] =>
  workspace
    .meshOf(path)
    .all('Gateway')
    .filter(({ document }) => !document.partial)
    .map(labelOf);

const labelOf = ({ namespace, name }: MeshObject): string => `${namespaceLabel(namespace)}/${name}`;

/** Leads one more host out through the Gateway of that name; new objects go into its file. */
export function addHostTo(
  workspace: Workspace,
  path: string,
  { gateway, host }: { readonly gateway: string; readonly host: string },
): Reshaped {
  const found = workspace
    .meshOf(path)
    .all('Gateway')
    .find((it) => labelOf(it) === gateway);
  return found ? addHost(host, found, workspace, { path: found.file }) : { problem: `There is no Gateway ${gateway}.` };
}
