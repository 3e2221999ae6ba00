import { agree } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import type { Workspace } from '../workspace/workspace';
import { usualSelector } from './egress';
import type { ObjectName } from './objects';

/** The labels of a gateway's pods: those that its Service selects, or the usual ones where the workspace has no Service. */
export function gatewaySelector(workspace: Workspace, gateway: ObjectName): Readonly<Record<string, string>> {
  for (const path of workspace.paths())
    for (const { resources } of workspace.documents(path))
      for (const { kind, name, namespace, spec } of resources) {
        if (kind !== 'Service' || name?.value !== gateway.name) continue;
        if (!agree(namespace?.value ?? '', gateway.namespace)) continue;
        const labels = [...(spec.selector ?? [])].map(([key, { value }]) => [key, value] as const);
        if (labels.length > 0 && !labels.some(([, value]) => hasPlaceholder(value))) return Object.fromEntries(labels);
      }
  return usualSelector(gateway.name);
}
