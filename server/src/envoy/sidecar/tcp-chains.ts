import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import type { Service } from '../../mesh/services';
import type { MeshObject } from '../../workspace/mesh';
import { clusterName, type FilterChain } from '../config';
import type { Bind } from './bind';
import { l4Rules, notForSidecar, tcpProxy } from './tcp-routes';
import { type Chains, servicePort } from './tls-chains';

/** The chains of a port that carries plain TCP, or nobody says what. */
export function tcpChains(
  scope: Scope,
  service: Service,
  port: number,
  { range }: Bind,
  virtualServices: readonly MeshObject<'VirtualService'>[],
): Chains {
  const own = range === undefined ? [] : [range];
  const chains: FilterChain[] = [];
  const passedOver: Evidence[] = [];
  for (const rule of l4Rules(virtualServices, 'tcp')) {
    const path = ['spec', 'tcp', rule.index];
    const chain = (ranges: readonly string[]): FilterChain => ({
      match: { serverNames: [], prefixRanges: ranges, applicationProtocols: [] },
      network: tcpProxy(scope, rule, port),
      because: [{ fact: '3.3', text: 'It routes the TCP connections of the port.', object: rule.virtualService, path }],
    });
    const subnets: string[] = [];
    for (const [index, match] of rule.rule.match.entries()) {
      const reason = notForSidecar(match, scope, port);
      if (reason) passedOver.push({ ...reason, object: rule.virtualService, path: [...path, 'match', index] });
      // V20 pilot/pkg/networking/core/tls.go buildSidecarOutboundTCPFilterChainOpts: what takes all ends the list
      else if (match.destinationSubnets.length === 0) return { chains: [...chains, chain(own)], passedOver };
      else subnets.push(...match.destinationSubnets.map((it) => it.value));
    }
    if (rule.rule.match.length === 0) return { chains: [...chains, chain(own)], passedOver };
    if (subnets.length === 0) continue;
    chains.push(chain(subnets));
    if ([...subnets].sort().join() === own.join()) return { chains, passedOver };
  }
  chains.push({
    match: { serverNames: [], prefixRanges: own, applicationProtocols: [] },
    network: {
      kind: 'tcp',
      clusters: [{ name: clusterName(servicePort(service, port), '', service.host), weight: 100 }],
    },
    because: [
      {
        fact: '3.3',
        text: `It declares port ${port} as TCP, so connections to it go there.`,
        object: service.object,
        path: ['spec', 'ports'],
      },
    ],
  });
  return { chains, passedOver };
}
