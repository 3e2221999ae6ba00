import type { GatewayServer } from '../../mesh/gateway-servers';
import type { Scope } from '../../mesh/scope';
import { isVisible, type Service } from '../../mesh/services';
import { hostWithin } from '../../model/host';
import { type FilterChain, takesAll } from '../config';

/** What sidecars offer by ALPN when they speak the mesh's TLS. */
const meshAlpn = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2'];

/** The chain that passes TLS on to the cluster which the SNI itself names; none for a service outside the mesh. */
export function autoPassthroughChains(scope: Scope, server: GatewayServer, sni: string | undefined): FilterChain[] {
  const [, port, subset = '', host = ''] = /^outbound_\.(\d+)_\.([^_]*)_\.(.+)$/.exec(sni ?? '') ?? [];
  if (sni === undefined || port === undefined) return [];
  const service = scope.service(host);
  if (!service || !isPassedTo(scope, server, service)) return [];
  if (!service.ports.some((it) => it.number.value === Number(port) && it.protocol !== 'UDP')) return [];
  const hasSubset =
    subset === '' ||
    scope.mesh
      .withHost('DestinationRule', host)
      .some((it) => it.resource.spec.subsets.some(({ name }) => name?.value === subset));
  if (!hasSubset) return [];
  return [
    {
      match: { ...takesAll, serverNames: [sni], applicationProtocols: meshAlpn },
      network: { kind: 'tcp', clusters: [{ name: sni, weight: 100 }] },
      because: [
        { fact: '3.5.1', text: 'This server passes TLS on to the cluster that its SNI names.', ...server.place },
      ],
    },
  ];
}

/** Whether such a server has chains for a service. */
export const isPassedTo = ({ proxy }: Scope, { hosts }: GatewayServer, service: Service): boolean =>
  // 3.5.1 pilot/pkg/networking/core/gateway.go builtAutoPassthroughFilterChains
  !service.external &&
  isVisible(service, proxy.namespace) &&
  service.ports.some((it) => it.protocol !== 'UDP') &&
  hosts.some((it) => hostWithin(service.host, it.host));
