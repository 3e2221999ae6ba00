import { type Isolation, type NetworkPolicy, takesPort } from '../mesh/network-policies';
import type { NetworkPolicyPort } from '../model/network-policy';
import { type Answer, all, any } from '../text/answer';
import { hasPlaceholder } from '../text/placeholder';
import type { Hole } from './hole';
import { isWithin, type Outside } from './outside';

/** What the network lets out to a server, of pods that are isolated so; nothing where they cannot dial it themselves. */
export function networkHoles({ policies, possible, unseen }: Isolation, outside: Outside): Hole[] {
  // 3.9, 3.13 P7
  const holes = policies.flatMap((policy) => letOut(policy, outside));
  if (holes.length > 0) return holes;
  const unknown = (why: 'selection' | 'template' | 'other-kind', places: Hole['places']): Hole[] => [
    { kind: 'network-policy-unknown', why, isSure: false, places },
  ];
  if (unseen && unseen !== 'template')
    return unknown(
      'other-kind',
      unseen.map((object) => ({ object, path: [] })),
    );
  if (unseen) return unknown('template', policies.map(rootOf));
  if (policies.length > 0) return [];
  if (possible.length > 0) return unknown('selection', possible.map(rootOf));
  return [{ kind: 'no-network-policy', isSure: true, places: [] }];
}

const rootOf = (object: NetworkPolicy): Hole['places'][number] => ({ object, path: [] });

/** The rules of a policy that let pods reach the server: each adds to what they may. */
function letOut(policy: NetworkPolicy, outside: Outside): Hole[] {
  return policy.resource.spec.egress.flatMap(({ ports, to }, index): Hole[] => {
    const path = ['spec', 'egress', index];
    const isPort = ports.length === 0 ? 'yes' : any(ports.map((it) => isPortOf(it, outside)));
    if (isPort === 'no') return [];
    const hole = (cidr: string | undefined, answer: Answer, place: Hole['places'][number]['path']): Hole => ({
      kind: 'network-policy-lets-out',
      to: cidr,
      isSure: answer === 'yes',
      places: [{ object: policy, path: place }],
    });
    if (to.length === 0) return [hole(undefined, isPort, path)];
    return to.flatMap(({ ipBlock }, at) => {
      const cidr = ipBlock?.cidr?.value;
      if (cidr === undefined) return [];
      const except = ipBlock?.except.map((it) => it.value);
      const answer = all([isPort, isWithin(outside, cidr, except)]);
      return answer === 'no' ? [] : [hole(cidr, answer, [...path, 'to', at, 'ipBlock'])];
    });
  });
}

/** Whether a rule for this port is for one of the server's. */
function isPortOf(port: NetworkPolicyPort, { ports, protocols }: Outside): Answer {
  const written = port.port?.value ?? '';
  // a port with a name is one of a container's, which a server outside has none of
  if (!/^\d*$/.test(written) && !hasPlaceholder(written)) return 'no';
  return any(protocols.flatMap((protocol) => ports.map((it) => takesPort(port, it, protocol))));
}
