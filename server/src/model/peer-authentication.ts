import { mapping, strings, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { uses } from './name';

const mtls = struct({ mode: text });

const spec = struct({
  selector: struct({ matchLabels: strings }),
  mtls,
  /** By the number of the pod's own port, as text. */
  portLevelMtls: mapping(mtls),
});

export const peerAuthentication = defineKind({
  name: 'PeerAuthentication',
  groups: ['security.istio.io'],
  spec,
  *mentions({ selector }) {
    for (const [key, value] of selector?.matchLabels ?? [])
      yield uses(value, { kind: 'label', key, value: value.value });
  },
});
