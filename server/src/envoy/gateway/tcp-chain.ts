import type { Evidence } from '../../mesh/evidence';
import { writtenHosts } from '../../mesh/gateway-hosts';
import type { GatewayServer } from '../../mesh/gateway-servers';
import { gatewayName } from '../../mesh/legs';
import type { Scope } from '../../mesh/scope';
import { hostsMatch } from '../../model/host';
import type { MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import type { TcpProxy } from '../config';
import { tcpProxy } from '../sidecar/tcp-routes';
import { noSharedHost, unreadSection } from './passed-over';
import type { GatewayRequest } from './request';
import { isForServer, notForServer } from './tcp-rules';

export interface Forwarding {
  /** `undefined` where no rule is for the server, so that it has no chain. */
  readonly network: TcpProxy | undefined;
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
}

/** Where a server that reads no HTTP forwards connections. Hosts only bind VirtualServices to it; bytes have none. */
export function tcpForwarding(scope: Scope, server: GatewayServer, { host }: GatewayRequest): Forwarding {
  const passedOver: Evidence[] = [];
  let found: Forwarding | undefined;
  const names = server.hosts.map((it) => it.host.toLowerCase());
  for (const object of scope.virtualServices(names, gatewayName(server.gateway))) {
    // a gateway for all hosts may have very many VirtualServices; those for other hosts are nobody's question
    const passOver = (...reasons: Evidence[]): void => {
      if (writtenHosts(object).some((it) => hostsMatch(it.toLowerCase(), host))) passedOver.push(...reasons);
    };
    if (!isForServer(object, server)) {
      passOver(noSharedHost(object, server));
      continue;
    }
    passOver(...unreadSection(object, server));
    for (const [index, rule] of object.resource.spec.tcp.entries()) {
      const path = ['spec', 'tcp', index];
      const reasons = rule.match.map((it, i) => notForServer(it, server, object, [...path, 'match', i]));
      if (reasons.length > 0 && !reasons.includes(undefined)) {
        passOver(...reasons.flatMap((it) => it ?? []));
      } else if (found) {
        passOver(comesLater(object, path));
      } else if (rule.route.length > 0) {
        // 3.5.1 pilot/pkg/networking/core/gateway.go buildGatewayNetworkFiltersFromTCPRoutes: the first rule takes all
        const l4 = { virtualService: object, section: 'tcp', rule, index } as const;
        const text = 'This rule is for the server, and takes all of its connections.';
        found = {
          network: tcpProxy(scope, l4, server.number),
          because: [{ fact: 'V13', text, object, path }],
          passedOver,
        };
      }
    }
    found ??= ofTlsRoute(scope, server, object, passedOver);
  }
  return found ?? { network: undefined, because: [], passedOver };
}

/** What a TLSRoute forwards of the TLS that a server ends; only routes of the Gateway API are so used. */
function ofTlsRoute(
  scope: Scope,
  server: GatewayServer,
  object: MeshObject<'VirtualService'>,
  passedOver: readonly Evidence[],
): Forwarding | undefined {
  // L1 pilot/pkg/networking/core/gateway.go buildGatewayNetworkFiltersFromTCPRoutes
  if (!object.writtenAt) return undefined;
  for (const [index, rule] of object.resource.spec.tls.entries()) {
    const path = ['spec', 'tls', index];
    if (rule.match.every((it) => notForServer(it, server, object, path))) continue;
    const l4 = { virtualService: object, section: 'tls', rule, index } as const;
    const text = 'This rule is for the server, and takes all of its connections.';
    return { network: tcpProxy(scope, l4, server.number), because: [{ fact: 'L1', text, object, path }], passedOver };
  }
  return undefined;
}

const comesLater = (object: MeshObject<'VirtualService'>, path: Path): Evidence => ({
  fact: '3.5.1',
  text: 'Never reached: an earlier rule takes all connections of the server.',
  object,
  path,
});
