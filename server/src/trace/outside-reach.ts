import { inRange, rangeBits } from '../envoy/cidr';
import { selectsLabels } from '../model/label-selector';
import { unnamed } from '../model/namespace';
import {
  governs,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type NetworkPolicySpec,
} from '../model/network-policy';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Client } from './answer';
import { isEverybodyElse } from './report-clients';

export type NetworkPolicyObject = MeshObject<'NetworkPolicy'>;

/** A server outside the cluster, as a pod would dial it that goes around its proxy. */
export interface Outside {
  /** All that is known; empty where a name server decides. */
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

/** The NetworkPolicies that isolate a client's egress. */
export interface Isolation {
  readonly policies: readonly NetworkPolicyObject[];
  /** Those that do if they are applied to the client's namespace, as they name none. */
  readonly possible: readonly NetworkPolicyObject[];
}

/** What isolates a client; where nothing does, it may dial whom it likes. */
export function isolationOf(mesh: Mesh, client: Client): Isolation {
  const selected = mesh
    .inNamespace('NetworkPolicy', client.namespace)
    .filter(({ resource: { spec } }) => governs(spec, 'Egress') && selects(spec, client));
  return {
    policies: selected.filter((it) => it.namespace === client.namespace),
    possible: isEverybodyElse(client)
      ? []
      : selected.filter((it) => it.namespace === unnamed && client.namespace !== unnamed),
  };
}

const selects = ({ podSelector }: NetworkPolicySpec, { labels }: Client): boolean =>
  !podSelector || selectsLabels(podSelector, labels);

/** Whether one of the policies lets pods reach the server: each rule adds to what they may. */
export function letsOut(policy: NetworkPolicyObject, outside: Outside): 'yes' | 'no' | 'maybe' {
  const answers = policy.resource.spec.egress.flatMap(({ ports, to }) => {
    if (ports.length > 0 && !outside.ports.some((it) => ports.some((port) => takes(port, it)))) return [];
    return to.length === 0 ? ['yes' as const] : to.map((it) => reaches(it, outside));
  });
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

function takes({ protocol, port, endPort }: NetworkPolicyPort, number: number): boolean {
  if ((protocol?.value ?? 'TCP') !== 'TCP') return false;
  if (!port) return true;
  const first = Number(port.value);
  // a name is one of a container's port, which a server outside has none of
  return Number.isInteger(first) && first <= number && number <= (endPort?.value ?? first);
}

function reaches({ ipBlock }: NetworkPolicyPeer, { addresses }: Outside): 'yes' | 'no' | 'maybe' {
  const cidr = ipBlock?.cidr?.value;
  if (cidr === undefined) return 'no';
  const isExcluded = (address: string): boolean => ipBlock?.except.some((it) => inRange(address, it.value)) === true;
  if (addresses.length > 0) return addresses.some((it) => inRange(it, cidr) && !isExcluded(it)) ? 'yes' : 'no';
  if (rangeBits(cidr) === 0 || cidr.endsWith('/0')) return 'yes';
  return privateRanges.some((it) => inRange(cidr.split('/')[0], it)) ? 'no' : 'maybe';
}

/** Of clusters and their networks; a host of which only the name is known is taken to be elsewhere. */
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
];
