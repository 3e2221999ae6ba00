import { agree } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';

const toAll: readonly string[] = ['*'];

/**
 * Whether an object is exported to a namespace: to its own for `.`, to nobody for `~`. Where `exportTo` is empty,
 * `byDefault` holds, which is what the mesh says for objects of that kind. An unknown namespace, and a value that somebody
 * will fill in, could be any.
 */
export function isExportedTo(
  exportTo: readonly Located<string>[],
  owner: string,
  namespace: string,
  byDefault: readonly string[] = toAll,
): boolean {
  // V2 pilot/pkg/model/virtualservice_controller.go mergeVirtualServices; S11 push_context.go serviceExportTo; D16 initDefaultExportMaps
  const effective = exportTo.length === 0 ? byDefault : exportTo.map((it) => it.value);
  return effective.some((value) => {
    if (value === '*' || hasPlaceholder(value)) return true;
    if (value === '~') return false;
    return agree(value === '.' ? owner : value, namespace);
  });
}
