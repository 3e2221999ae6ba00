import { list, struct } from '../yaml/read';
import { defineKind } from './kind';
import { dialledListener, listener, listenerMentions } from './kubernetes-gateway';
import { gatewayByDefault, mentionsOf, objectReference } from './object-reference';

const spec = struct({ parentRef: objectReference, listeners: list(listener) });

/** Adds listeners to a Gateway, from another namespace where that allows it. */
export const listenerSet = defineKind({
  name: 'ListenerSet',
  groups: ['gateway.networking.k8s.io'],
  spec,
  definedName: ({ namespace, name }) => ({ kind: 'object', type: 'ListenerSet', namespace, name }),
  *mentions({ parentRef, listeners }, identity) {
    yield* mentionsOf([parentRef], gatewayByDefault, identity);
    for (const it of listeners) yield* listenerMentions('ListenerSet', it, identity);
  },
  *dialled({ listeners }) {
    for (const it of listeners) yield* dialledListener(it);
  },
});
