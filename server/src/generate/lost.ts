import type { Kind } from '../model/kinds';
import type { MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { parse } from '../yaml/parse';
import { nodeAt } from '../yaml/tree';
import { type Value, valueOf } from '../yaml/write';
import { authorizationObject } from './authorization';
import type { NewFile } from './bring';
import { egressObjects } from './egress';
import { type EgressRequest, hopPort } from './egress-request';
import { joined } from './join';
import { rulesFor } from './rules-for';
import { type Trail, trailOf } from './trail';
import { fieldOf } from './value';

/** Says what the objects that are for the host alone hold that none of the generated ones has; a sentence. */
export function whatIsLost(
  host: string,
  now: readonly EgressRequest[],
  workspace: Workspace,
  file: NewFile,
  kept: readonly Kind[],
): string | undefined {
  const mesh = workspace.meshOf(file.path);
  const known = new Set(
    now
      .flatMap((it) => [it, joined(it, mesh)])
      .flatMap((it) => [
        ...egressObjects(it),
        ...(it.authorization ? [authorizationObject(mesh, it, hopPort(it))] : []),
      ])
      .flatMap((it) => fieldsOf(it)),
  );
  const trail = trailOf(mesh, host);
  for (const object of ownObjects(trail, workspace, file)) {
    if (kept.includes(object.resource.kind)) continue;
    const node = nodeAt(parse(object.document.text).root, object.resource.path);
    const [field] = fieldsOf(valueOf(node), trail.hosts).filter((it) => !known.has(it) && !saysNothing.has(it));
    if (field)
      return `${object.resource.type} ${object.name} has ${field.slice(field.indexOf(' ') + 1)}, which would be lost.`;
  }
  return undefined;
}

/** What is so without being written, where there is one way. */
const saysNothing: ReadonlySet<string> = new Set([
  'ServiceEntry spec.location',
  ...['http', 'tls', 'tcp'].flatMap((it) => [
    `VirtualService spec.${it}.route.weight`,
    // a name; what it stands for is written elsewhere
    `VirtualService spec.${it}.route.destination.subset`,
  ]),
]);

/** The objects that speak of a host and of its way alone. */
function ownObjects(trail: Trail, workspace: Workspace, file: NewFile): MeshObject[] {
  const mesh = workspace.meshOf(file.path);
  const policies = mesh.all('AuthorizationPolicy').filter((it) => rulesFor(it, trail).length > 0);
  const about = trail.hosts.flatMap((it): readonly MeshObject[] => [
    ...mesh
      .withHost('VirtualService', it)
      .filter(({ resource }) => resource.spec.hosts.some(({ value }) => value === it)),
    ...mesh.withHost('DestinationRule', it).filter(({ resource }) => resource.spec.host?.value === it),
    ...mesh
      .withHost('ServiceEntry', it)
      .filter(({ resource }) => resource.spec.hosts.some(({ value }) => value === it)),
    ...mesh.withHost('HTTPRoute', it),
    ...mesh.withHost('TLSRoute', it),
  ]);
  return [...policies, ...about];
}

/**
 * The paths of all fields below `spec`, without places in lists, behind the kind. That TLS with a host names the host need
 * not be written.
 */
function fieldsOf(object: Value, hosts: readonly string[] = []): string[] {
  const kind = String(fieldOf(object, 'kind'));
  const paths = (value: Value | undefined, path: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((it: Value) => paths(it, path));
    if (typeof value !== 'object' || value === null) return [`${kind} ${path}`];
    return Object.entries(value)
      .filter(([name, it]) => !(name === 'sni' && hosts.includes(String(it).toLowerCase())))
      .flatMap(([name, it]) => paths(it as Value, `${path}.${name}`));
  };
  return paths(fieldOf(object, 'spec'), 'spec');
}
