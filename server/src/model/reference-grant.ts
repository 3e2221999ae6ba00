import { list, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { uses } from './name';

const from = struct({ group: text, kind: text, namespace: text });
const to = struct({ group: text, kind: text, name: text });

const spec = struct({ from: list(from), to: list(to) });

/** Lets objects of other namespaces refer to objects of its own. */
export const referenceGrant = defineKind({
  name: 'ReferenceGrant',
  groups: ['gateway.networking.k8s.io'],
  spec,
  *mentions({ from }) {
    for (const { namespace } of from)
      if (namespace) yield uses(namespace, { kind: 'namespace', name: namespace.value });
  },
});
