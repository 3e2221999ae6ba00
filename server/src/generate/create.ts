import { type Kind, kindDefinition } from '../model/kinds';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isJson, type Value } from '../yaml/write';
import { type DocumentEdit, writeBehind } from './edit';

/**
 * Writes a new object where others of its kind and namespace already live, else behind the document of the one that needs
 * it; not possible in a JSON file.
 */
export function create(mesh: Mesh, needs: MeshObject, object: Value): DocumentEdit | undefined {
  const { apiVersion, kind, metadata } = object as Partial<Record<string, string | Record<string, string>>>;
  const known = kindDefinition(String(apiVersion), String(kind))?.name as Kind | undefined;
  const namespace = typeof metadata === 'object' ? (metadata['namespace'] ?? needs.namespace) : needs.namespace;
  const others = known
    ? mesh
        .inNamespace(known, namespace)
        .filter((it) => it.namespace === namespace && !it.document.partial && !isJson(it.document.text))
    : [];
  return writeBehind(others.at(-1) ?? needs, object);
}
