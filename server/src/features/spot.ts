import type { Mesh, MeshObject } from '../workspace/mesh';
import { list, text } from '../yaml/read';
import { emptyMapping, type Mapping, type Node, nodeAt, type Path } from '../yaml/tree';

/** A place in an object, with the object as one mesh has it. */
export interface Spot {
  readonly mesh: Mesh;
  /** As written. */
  readonly kind: string;
  /** Of the object; `''` where it is not known, see model/namespace.ts. */
  readonly namespace: string;
  /** Missing for kinds whose fields are known but which mean nothing to the mesh. */
  readonly object: MeshObject | undefined;
  /** What is written of the object. */
  readonly node: Mapping;
  /** From the object. */
  readonly path: Path;
}

/** The object that a place of a document lies in. */
export interface Enclosing {
  /** Of the object in the document; below `items` in a list. */
  readonly at: Path;
  readonly node: Mapping;
  readonly apiVersion: string;
  readonly kind: string;
  /** From the object to the place. */
  readonly inside: Path;
}

/** The document itself, or the item of a `kind: List` that the path leads into. */
export function enclosingObject(root: Node | undefined, path: Path): Enclosing {
  const inList = textAt(root, ['kind'])?.endsWith('List') && path[0] === 'items' && typeof path[1] === 'number';
  const at = inList ? path.slice(0, 2) : [];
  const found = nodeAt(root, at);
  const node = found?.kind === 'mapping' ? found : emptyMapping;
  return {
    at,
    node,
    apiVersion: textAt(node, ['apiVersion']) ?? '',
    kind: textAt(node, ['kind']) ?? '',
    inside: path.slice(at.length),
  };
}

/** Whether two paths lead to the same place. */
export const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, i) => step === b[i]);

/** The names of a path without the numbers of list items, such as `spec.http.match.port`. */
export const fieldNames = (path: Path): string => path.filter((it) => typeof it === 'string').join('.');

export const textAt = (node: Node | undefined, path: Path): string | undefined => text(nodeAt(node, path))?.value;

const texts = list(text);
export const textsAt = (node: Node | undefined, path: Path): string[] =>
  texts(nodeAt(node, path)).map((it) => it.value);
