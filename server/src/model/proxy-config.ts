import { strings, struct } from '../yaml/read';
import { defineKind } from './kind';
import { uses } from './name';

const spec = struct({ selector: struct({ matchLabels: strings }), environmentVariables: strings });

/** Settings of proxies themselves, such as whether they answer DNS. */
export const proxyConfig = defineKind({
  name: 'ProxyConfig',
  groups: ['networking.istio.io'],
  spec,
  *mentions({ selector }) {
    for (const [key, value] of selector?.matchLabels ?? [])
      yield uses(value, { kind: 'label', key, value: value.value });
  },
});
