import type { Origin } from '../envoy/config';
import type { NetworkPolicy } from '../mesh/network-policies';
import { namespaceLabel } from '../model/namespace';
import type { Mesh } from '../workspace/mesh';
import type { Client, Verdict } from './answer';
import { isolationOf, letsOut, type Outside } from './outside-reach';

/** Whether pods can reach a host only as their proxies let them. */
export interface Enforcement {
  readonly answer: 'yes' | 'no' | 'unknown';
  /** One sentence. */
  readonly text: string;
  readonly places: readonly Origin[];
}

/**
 * Whether something outside a client's own proxy keeps its pods from dialling a server themselves. What Istio's sidecars
 * refuse counts for nothing, as a pod can go around its sidecar.
 */
export function enforcementOf(mesh: Mesh, client: Client, verdict: Verdict, outside: Outside): Enforcement {
  // 3.9, 3.13 P7
  const { policies, possible } = isolationOf(mesh, client);
  if (policies.length === 0) return withoutPolicies(mesh, possible, verdict);
  const answers = policies.map((policy) => ({ policy, answer: letsOut(policy, outside) }));
  const open = answers.find((it) => it.answer === 'yes') ?? answers.find((it) => it.answer === 'maybe');
  if (!open) return { answer: 'yes', text: closedText(policies, verdict), places: policies.map(rootOf) };
  const name = label(open.policy);
  return open.answer === 'yes'
    ? {
        answer: 'no',
        text: `${name} isolates these pods, but lets them dial the host themselves.`,
        places: [rootOf(open.policy)],
      }
    : {
        answer: 'unknown',
        text: `${name} lets these pods dial some addresses outside the cluster; whether the host has one of them, the manifests do not say.`,
        places: [rootOf(open.policy)],
      };
}

function withoutPolicies(mesh: Mesh, possible: readonly NetworkPolicy[], verdict: Verdict): Enforcement {
  const [first] = possible;
  if (first)
    return {
      answer: 'unknown',
      text: `${label(first)} names no namespace, so whether it isolates these pods is not known.`,
      places: [{ object: first, path: ['metadata'] }],
    };
  if (mesh.hasHidden('NetworkPolicy'))
    return { answer: 'unknown', text: 'A template may make a NetworkPolicy that isolates these pods.', places: [] };
  return { answer: 'no', text: openText(verdict), places: [] };
}

const openText = (verdict: Verdict): string =>
  verdict === 'blocked'
    ? 'No NetworkPolicy in these manifests isolates these pods. Their proxy refuses the request, but a pod can go around its proxy and dial the host itself.'
    : 'No NetworkPolicy in these manifests isolates these pods, so one can go around its proxy and dial the host itself.';

function closedText(policies: readonly NetworkPolicy[], verdict: Verdict): string {
  const names = policies.map(label).join(' and ');
  return verdict === 'direct' || verdict === 'passthrough'
    ? `${names} lets these pods dial nothing outside the cluster, so what their proxy sends straight to the host is dropped.`
    : `${names} lets these pods dial nothing outside the cluster.`;
}

const label = ({ namespace, name }: NetworkPolicy): string => `NetworkPolicy ${namespaceLabel(namespace)}/${name}`;

const rootOf = (object: NetworkPolicy): Origin => ({ object, path: ['spec', 'egress'] });
