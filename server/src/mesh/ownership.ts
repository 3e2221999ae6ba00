import type { Kind } from '../model/kinds';
import type { Mesh } from '../workspace/mesh';

const kinds: readonly Kind[] = ['ServiceEntry', 'Gateway', 'VirtualService', 'DestinationRule', 'Service'];

/**
 * Whether the workspace plainly is where objects of that kind in that namespace would be: the settings say so, it has
 * some, or it has objects of two other kinds there. Only then does the absence of one mean that it does not exist.
 */
export const owns = (mesh: Mesh, namespace: string, kind: Kind): boolean =>
  mesh.settings.closedWorld ?? (mesh.has(kind, namespace) || kinds.filter((it) => mesh.has(it, namespace)).length >= 2);
