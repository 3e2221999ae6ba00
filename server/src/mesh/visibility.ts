import { agree } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';

/**
 * Whether an object is exported to a namespace: to all where `exportTo` is empty, to its own for `.`, to nobody for `~`.
 * An unknown namespace, and a value that somebody will fill in, could be any.
 */
export function isExportedTo(exportTo: readonly Located<string>[], owner: string, namespace: string): boolean {
  // V2 pilot/pkg/model/virtualservice_controller.go mergeVirtualServices; S11 push_context.go serviceExportTo
  if (exportTo.length === 0) return true;
  return exportTo.some(({ value }) => {
    if (value === '*' || hasPlaceholder(value)) return true;
    if (value === '~') return false;
    return agree(value === '.' ? owner : value, namespace);
  });
}
