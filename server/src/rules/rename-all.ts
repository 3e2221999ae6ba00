import { type Fix, fix, replace } from '../generate/edit';
import type { Name } from '../model/name';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { enumerate, label } from './places';

/** The fix that writes another name wherever one is used that nobody has, first of all in an object. */
export function renameAll(mesh: Mesh, object: MeshObject, name: Name, to: string): Fix[] {
  const all = mesh.mentions(name).filter((it) => it.mention.role === 'reference' && !it.object.writtenAt);
  const others = [...new Set(all.map((it) => it.object))].filter((it) => it !== object);
  const where = others.length > 0 ? ` here and in ${enumerate(others.map(label))}` : '';
  return fix(
    `Change to '${to}'${where}`,
    all.map((it) => replace(it.object, it.mention.span, to)),
  );
}
