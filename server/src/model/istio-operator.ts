import { boolean, list, optional, type Read, strings, struct, text } from '../yaml/read';
import { chartPort, helmValues } from './helm-values';
import { defineKind } from './kind';
import { meshSettings } from './mesh-settings';
import { defines } from './name';

const environment = list(struct({ name: text, value: text }));
const gateway = struct({
  name: text,
  enabled: boolean,
  namespace: text,
  label: strings,
  k8s: struct({ env: environment, service: struct({ ports: list(chartPort) }) }),
});

const spec = struct({
  profile: text,
  tag: text,
  revision: text,
  namespace: text,
  meshConfig: meshSettings,
  values: helmValues,
  components: struct({
    pilot: struct({ k8s: struct({ env: environment }) }),
    /** Absent where the list of the profile holds. */
    egressGateways: optional(list(gateway)),
    ingressGateways: optional(list(gateway)),
  }),
});
export type IstioOperatorSpec = Read<typeof spec>;
export type OperatorGateway = Read<typeof gateway>;

/** What `istioctl install` installs. */
export const istioOperator = defineKind({
  name: 'IstioOperator',
  groups: ['install.istio.io'],
  aside: true,
  spec,
  *mentions({ components }) {
    for (const { label } of [...(components?.egressGateways ?? []), ...(components?.ingressGateways ?? [])])
      for (const [key, value] of label ?? []) yield defines(value, { kind: 'label', key, value: value.value });
  },
});
