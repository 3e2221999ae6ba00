import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import { type DocumentEdit, writeBehind } from './edit';
import { atHomeWith } from './placement';

/**
 * Writes a new object where others of its kind and namespace are kept, else behind the document of the one that needs it;
 * not possible in a JSON file.
 */
export const create = (mesh: Mesh, needs: MeshObject, object: Value): DocumentEdit | undefined =>
  writeBehind(atHomeWith(mesh, object, needs.namespace) ?? needs, object);
