import { integer, list, type Read, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { labelSelector } from './label-selector';
import { uses } from './name';

/** A number, or the name of a container's port. */
const port = struct({ protocol: text, port: text, endPort: integer });
const peer = struct({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: struct({ cidr: text, except: list(text) }),
});

const spec = struct({
  podSelector: labelSelector,
  policyTypes: list(text),
  /** Without any, nothing is let through; one without `to` lets through to everywhere. */
  egress: list(struct({ ports: list(port), to: list(peer) })),
  ingress: list(struct({ ports: list(port), from: list(peer) })),
});
export type NetworkPolicySpec = Read<typeof spec>;
export type NetworkPolicyPeer = Read<typeof peer>;
export type NetworkPolicyPort = Read<typeof port>;

export const networkPolicy = defineKind({
  name: 'NetworkPolicy',
  groups: ['networking.k8s.io'],
  spec,
  *mentions({ podSelector, egress, ingress }) {
    const peers = [...egress.flatMap((it) => it.to), ...ingress.flatMap((it) => it.from)];
    for (const selector of [podSelector, ...peers.map((it) => it.podSelector)])
      for (const [key, value] of selector?.matchLabels ?? [])
        yield uses(value, { kind: 'label', key, value: value.value });
  },
});

/** Whether the policy has a say in one direction. */
export const governs = ({ policyTypes, egress }: NetworkPolicySpec, direction: 'Egress' | 'Ingress'): boolean =>
  // k8s.io/api networking/v1 NetworkPolicySpec: without types it is Ingress, and Egress where there are such rules
  policyTypes.length > 0
    ? policyTypes.some((it) => it.value === direction)
    : direction === 'Ingress' || egress.length > 0;
