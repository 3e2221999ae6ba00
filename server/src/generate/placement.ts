import { type Kind, kinds } from '../model/kinds';
import { agree } from '../model/namespace';
import type { Mesh, MeshObject } from '../workspace/mesh';

/**
 * The object behind which a new one of its kind and namespace is at home: the last in a file that holds several such and
 * nothing else; `undefined` where no file of the mesh is kept so.
 */
export function lastOfItsKind(mesh: Mesh, kind: Kind, namespace: string): MeshObject | undefined {
  const own = mesh.inNamespace(kind, namespace).filter((it) => agree(it.namespace, namespace) && !it.document.partial);
  const files = [...new Set(own.map((it) => it.file))].filter(
    (file) => own.filter((it) => it.file === file).length > 1,
  );
  const isOnly = (file: string): boolean =>
    kinds.every(({ name }) => mesh.all(name).every((it) => it.file !== file || own.includes(it as MeshObject<Kind>)));
  const home = files.find(isOnly);
  return own.findLast((it) => it.file === home);
}
