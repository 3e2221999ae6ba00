import { type LabelSelector, selection } from '../model/label-selector';
import type { Labels } from '../model/labels';
import { agree, unnamed } from '../model/namespace';
import { governs, type NetworkPolicyPeer, type NetworkPolicyPort } from '../model/network-policy';
import { isForAllNamespaces } from '../model/other-network-policy';
import { type Answer, all, answered, any } from '../text/answer';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import type { Evidence } from './evidence';
import { namespaceLabels } from './service-entry-visibility';

export type NetworkPolicy = MeshObject<'NetworkPolicy'>;

/** Pods by what selectors see of them. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
}

/** What NetworkPolicies say of what pods dial. Without any the pods may dial whom they like, and each adds to what they may. */
export interface Isolation {
  readonly policies: readonly NetworkPolicy[];
  /** Those that may have a say, as they name no namespace, or a template fills in whom they select. */
  readonly possible: readonly NetworkPolicy[];
  /** Policies that are not seen may let out more, or less: a template makes them, or they are none of Kubernetes' own. */
  readonly unseen: 'template' | readonly MeshObject[] | undefined;
}

/** Whether NetworkPolicies let pods dial others, and what says so. */
export interface Reach {
  readonly answer: Answer;
  readonly because: readonly Evidence[];
}

/** The policies that have a say in what pods dial. */
export function isolationOf(mesh: Mesh, { namespace, labels }: Pods): Isolation {
  const selecting = mesh
    .inNamespace('NetworkPolicy', namespace)
    .filter(({ resource: { spec } }) => governs(spec, 'Egress'))
    .map((policy) => {
      const { podSelector } = policy.resource.spec;
      return { policy, selected: podSelector ? selection(podSelector, labels) : 'yes' };
    });
  const isSure = ({ policy, selected }: (typeof selecting)[number]): boolean =>
    selected === 'yes' && policy.namespace === namespace;
  const couldBe = ({ policy, selected }: (typeof selecting)[number]): boolean =>
    selected !== 'no' && (policy.namespace === namespace || policy.namespace === unnamed);
  const policies = selecting.filter(isSure).map((it) => it.policy);
  const others = othersFor(mesh, namespace);
  const isPartial =
    policies.length > 0
      ? mesh.inNamespace('NetworkPolicy', namespace).some((it) => it.document.partial)
      : mesh.hasHidden('NetworkPolicy');
  return {
    policies,
    possible: selecting.filter((it) => couldBe(it) && !isSure(it)).map((it) => it.policy),
    unseen: others.length > 0 ? others : isPartial ? 'template' : undefined,
  };
}

/** Policies of other projects that may have a say in a namespace. */
const othersFor = (mesh: Mesh, namespace: string): readonly MeshObject<'OtherNetworkPolicy'>[] =>
  mesh.all('OtherNetworkPolicy').filter(({ resource, namespace: own }) => {
    const { egress, egressDeny, types } = resource.spec.spec ?? {};
    const isForEgress =
      egress || egressDeny || resource.spec.specs || types?.some((it) => it.value.toLowerCase() === 'egress');
    return isForEgress && (own === namespace || own === unnamed || isForAllNamespaces(resource.type));
  });

/** Whether pods may dial others at a port of theirs, which is not that of a Service before them. */
export function reachesPods(mesh: Mesh, from: Pods, to: Pods, port: number, protocol: 'TCP' | 'UDP' = 'TCP'): Reach {
  const { policies, possible, unseen } = isolationOf(mesh, from);
  const rules = (some: readonly NetworkPolicy[]): RuleReach[] =>
    some.flatMap((policy) => rulesOf(mesh, policy, from, to, { port, protocol }));
  const sure = rules(policies);
  const open = sure.find((it) => it.answer === 'yes');
  if (open || (policies.length === 0 && possible.length === 0))
    return { answer: 'yes', because: open ? [open.because] : [] };
  const perhaps = rules(possible).filter((it) => it.answer !== 'no');
  if (policies.length === 0 && perhaps.some((it) => it.answer === 'yes'))
    return { answer: 'yes', because: perhaps.map((it) => it.because) };
  const unknown = [...sure.filter((it) => it.answer === 'unknown'), ...perhaps].map((it) => it.because);
  const because = sure.length > 0 ? sure.map((it) => it.because) : [...policies, ...possible].map(closed);
  const isSure = policies.length > 0 && unknown.length === 0 && !unseen;
  return { answer: isSure ? 'no' : 'unknown', because: unknown.length > 0 ? unknown : because };
}

interface RuleReach {
  readonly answer: Answer;
  readonly because: Evidence;
}

interface Dialled {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

function rulesOf(mesh: Mesh, policy: NetworkPolicy, from: Pods, to: Pods, { port, protocol }: Dialled): RuleReach[] {
  return policy.resource.spec.egress.map(({ ports, to: peers }, index) => {
    const path = ['spec', 'egress', index];
    const says = (answer: Answer, text: string, ...below: Path): RuleReach => ({
      answer,
      because: { fact: 'P7', text, object: policy, path: [...path, ...below] },
    });
    // P7 the port of the pod counts, as a Service is resolved before policies are asked
    const portAnswer = ports.length === 0 ? 'yes' : any(ports.map((it) => takesPort(it, port, protocol)));
    if (portAnswer === 'no') return says('no', `This rule is not for port ${port}, on which the pods listen.`, 'ports');
    const answer = peers.length === 0 ? 'yes' : any(peers.map((it) => isPeer(mesh, it, from, to)));
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

/** Whether a rule for this port lets a connection through to that number; a name is one of the containers' ports. */
export function takesPort(
  { protocol, port, endPort }: NetworkPolicyPort,
  number: number,
  spoken: 'TCP' | 'UDP' = 'TCP',
): Answer {
  if ((protocol?.value ?? 'TCP') !== spoken) return 'no';
  if (!port) return 'yes';
  const first = Number(port.value);
  if (!Number.isInteger(first)) return 'unknown';
  return first <= number && number <= (endPort?.value ?? first) ? 'yes' : 'no';
}

/** Selectors for namespace and pods together mean both; one for pods alone means those of the policy's own namespace. */
function isPeer(mesh: Mesh, peer: NetworkPolicyPeer, from: Pods, to: Pods): Answer {
  // the addresses of pods are in no manifest
  if (peer.ipBlock) return peer.ipBlock.cidr?.value.endsWith('/0') ? 'yes' : 'unknown';
  // pods get labels from those who make them, too
  const pods = peer.podSelector ? selection(peer.podSelector, to.labels, true) : 'yes';
  if (peer.namespaceSelector) return all([pods, isSelected(mesh, to.namespace, peer.namespaceSelector)]);
  return peer.podSelector ? all([pods, answered(agree(from.namespace, to.namespace))]) : 'no';
}

/** Whether a selector takes a namespace, as far as the workspace knows its labels. */
function isSelected(mesh: Mesh, namespace: string, selector: LabelSelector): Answer {
  const isShown = mesh
    .named('Namespace', namespace)
    .some((it) => it.name === namespace && it.resource.labels && !it.document.partial);
  const labels = namespaceLabels(mesh, namespace);
  return namespace === unnamed ? selection(selector, new Map(), true) : selection(selector, labels, !isShown);
}
