import type { Document } from '../../model/document';
import { kindDefinition } from '../../model/kinds';
import { metadata } from '../../schema/metadata';
import { knownKinds, objectType, typeAt } from '../../schema/schema';
import { objectOf } from '../../schema/table';
import type { ObjectType, Type } from '../../schema/type';
import type { Workspace } from '../../workspace/workspace';
import { type Cursor, cursorAt, cursorMark } from '../../yaml/cursor';
import type { Path } from '../../yaml/tree';
import { type Enclosing, enclosingObject } from '../spot';

/** Where something is to be completed. */
export interface Site {
  readonly document: Document;
  /** Its path and span are relative to the document. */
  readonly cursor: Cursor;
  /** The object that the cursor is in; its `apiVersion` and `kind` are empty where they are missing or being typed. */
  readonly object: Enclosing;
  /** Of what stands at the cursor; of the mapping for a key. */
  readonly type: Type | undefined;
}

/** The site of a cursor; `undefined` where nothing is to be completed and in documents that mean nothing to us. */
export function siteAt(workspace: Workspace, path: string, offset: number): Site | undefined {
  const at = workspace.documentAt(path, offset);
  const cursor = at && cursorAt(at.document.text, at.offset);
  if (!at || !cursor) return undefined;
  const enclosing = enclosingObject(cursor.root, cursor.path);
  const object = { ...enclosing, apiVersion: written(enclosing.apiVersion), kind: written(enclosing.kind) };
  const type = typeOfObject(object);
  if (!type && !kindDefinition(object.apiVersion, object.kind)) return undefined;
  const { inside } = object;
  return { document: at.document, cursor, object, type: type ? typeAt(type, inside) : metadataAt(inside) };
}

/** What stands at a place of a kind whose fields are not known: all of Kubernetes have the same metadata. */
const metadataAt = (path: Path): Type | undefined => {
  const start = path.lastIndexOf('metadata');
  return start < 0 ? undefined : typeAt(objectOf([metadata]), path.slice(start));
};

const written = (word: string): string => (word.includes(cursorMark) ? '' : word);

function typeOfObject({ apiVersion, kind, node }: Enclosing): ObjectType | undefined {
  if (kind && apiVersion) return objectType(apiVersion, kind);
  if (kind) {
    const known = knownKinds.find((it) => it.kind === kind);
    return known && objectType(known.apiVersions[0] ?? '', kind);
  }
  const begun = node.entries.every(({ key }) => anyObject.fields.has(String(key.value)) || isMarked(key.value));
  return begun ? anyObject : undefined;
}

const isMarked = (key: unknown): boolean => typeof key === 'string' && key.includes(cursorMark);

/** What every object has, while its kind is not known. */
const anyObject: ObjectType = objectOf([
  { name: 'apiVersion', type: { kind: 'string' }, description: 'Group and version of the kind.', required: true },
  { name: 'kind', type: { kind: 'string' }, description: 'What the object is.', required: true },
  metadata,
  { name: 'spec', type: objectOf([]), description: 'What the object says.', required: false },
]);
