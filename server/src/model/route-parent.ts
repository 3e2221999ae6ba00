import type { Located } from '../text/span';
import { list } from '../yaml/read';
import type { Identity } from './kind';
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
  if (hostnames.length > 0) return;
  // without host names, a route takes all that its gateway does
  for (const parent of parents) {
    const { type } = referred(parent, gatewayByDefault, identity.namespace);
    if (parent.name && (type === 'KubernetesGateway' || type === 'ListenerSet'))
      yield uses(parent.name, { kind: 'host', host: '*' });
  }
}
