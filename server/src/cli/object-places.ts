import type { Document } from '../model/document';
import { kindDefinition } from '../model/kinds';
import { namespaceLabel } from '../model/namespace';
import { LineIndex } from '../text/line-index';
import type { MeshObject } from '../workspace/mesh';
import { parse } from '../yaml/parse';
import { type Node, type Path, pathText, spanAt } from '../yaml/tree';
import type { Input } from './input';
import type { FilePlace } from './report';

/** A part of an object, and where it is written. */
export interface ObjectPlace extends FilePlace {
  /** Such as `VirtualService shop/direct-cnn`. */
  readonly resource: string;
  /** Such as `spec.http[0]`; empty for the object as a whole. */
  readonly path: string;
}

/** Finds the places of parts of objects. */
export type Locate = (object: MeshObject, path: Path) => ObjectPlace;

/** `VirtualService shop/direct-cnn`. */
export function resourceLabel({ resource, namespace, name }: MeshObject): string {
  const isClusterWide = kindDefinition(resource.apiVersion, resource.type)?.clusterWide === true;
  return `${resource.type} ${isClusterWide ? '' : `${namespaceLabel(namespace)}/`}${name}`;
}

/** Locates in the files of an input; a field that isn't written is where its nearest parent is. */
export function locator(input: Pick<Input, 'workspace' | 'show'>): Locate {
  const { workspace } = input;
  const roots = new Map<Document, Node | undefined>();
  const lines = new Map<string, LineIndex>();
  const rootOf = (document: Document): Node | undefined => {
    if (!roots.has(document)) roots.set(document, parse(document.text).root);
    return roots.get(document);
  };
  return (object, path) => {
    const { document, resource } = object;
    const span = path.length > 0 ? spanAt(rootOf(document), [...resource.path, ...path]) : undefined;
    const location = workspace.locate({ document, span: span ?? resource.name?.span ?? resource.kindSpan });
    const index = lines.get(location.path) ?? new LineIndex(workspace.text(location.path));
    lines.set(location.path, index);
    const at = (offset: number) => {
      const { line, character } = index.position(offset);
      return { line: line + 1, column: character + 1 };
    };
    const range = { start: at(location.span.start), end: at(location.span.end) };
    return { resource: resourceLabel(object), path: pathText(path), file: input.show(location.path), range };
  };
}
