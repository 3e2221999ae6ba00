import type { Leg } from '../mesh/legs';
import type { Span } from '../text/span';
import type { MeshObject, Place } from '../workspace/mesh';
import { parse } from '../yaml/parse';
import { type Path, spanAt } from '../yaml/tree';

/** The object's name, or its kind where it has none: what to show for the object as a whole. */
export const nameSpan = ({ resource }: MeshObject): Span => resource.name?.span ?? resource.kindSpan;

/** A related place: the object as a whole, or a span of it. */
export const at = (
  object: MeshObject,
  message: string,
  span: Span = nameSpan(object),
): Place & { message: string } => ({
  document: object.document,
  span,
  message,
});

/** A related place: a part of an object; a field that isn't written is where its nearest parent is. */
export const atPath = (object: MeshObject, path: Path, message: string): Place & { message: string } =>
  at(object, message, spanOf(object, path));

/** Where a part of an object is written, or its nearest parent. Reads the document again. */
export const spanOf = (object: MeshObject, path: Path): Span =>
  (path.length > 0 ? spanAt(parse(object.document.text).root, [...object.resource.path, ...path]) : undefined) ??
  nameSpan(object);

/** What to show for a rule of a VirtualService: where it sends to, else its first match. */
export const legSpan = (object: MeshObject<'VirtualService'>, { rule, path }: Leg): Span =>
  rule.route.find((it) => it.destination?.host)?.destination?.host?.span ??
  rule.match.find((it) => it.port)?.port?.span ??
  spanOf(object, [...path.slice(object.resource.path.length), 'match']);

/** `Gateway shop/egress`; without the namespace where it is not known. */
export const label = ({ resource, name, namespace }: MeshObject): string =>
  `${resource.type} ${namespace ? `${namespace}/` : ''}${name || '(without a name)'}`;

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  const [last = '', ...rest] = [...words].reverse();
  return rest.length === 0 ? last : `${rest.reverse().join(', ')} and ${last}`;
}
