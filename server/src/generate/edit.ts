import type { Document } from '../model/document';
import { lineEnding, type TextEdit } from '../text/edit';
import type { Located, Span } from '../text/span';
import type { MeshObject } from '../workspace/mesh';
import { moveItem } from '../yaml/move';
import { parse } from '../yaml/parse';
import { removeEntries, removeItem } from '../yaml/remove';
import { nodeAt, type Path } from '../yaml/tree';
import {
  appendDocument,
  insert,
  isJson,
  prepend,
  renderDocument,
  replaceEntry,
  replaceScalar,
  type Value,
  valueOf,
} from '../yaml/write';

/** An edit of one document; its span is relative to that document. */
export interface DocumentEdit extends TextEdit {
  readonly document: Document;
}

/** A repair, or a change that the user asked for. */
export interface Fix {
  readonly title: string;
  /** It cannot be wrong, so it may be applied with others without being looked at. */
  readonly safe: boolean;
  readonly edits: readonly DocumentEdit[];
}

/** A fix of these edits; none where one of them cannot be made. */
export function fix(title: string, edits: readonly (DocumentEdit | undefined)[], safe = false): Fix[] {
  const possible = edits.filter((it) => it !== undefined);
  return possible.length === edits.length ? [{ title, safe, edits: possible }] : [];
}

/** Writes another scalar in the place of one, in the quotes that it had. */
export const replace = ({ document }: MeshObject, span: Span, value: string | number): DocumentEdit => ({
  document,
  ...replaceScalar(document.text, span, value),
});

/** Whether an object has a field written, whatever is in it. */
export const hasField = ({ document, resource }: MeshObject, path: Path): boolean =>
  nodeAt(parse(document.text).root, [...resource.path, ...path]) !== undefined;

/** Inserts a value into an object; the path starts at the object (`['spec', 'hosts', 0]` appends to its hosts). */
export function insertInto({ document, resource }: MeshObject, path: Path, value: Value): DocumentEdit | undefined {
  const { root } = parse(document.text);
  const edit = insert(document.text, root, [...resource.path, ...path], value);
  return edit && { document, ...edit };
}

/** Writes a scalar in the place of the one that a field has, or gives the object the field. */
export const write = (
  object: MeshObject,
  path: Path,
  written: Located<string | number> | undefined,
  value: string | number,
): DocumentEdit | undefined => (written ? replace(object, written.span, value) : insertInto(object, path, value));

/** What a part of an object holds, to be written elsewhere; `undefined` where nothing is written. */
export function valueAt({ document, resource }: MeshObject, path: Path): Value | undefined {
  const node = nodeAt(parse(document.text).root, [...resource.path, ...path]);
  return node && valueOf(node);
}

/** Inserts an entry in front of the others of a mapping of an object. */
export function prependTo(
  { document, resource }: MeshObject,
  path: Path,
  key: string,
  value: Value,
): DocumentEdit | undefined {
  const { root } = parse(document.text);
  const edit = prepend(document.text, root, [...resource.path, ...path], key, value);
  return edit && { document, ...edit };
}

/** Writes another field in the place of one of an object. */
export function exchange(
  { document, resource }: MeshObject,
  path: Path,
  field: string,
  other: readonly [string, Value],
): DocumentEdit | undefined {
  const { root } = parse(document.text);
  const edit = replaceEntry(document.text, root, [...resource.path, ...path], field, other);
  return edit && { document, ...edit };
}

/** Writes another object in the place of one; not possible in a list of them, nor in a JSON file. */
export function rewrite({ document, resource }: MeshObject, object: Value): DocumentEdit | undefined {
  if (resource.path.length > 0 || isJson(document.text)) return undefined;
  const text = renderDocument(object).replaceAll('\n', lineEnding(document.text));
  return { document, span: resource.span, newText: /\s$/.test(textOf(document, resource)) ? text : text.trimEnd() };
}

const textOf = ({ text }: Document, { span }: MeshObject['resource']): string => text.slice(span.start, span.end);

/** Takes the document of an object out of its file; not possible where it has others. */
export const removeObject = ({ document, resource }: MeshObject): DocumentEdit | undefined =>
  resource.path.length > 0 || document.resources.length > 1
    ? undefined
    : { document, span: { start: 0, end: document.text.length }, newText: '' };

/** Takes fields out of the mapping at a path of an object; `[undefined]` where nothing would be left of it. */
export function removeFields(
  { document, resource }: MeshObject,
  path: Path,
  fields: readonly string[],
): (DocumentEdit | undefined)[] {
  const edits = removeEntries(document.text, parse(document.text).root, [...resource.path, ...path], fields);
  return edits?.map((it) => ({ document, ...it })) ?? [undefined];
}

/** Takes an item out of a list of an object; `undefined` where nothing would be left of it. */
export function removeFrom({ document, resource }: MeshObject, list: Path, index: number): DocumentEdit | undefined {
  const { root } = parse(document.text);
  const edit = removeItem(document.text, root, [...resource.path, ...list], index);
  return edit && { document, ...edit };
}

/** Takes an item of a list of an object in front of an earlier one. */
export function moveBefore(
  { document, resource }: MeshObject,
  list: Path,
  from: number,
  to: number,
): (DocumentEdit | undefined)[] {
  const edits = moveItem(document.text, parse(document.text).root, [...resource.path, ...list], from, to);
  return edits?.map((it) => ({ document, ...it })) ?? [undefined];
}

/** Writes a new object behind the document of another one; not possible in a JSON file. */
export function writeBehind({ document }: MeshObject, object: Value): DocumentEdit | undefined {
  if (isJson(document.text)) return undefined;
  return { document, ...appendDocument(document.text, object) };
}
