import { type Neighbour, neighbours, neighboursOf } from '../generate/neighbours';
import type { Reshaped } from '../generate/removal';
import { requestsNow } from '../generate/requests-now';
import { waysText } from '../generate/way-text';
import { touches } from '../text/span';
import { externalHosts, externalHostsOf, speakerFor } from '../trace/requests';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { objectAt } from './object-at';

/** Something that can be done to the ways out of a host; what it would change is worked out when somebody wants it. */
export interface NeighbourHere {
  readonly id: string;
  readonly host: string;
  readonly title: string;
}

/** A host that is led out, and how. */
export interface LedHost {
  readonly host: string;
  /** Such as `HTTPS through istio-system/istio-egressgateway`. */
  readonly ways: string;
}

/** What can be done to the host that an offset of a file points at, or that its ServiceEntry or VirtualService is for alone. */
export function neighboursHere(workspace: Workspace, path: string, offset: number): NeighbourHere[] {
  const at = objectAt(workspace, path, offset);
  const host = at && hostAt(at.mesh, at.object, at.offset);
  return at && host !== undefined ? offered(workspace, at.mesh, host, path) : [];
}

/** What can be done to a host of the mesh that a file belongs to. */
export const neighboursFor = (workspace: Workspace, path: string, host: string): NeighbourHere[] =>
  offered(workspace, workspace.meshOf(path), host, path);

const offered = (workspace: Workspace, mesh: Mesh, host: string, path: string): NeighbourHere[] =>
  neighboursOf(mesh, host)
    .filter((it) => it.obstacle?.(host, workspace, { path }) === undefined)
    .map(({ id, title }) => ({ id, host, title }));

function hostAt(mesh: Mesh, object: MeshObject, offset: number): string | undefined {
  const pointed = object.mentions.find(({ span }) => touches(span, offset))?.name;
  if (pointed?.kind === 'host') return pointed.host;
  if (!isOfKind(object, 'ServiceEntry') && !isOfKind(object, 'VirtualService')) return undefined;
  const [host, ...others] = externalHostsOf(mesh, object);
  return others.length === 0 ? host : undefined;
}

/** The hosts for which something can be done, in the mesh that a file belongs to; that at the cursor is the first. */
export function hostsWithNeighbours(workspace: Workspace, path: string, offset: number): LedHost[] {
  const mesh = workspace.meshOf(path);
  const at = objectAt(workspace, path, offset);
  const here = at && hostAt(mesh, at.object, at.offset);
  return externalHosts(mesh)
    .filter((it) => neighboursOf(mesh, it).length > 0)
    .toSorted((a, b) => Number(b === here) - Number(a === here))
    .map((host) => ({ host, ways: waysText(requestsNow(mesh, host)) }));
}

/** Does it: what becomes of the workspace. New objects go into the file that speaks of the host. */
export function runNeighbour(
  workspace: Workspace,
  path: string,
  { id, host }: Pick<NeighbourHere, 'id' | 'host'>,
): Reshaped {
  const neighbour = neighbours.find((it: Neighbour) => it.id === id);
  if (!neighbour) return { problem: `Nothing is called ${id}.` };
  const mesh = workspace.meshOf(path);
  const [route] = mesh.withHost('VirtualService', host);
  return neighbour.run(host, workspace, { path: (route ?? speakerFor(mesh, host))?.file ?? path });
}
