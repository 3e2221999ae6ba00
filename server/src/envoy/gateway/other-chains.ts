import type { GatewayServer } from '../../mesh/gateway-servers';
import { gatewayName } from '../../mesh/legs';
import type { Scope } from '../../mesh/scope';
import { servicesMatching } from '../../mesh/services';
import { isPassedTo } from './auto-passthrough';
import type { GatewayRequest } from './request';
import { tcpForwarding } from './tcp-chain';
import { isForServer, notForServer } from './tcp-rules';

/** Whether a server has a chain for anybody, where it has none for the request: a port without any is not listened on. */
export function hasChains(scope: Scope, server: GatewayServer, request: GatewayRequest): boolean {
  switch (server.kind) {
    case 'passthrough':
      return scope
        .virtualServices(
          server.hosts.map((it) => it.host.toLowerCase()),
          gatewayName(server.gateway),
        )
        .some(
          (object) =>
            isForServer(object, server) &&
            object.resource.spec.tls.some(
              ({ route, match }) => route.length > 0 && match.some((it) => !notForServer(it, server, object, [])),
            ),
        );
    case 'auto-passthrough':
      return server.hosts.some((it) =>
        servicesMatching(scope.mesh, it.host).some((its) => isPassedTo(scope, server, its)),
      );
    case 'tls-tcp':
    case 'tcp':
      return tcpForwarding(scope, server, request).network !== undefined;
    default:
      return true;
  }
}
