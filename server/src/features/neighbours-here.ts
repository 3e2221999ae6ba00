import { type Neighbour, neighbours, neighboursOf } from '../generate/neighbours';
import type { Reshaped } from '../generate/removal';
import { externalHosts, externalHostsOf, speakerFor } from '../trace/requests';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';

/** Something that can be done to the ways out of a host; what it would change is worked out when somebody wants it. */
export interface NeighbourHere {
  readonly id: string;
  readonly host: string;
  readonly title: string;
}

/** What can be done to the host that an offset of a file points at, or that its ServiceEntry or VirtualService is for alone. */
export function neighboursHere(workspace: Workspace, path: string, offset: number): NeighbourHere[] {
  const at = workspace.documentAt(path, offset);
  const [found] = at ? workspace.meshesOf(at.document) : [];
  if (!at || !found || at.document.partial) return [];
  const object = found.objects.find(({ resource: { span } }) => span.start <= at.offset && at.offset <= span.end);
  const host = object && hostAt(found.mesh, object, at.offset);
  return host === undefined ? [] : offered(found.mesh, host);
}

/** What can be done to a host of the mesh that a file belongs to. */
export const neighboursFor = (workspace: Workspace, path: string, host: string): NeighbourHere[] =>
  offered(workspace.meshOf(path), host);

const offered = (mesh: Mesh, host: string): NeighbourHere[] =>
  neighboursOf(mesh, host).map(({ id, title }) => ({ id, host, title: title(host) }));

function hostAt(mesh: Mesh, object: MeshObject, offset: number): string | undefined {
  const pointed = object.mentions.find(({ span }) => span.start <= offset && offset <= span.end)?.name;
  if (pointed?.kind === 'host') return pointed.host;
  if (!isOfKind(object, 'ServiceEntry') && !isOfKind(object, 'VirtualService')) return undefined;
  const [host, ...others] = externalHostsOf(mesh, object);
  return others.length === 0 ? host : undefined;
}

/** The hosts for which something can be done, in the mesh that a file belongs to. */
export function hostsWithNeighbours(workspace: Workspace, path: string): string[] {
  const mesh = workspace.meshOf(path);
  return externalHosts(mesh).filter((it) => neighboursOf(mesh, it).length > 0);
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
