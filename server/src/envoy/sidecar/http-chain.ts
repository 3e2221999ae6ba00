import type { Scope } from '../../mesh/scope';
import { listenerClass, type Protocol } from '../../model/protocol';
import type { ClusterService } from '../clusters/cluster-service';
import type { FilterChain, RouteConfiguration } from '../config';
import type { Request } from '../request';
import { anyAddress } from './bind';
import { plaintextHttp } from './merge';
import { catchAllVirtualHost, outboundPolicy } from './outbound-policy';
import { virtualHosts } from './virtual-hosts';

/** The chain for the plaintext HTTP of a port. Its routes are made when they are asked for. */
export function httpChain(
  scope: Scope,
  service: ClusterService,
  protocol: Protocol,
  bind: string,
  request: Request,
): FilterChain {
  const isSniffed = listenerClass(protocol) === 'auto';
  // listener.go buildSidecarOutboundHTTPListenerOpts: a sniffed service at an address has routes of its own
  const only = isSniffed && bind !== anyAddress ? service : undefined;
  let made: RouteConfiguration | undefined;
  return {
    match:
      // 3.3 listener.go buildSidecarOutboundListener: TLS and other bytes fall through
      (bind === anyAddress && protocol !== 'HTTP_PROXY') || isSniffed
        ? { serverNames: [], prefixRanges: [], transportProtocol: 'raw_buffer', applicationProtocols: plaintextHttp }
        : { serverNames: [], prefixRanges: [], applicationProtocols: [] },
    network: {
      kind: 'http',
      get routes() {
        made ??= routeConfiguration(scope, only, request);
        return made;
      },
    },
    because: [
      {
        fact: '3.3',
        text: isSniffed
          ? `It does not say what port ${request.port} carries, so the bytes decide; they are HTTP.`
          : `It declares port ${request.port} as ${protocol}.`,
        ...(service.object && { object: service.object, path: ['spec', 'ports'] }),
      },
    ],
  };
}

function routeConfiguration(scope: Scope, only: ClusterService | undefined, request: Request): RouteConfiguration {
  const { port } = request;
  // pilot/pkg/model/sidecar.go GetEgressListenerForRDS: the first for the port, also where its services make no listener
  const egress = scope.egressListeners.find((it) => it.port === undefined || it.port.number === port);
  const known = egress ? virtualHosts(scope, egress, only ? { ...request, host: only.host } : request) : undefined;
  const { made = [], passedOver = [] } = known ?? {};
  if (only) {
    // httproute.go getVirtualHostsForSniffedServicePort
    const own = made.filter((it) => it.domains.includes(only.host));
    return { name: `${only.host}:${port}`, virtualHosts: own.map((it) => ({ ...it, domains: ['*'], passedOver })) };
  }
  return { name: String(port), virtualHosts: [...made, { ...catchAllVirtualHost(outboundPolicy(scope)), passedOver }] };
}
