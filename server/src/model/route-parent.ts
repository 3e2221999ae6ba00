import type { Located } from '../text/span';
import { list } from '../yaml/read';
import type { Dialled, Identity } from './kind';
import { type Mention, uses } from './name';
import { gatewayByDefault, mentionsOf, type ObjectReference, objectReference, referred } from './object-reference';

export const parentReferences = list(objectReference);

/** What all kinds of routes mention: their parents and their own host names. */
export function* routeMentions(
  parents: readonly ObjectReference[],
  hostnames: readonly Located<string>[],
  identity: Identity,
): Iterable<Mention> {
  yield* mentionsOf(parents, gatewayByDefault, identity);
  for (const host of hostnames) yield uses(host, { kind: 'host', host: host.value.toLowerCase() });
}

/** What a route takes that names no hosts: all that comes to the Gateways and ListenerSets which it names. */
export function* dialledThroughParents(
  parents: readonly ObjectReference[],
  hostnames: readonly unknown[],
  identity: Identity,
): Iterable<Dialled> {
  if (hostnames.length > 0) return;
  for (const parent of parents) {
    const { type, name, namespace } = referred(parent, gatewayByDefault, identity.namespace);
    if (type === 'KubernetesGateway' || type === 'ListenerSet') yield { parent: { name, namespace } };
  }
}
