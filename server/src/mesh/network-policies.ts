import { selectsLabels } from '../model/label-selector';
import type { Labels } from '../model/labels';
import { agree, unnamed } from '../model/namespace';
import {
  governs,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type NetworkPolicySpec,
} from '../model/network-policy';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import type { Evidence } from './evidence';
import { namespaceLabels, namespaceNameLabel } from './service-entry-visibility';

export type NetworkPolicy = MeshObject<'NetworkPolicy'>;

/** Pods by what selectors see of them. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Whether NetworkPolicies let pods dial others, and what says so. */
export interface Reach {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly because: readonly Evidence[];
}

/** The policies that have a say in what pods dial; without any they may dial whom they like. */
export const isolatingPolicies = (mesh: Mesh, { namespace, labels }: Pods): readonly NetworkPolicy[] =>
  mesh
    .inNamespace('NetworkPolicy', namespace)
    .filter(({ resource: { spec } }) => governs(spec, 'Egress') && selectsPods(spec, labels));

const selectsPods = ({ podSelector }: NetworkPolicySpec, labels: Labels): boolean =>
  !podSelector || selectsLabels(podSelector, labels);

/** Whether pods may dial others at a port of theirs, which is not that of a Service before them. */
export function reachesPods(mesh: Mesh, from: Pods, to: Pods, port: number): Reach {
  const policies = isolatingPolicies(mesh, from);
  const answers = policies.flatMap((policy) => rulesOf(mesh, policy, from, to, port));
  const open = answers.find((it) => it.answer === 'yes') ?? answers.find((it) => it.answer === 'unknown');
  if (policies.length === 0 || open?.answer === 'yes') return { answer: 'yes', because: open ? [open.because] : [] };
  if (open) return { answer: 'unknown', because: [open.because] };
  const because = answers.length > 0 ? answers.map((it) => it.because) : policies.map((it) => closed(it));
  // one without a namespace may be for pods elsewhere
  const isSure = from.namespace === unnamed || policies.some((it) => it.namespace !== unnamed);
  return { answer: isSure ? 'no' : 'unknown', because };
}

interface RuleReach {
  readonly answer: Reach['answer'];
  readonly because: Evidence;
}

function rulesOf(mesh: Mesh, policy: NetworkPolicy, from: Pods, to: Pods, port: number): RuleReach[] {
  return policy.resource.spec.egress.map(({ ports, to: peers }, index) => {
    const path = ['spec', 'egress', index];
    const says = (answer: Reach['answer'], text: string, ...below: Path): RuleReach => ({
      answer,
      because: { fact: 'P7', text, object: policy, path: [...path, ...below] },
    });
    // P7 the port of the pod counts, as a Service is resolved before policies are asked
    const portAnswer = ports.length === 0 ? 'yes' : best(ports.map((it) => takesPort(it, port)));
    if (portAnswer === 'no') return says('no', `This rule is not for port ${port}, on which the pods listen.`, 'ports');
    const answer = peers.length === 0 ? 'yes' : best(peers.map((it) => isPeer(mesh, it, from, to)));
    if (answer === 'no') return says('no', 'This rule is for other pods.', 'to');
    if (answer === 'unknown')
      return says('unknown', 'Whether this rule is for these pods, the manifests do not say.', 'to');
    if (portAnswer === 'unknown')
      return says('unknown', `Which port this rule means, the manifests do not say.`, 'ports');
    return says('yes', 'This rule lets the connection through.');
  });
}

const closed = (policy: NetworkPolicy): Evidence => ({
  fact: 'P7',
  text: 'This policy lets no connection out.',
  object: policy,
  path: ['spec'],
});

/** The best of alternatives. */
const best = (answers: readonly Reach['answer'][]): Reach['answer'] =>
  answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';

/** Whether a rule for this port lets TCP through to that number. */
export function takesPort({ protocol, port, endPort }: NetworkPolicyPort, number: number): Reach['answer'] {
  if ((protocol?.value ?? 'TCP') !== 'TCP') return 'no';
  if (!port) return 'yes';
  const first = Number(port.value);
  // a name is one of the containers' ports
  if (!Number.isInteger(first)) return 'unknown';
  return first <= number && number <= (endPort?.value ?? first) ? 'yes' : 'no';
}

/** Selectors for namespace and pods together mean both; one for pods alone means those of the policy's own namespace. */
function isPeer(mesh: Mesh, peer: NetworkPolicyPeer, from: Pods, to: Pods): Reach['answer'] {
  // the addresses of pods are in no manifest
  if (peer.ipBlock) return peer.ipBlock.cidr?.value.endsWith('/0') ? 'yes' : 'unknown';
  if (peer.podSelector && !selectsLabels(peer.podSelector, to.labels)) return 'no';
  if (!peer.namespaceSelector) return peer.podSelector && agree(from.namespace, to.namespace) ? 'yes' : 'no';
  if (selectsLabels(peer.namespaceSelector, namespaceLabels(mesh, to.namespace))) return 'yes';
  const { matchLabels, matchExpressions } = peer.namespaceSelector;
  const keys = [...(matchLabels?.keys() ?? []), ...matchExpressions.map((it) => it.key?.value)];
  const isKnown = mesh.named('Namespace', to.namespace).some((it) => it.resource.labels);
  return isKnown || keys.every((it) => it === namespaceNameLabel) ? 'no' : 'unknown';
}
