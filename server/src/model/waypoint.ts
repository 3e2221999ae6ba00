import type { WrittenLabels } from './labels';
import { type Mention, uses } from './name';
import { knownNamespace } from './namespace';

/** The label that binds a service, pods, or all of a namespace to a waypoint. */
export const useWaypoint = 'istio.io/use-waypoint';
/** The label that says where that waypoint is. */
export const useWaypointNamespace = 'istio.io/use-waypoint-namespace';

/** What an object's labels say about its waypoint; `none` for an object that says it has none. */
export type WaypointChoice = { readonly namespace: string; readonly name: string } | 'none';

/** The waypoint that labels in a namespace choose; `undefined` where they say nothing. */
export function chosenWaypoint(labels: WrittenLabels, namespace: string): WaypointChoice | undefined {
  // A1 pilot/pkg/serviceregistry/ambient/waypoints.go getUseWaypoint
  const name = labels?.get(useWaypoint)?.value;
  if (!name) return undefined;
  if (name === 'none') return 'none';
  const elsewhere = labels?.get(useWaypointNamespace)?.value;
  return { name, namespace: elsewhere === undefined ? namespace : knownNamespace(elsewhere) };
}

/** The waypoint that labels in a namespace name, at its place. */
export function* waypointMentions(labels: WrittenLabels, namespace: string): Iterable<Mention> {
  const written = labels?.get(useWaypoint);
  const chosen = chosenWaypoint(labels, namespace);
  if (written && chosen && chosen !== 'none')
    yield uses(written, { kind: 'object', type: 'KubernetesGateway', ...chosen });
}
