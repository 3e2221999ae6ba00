import { kinds } from '../model/kinds';
import { agree } from '../model/namespace';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isJson, type Value } from '../yaml/write';
import { kindOf, textOf } from './value';

/**
 * One of the objects with which a new one is at home: of its kind and namespace, the last by name in a file that holds
 * several such and nothing else; `undefined` where no file of the mesh is kept so. `usual` is the namespace of an object
 * that names none.
 */
export function atHomeWith(mesh: Mesh, object: Value, usual: string): MeshObject | undefined {
  const kind = kindOf(object);
  if (!kind) return undefined;
  const namespace = textOf(object, 'metadata', 'namespace') || usual;
  const own = mesh
    .inNamespace(kind, namespace)
    .filter((it) => agree(it.namespace, namespace) && !it.document.partial && !isJson(it.document.text));
  const files = [...new Set(own.map((it) => it.file))].filter(
    (file) => own.filter((it) => it.file === file).length > 1,
  );
  const isOnly = (file: string): boolean =>
    kinds.every(({ name }) => mesh.all(name).every((it) => it.file !== file || own.some((one) => one === it)));
  const home = files.find(isOnly);
  return own.findLast((it) => it.file === home);
}
