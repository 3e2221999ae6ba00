import type { Span } from '../text/span';
import type { MeshObject, Place } from '../workspace/mesh';

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

/** `Gateway shop/egress`; without the namespace where it is not known. */
export const label = ({ resource, name, namespace }: MeshObject): string =>
  `${resource.type} ${namespace ? `${namespace}/` : ''}${name || '(without a name)'}`;

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  const [last = '', ...rest] = [...words].reverse();
  return rest.length === 0 ? last : `${rest.reverse().join(', ')} and ${last}`;
}
