import { kinds } from '../model/kinds';
import { Mesh } from '../workspace/mesh';
import { UsageError } from './command';
import type { Input } from './input';
import { meshesOf } from './meshes';

/**
 * The mesh that a call is about: the only one, else the only one that knows the host, of several of these the only one with
 * objects in the namespace. Throws a {@link UsageError} where several are left.
 */
export function chooseMesh(input: Input, host: string, namespace: string): Mesh {
  const all = meshesOf(input);
  const about = all.filter(({ mesh }) => knowsHost(mesh, host));
  const within = all.filter(({ mesh }) => hasNamespace(mesh, namespace));
  const both = about.filter((it) => within.includes(it));
  const left = [both, about, within, all].find((it) => it.length > 0) ?? [];
  const [only, ...others] = left;
  if (!only) return new Mesh(input.workspace.settings, () => {});
  if (others.length === 0) return only.mesh;
  const topic = about.length > 0 ? ` that know ${host}` : within.length > 0 ? ` with namespace ${namespace}` : '';
  const folders = left.map(({ folder }) => folder).join(', ');
  throw new UsageError(`there are ${left.length} meshes${topic}; name the files of one of them: ${folders}`);
}

const knowsHost = (mesh: Mesh, host: string): boolean =>
  (['ServiceEntry', 'VirtualService', 'Service'] as const).some((kind) => mesh.withHost(kind, host).length > 0);

const hasNamespace = (mesh: Mesh, namespace: string): boolean =>
  kinds.some(({ name }) => mesh.inNamespace(name, namespace).some((it) => it.namespace === namespace));
