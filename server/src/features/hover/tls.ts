import type { DestinationRuleSpec } from '../../model/destination-rule';
import { code } from '../markdown';

type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>;
type Tls = NonNullable<TrafficPolicy['tls']>;

/** How a client speaks TLS by a traffic policy, for each port that it tells apart; empty where it says nothing. */
export function tlsTexts(policy: TrafficPolicy | undefined): string[] {
  const ports = policy?.portLevelSettings ?? [];
  return [
    ...(policy?.tls ? [tlsText(policy.tls)] : []),
    ...ports.flatMap(({ port, tls }) =>
      tls && port?.number ? [`${tlsText(tls)} on port ${code(String(port.number.value))}`] : [],
    ),
  ];
}

function tlsText({ mode, sni, credentialName }: Tls): string {
  const parts = [
    // networking/v1alpha3/destination_rule.proto: the default mode
    `TLS ${code(mode?.value ?? 'DISABLE')}`,
    sni ? `with SNI ${code(sni.value)}` : '',
    credentialName ? `with credential ${code(credentialName.value)}` : '',
  ];
  return parts.filter((it) => it !== '').join(' ');
}
