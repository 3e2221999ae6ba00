import { useWaypoint, useWaypointNamespace } from '../../model/waypoint';
import { istioLabelsAt } from '../istio-labels';
import type { Asked } from './asked';
import type { Candidate } from './completion';
import { waypointNamespaces, waypoints } from './waypoints';

const names: Readonly<Record<string, (asked: Asked) => Candidate[]>> = {
  [useWaypoint]: waypoints,
  [useWaypointNamespace]: waypointNamespaces,
};

/** Keys of labels, annotations and options that Istio reads; `undefined` where the mapping at the cursor has none. */
export function istioLabelKeys(asked: Asked): Candidate[] | undefined {
  const found = istioLabelsAt(asked, asked.path);
  return found.length === 0
    ? undefined
    : found.map(({ key, description }, rank) => ({ label: key, kind: 'label', documentation: description, rank }));
}

/** What may be said under such a key; `undefined` for any other key. */
export function istioLabelValues(asked: Asked): Candidate[] | undefined {
  const key = String(asked.path.at(-1));
  const found = istioLabelsAt(asked, asked.path.slice(0, -1)).find((it) => it.key === key);
  return found && (names[key]?.(asked) ?? (found.values ?? []).map((label, rank) => ({ label, kind: 'label', rank })));
}
