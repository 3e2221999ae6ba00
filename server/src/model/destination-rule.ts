import { integer, list, present, type Read, strings, struct, text } from '../yaml/read';
import { resolveHost } from './host';
import { defineKind } from './kind';
import { defines, uses } from './name';

const tls = struct({ mode: text, sni: text, credentialName: text });
const trafficPolicy = struct({
  tls,
  portLevelSettings: list(struct({ port: struct({ number: integer }), tls })),
});
const subset = struct({ name: text, labels: strings, trafficPolicy });

const spec = struct({
  host: text,
  trafficPolicy,
  subsets: list(subset),
  exportTo: list(text),
  workloadSelector: present,
});
export type DestinationRuleSpec = Read<typeof spec>;

export const destinationRule = defineKind({
  name: 'DestinationRule',
  groups: ['networking.istio.io'],
  spec,
  *mentions({ host, subsets }, { namespace }) {
    if (!host) return;
    const target = resolveHost(host.value, namespace);
    yield uses(host, { kind: 'host', host: target });
    for (const { name } of subsets) if (name) yield defines(name, { kind: 'subset', host: target, name: name.value });
  },
});
