import { list, strings, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { uses } from './name';
import { mentionsOf, nothingByDefault, objectReference } from './object-reference';

const spec = struct({
  workloadSelector: struct({ labels: strings }),
  targetRefs: list(objectReference),
  configPatches: list(
    struct({
      applyTo: text,
      match: struct({ context: text }),
      patch: struct({ value: struct({ name: text }) }),
    }),
  ),
  // as it was until Istio 1.6
  filters: list(struct({ filterName: text })),
});

/** Changes the configuration of proxies itself; what it makes of it, nobody here knows. */
export const envoyFilter = defineKind({
  name: 'EnvoyFilter',
  groups: ['networking.istio.io'],
  spec,
  *mentions({ workloadSelector, targetRefs }, identity) {
    for (const [key, value] of workloadSelector?.labels ?? [])
      yield uses(value, { kind: 'label', key, value: value.value });
    yield* mentionsOf(targetRefs, nothingByDefault, identity);
  },
});
