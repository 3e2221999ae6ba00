import type { Evidence } from '../../mesh/evidence';
import { credentials } from '../../mesh/gateway-credentials';
import { serverNames } from '../../mesh/gateway-hosts';
import { isHttp } from '../../mesh/gateway-protocol';
import type { GatewayServer, ServerGroup } from '../../mesh/gateway-servers';
import type { Scope } from '../../mesh/scope';
import { hostWithin } from '../../model/host';
import { type FilterChain, type ServerTls, takesAll } from '../config';
import { autoPassthroughChains } from './auto-passthrough';
import { serverNameMatch } from './chain-match';
import { type Chains, passthroughChains } from './passthrough-chains';
import type { GatewayRequest } from './request';
import { tcpForwarding } from './tcp-chain';
import { gatewayRoutes } from './virtual-hosts';

/** The chains of a listener: one for all plaintext HTTP, and one or more for each other server. */
export function chainsOf(scope: Scope, groups: readonly ServerGroup[], request: GatewayRequest): Chains {
  const passing = groups.flatMap((it) => it.servers.filter(({ kind }) => kind === 'passthrough'));
  const made = groups.flatMap(({ protocol, servers }): Chains[] => {
    // 3.5.1 pilot/pkg/networking/core/gateway.go buildGatewayTCPBasedFilterChains
    if (isHttp(protocol)) return [httpChain(scope, servers, request)];
    return servers.filter((it) => it.kind !== 'passthrough').map((it) => chainOf(scope, it, request));
  });
  made.push(passthroughChains(scope, passing, request.sni));
  return { chains: made.flatMap((it) => it.chains), passedOver: made.flatMap((it) => it.passedOver) };
}

function chainOf(scope: Scope, server: GatewayServer, request: GatewayRequest): Chains {
  switch (server.kind) {
    case 'http':
    case 'https':
      return httpChain(scope, [server], request);
    case 'auto-passthrough':
      return { chains: autoPassthroughChains(scope, server, request.sni), passedOver: [] };
    default:
      return tcpChain(scope, server, request);
  }
}

/** A chain that reads HTTP. Its routes are made when they are asked for, or when the request is for it. */
function httpChain(scope: Scope, servers: readonly GatewayServer[], request: GatewayRequest): Chains {
  const [first] = servers;
  if (!first) return { chains: [], passedOver: [] };
  let made: ReturnType<typeof gatewayRoutes> | undefined;
  const routes = () => (made ??= gatewayRoutes(scope, servers, request.host));
  const tls = tlsOf(scope, first);
  const chain: FilterChain = {
    match: tls ? serverNameMatch(serverNames(first.hosts)) : takesAll,
    ...(tls ? { tls } : {}),
    network: {
      kind: 'http',
      get routes() {
        return routes().configuration;
      },
    },
    because: servers.length === 1 || tls ? [does(first, tls)] : [],
  };
  return { chains: [chain], passedOver: tls && !takes(chain, request) ? [] : routes().passedOver };
}

function tcpChain(scope: Scope, server: GatewayServer, request: GatewayRequest): Chains {
  const tls = tlsOf(scope, server);
  const match = tls ? serverNameMatch(serverNames(server.hosts)) : takesAll;
  // a server for another name needs no look at the VirtualServices of all its hosts
  if (tls && !takes({ match }, request)) return { chains: [], passedOver: [] };
  const { network, because, passedOver } = tcpForwarding(scope, server, request);
  if (!network) return { chains: [], passedOver };
  return {
    chains: [{ match, ...(tls ? { tls } : {}), network, because: [does(server, tls), ...because] }],
    passedOver,
  };
}

const takes = ({ match }: Pick<FilterChain, 'match'>, { sni }: GatewayRequest): boolean =>
  match.serverNames.length === 0 || (sni !== undefined && match.serverNames.some((it) => hostWithin(sni, it)));

const modes: readonly ServerTls['mode'][] = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL'];

/** How a server ends TLS. P6: no PeerAuthentication has a say in it. */
function tlsOf({ mesh, proxy }: Scope, server: GatewayServer): ServerTls | undefined {
  // P6 pilot/pkg/networking/core/gateway.go buildGatewayListenerTLSContext
  if (server.kind !== 'https' && server.kind !== 'tls-tcp') return undefined;
  const mode = modes.find((it) => it === server.server.tls?.mode?.value) ?? 'SIMPLE';
  return { mode, ...credentials(mesh, proxy, server) };
}

function does({ kind, server, place }: GatewayServer, tls: ServerTls | undefined): Evidence {
  const reads = kind === 'http' || kind === 'https' ? 'reads HTTP' : 'forwards bytes';
  const protocol = server.port?.protocol?.value ?? '';
  const ends = tls ? `ends TLS (${tls.mode}) and ` : '';
  return { fact: '3.5.1', text: `The server speaks ${protocol}: it ${ends}${reads}.`, ...place };
}
