import type { Document } from '../model/document';
import type { Mention } from '../model/name';
import { touches } from '../text/span';
import type { Workspace } from '../workspace/workspace';
import { type ScalarPlace, scalarAt } from '../yaml/cursor';
import { parse } from '../yaml/parse';
import { type Enclosing, enclosingObject, type Spot, samePath } from './spot';

// kinds that mean nothing to a mesh still have fields
const hasFields = /\bapiVersion\b.{0,40}\b(?:istio\.io|gateway\.networking\.k8s\.io)\//;

/** The word that an offset of a file points at. */
export interface Pointed extends ScalarPlace {
  readonly document: Document;
  readonly object: Enclosing;
  /** The place in each mesh that the document belongs to, with what is mentioned there. */
  readonly spots: readonly (Spot & { readonly mentions: readonly Mention[] })[];
}

/** `undefined` between words, and in documents that mean nothing to us. */
export function pointedAt(workspace: Workspace, path: string, offset: number): Pointed | undefined {
  const at = workspace.documentAt(path, offset);
  if (!at || (at.document.resources.length === 0 && !hasFields.test(at.document.text))) return undefined;
  const { document } = at;
  const { root } = parse(document.text);
  const found = scalarAt(root, at.offset);
  if (!found) return undefined;
  const enclosing = enclosingObject(root, found.path);
  const { kind, node, inside } = enclosing;
  const spots = workspace.meshesOf(document).flatMap(({ mesh, objects }) => {
    const object = objects.find((it) => samePath(it.resource.path, enclosing.at));
    if (!object) return [];
    const mentioned = found.slot === 'key' ? [] : object.mentions.filter((it) => touches(it.span, at.offset));
    // the name of an object may say more, such as a host; what is pointed at is the object
    const named = mentioned.filter((it) => it.name.kind === 'object');
    const mentions = named.length > 0 ? named : mentioned;
    return [{ mesh, kind, namespace: object.namespace, object, node, path: inside, mentions }];
  });
  return { ...found, document, object: enclosing, spots };
}
