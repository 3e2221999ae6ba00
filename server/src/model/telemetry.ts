import { list, strings, struct } from '../yaml/read';
import { defineKind } from './kind';
import { uses } from './name';
import { mentionsOf, nothingByDefault, objectReference } from './object-reference';

const spec = struct({
  selector: struct({ matchLabels: strings }),
  targetRef: objectReference,
  targetRefs: list(objectReference),
});

/** What proxies log, count and trace; it changes no way of a request. */
export const telemetry = defineKind({
  name: 'Telemetry',
  groups: ['telemetry.istio.io'],
  spec,
  *mentions({ selector, targetRef, targetRefs }, identity) {
    for (const [key, value] of selector?.matchLabels ?? [])
      yield uses(value, { kind: 'label', key, value: value.value });
    yield* mentionsOf([targetRef, ...targetRefs], nothingByDefault, identity);
  },
});
