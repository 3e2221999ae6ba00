import { inRange, rangeBits } from '../envoy/cidr';
import { isolatingPolicies, type NetworkPolicy, takesPort } from '../mesh/network-policies';
import { unnamed } from '../model/namespace';
import type { NetworkPolicyPeer } from '../model/network-policy';
import type { Mesh } from '../workspace/mesh';
import type { Client } from './answer';
import { isEverybodyElse } from './report-clients';

/** A server outside the cluster, as a pod would dial it that goes around its proxy. */
export interface Outside {
  /** All that is known; empty where a name server decides. */
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

/** The NetworkPolicies that isolate a client's egress. */
export interface Isolation {
  readonly policies: readonly NetworkPolicy[];
  /** Those that do if they are applied to the client's namespace, as they name none. */
  readonly possible: readonly NetworkPolicy[];
}

/** What isolates a client; where nothing does, it may dial whom it likes. */
export function isolationOf(mesh: Mesh, client: Client): Isolation {
  const selected = isolatingPolicies(mesh, client);
  return {
    policies: selected.filter((it) => it.namespace === client.namespace),
    possible: isEverybodyElse(client)
      ? []
      : selected.filter((it) => it.namespace === unnamed && client.namespace !== unnamed),
  };
}

/** Whether one of the policies lets pods reach the server: each rule adds to what they may. */
export function letsOut(policy: NetworkPolicy, outside: Outside): 'yes' | 'no' | 'maybe' {
  const answers = policy.resource.spec.egress.flatMap(({ ports, to }) => {
    // a port with a name is one of a container's, which a server outside has none of
    if (ports.length > 0 && !outside.ports.some((it) => ports.some((port) => takesPort(port, it) === 'yes'))) return [];
    return to.length === 0 ? ['yes' as const] : to.map((it) => reaches(it, outside));
  });
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
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
