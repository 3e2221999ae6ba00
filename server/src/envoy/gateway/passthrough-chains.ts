import type { Evidence } from '../../mesh/evidence';
import { coveringName } from '../../mesh/gateway-hosts';
import type { GatewayServer } from '../../mesh/gateway-servers';
import { gatewayName } from '../../mesh/legs';
import type { Scope } from '../../mesh/scope';
import { hostWithin } from '../../model/host';
import type { MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import type { FilterChain } from '../config';
import { tcpProxy } from '../sidecar/tcp-routes';
import { boundServers } from './bound-servers';
import { serverNameMatch } from './chain-match';
import { noSharedHost, unreadSection } from './passed-over';
import { isForServer, notForServer } from './tcp-rules';

export interface Chains {
  readonly chains: readonly FilterChain[];
  readonly passedOver: readonly Evidence[];
}

/**
 * The chains that pass TLS with an SNI on as it is: one for each match of a VirtualService. Other names are looked at as
 * far as they decide which chains there are.
 */
export function passthroughChains(scope: Scope, servers: readonly GatewayServer[], sni: string | undefined): Chains {
  const names = namesInTouch(scope, servers, sni);
  const taken: TakenNames = new Map();
  const all = boundServers(scope, servers, names).map((it) => chainsOf(scope, it, sni, names, taken));
  return { chains: all.flatMap((it) => it.chains), passedOver: all.flatMap((it) => it.passedOver) };
}

/** Names that chains of the listener ask for already, with the address of their server. */
type TakenNames = Map<string, string>;

function chainsOf(
  scope: Scope,
  server: GatewayServer,
  sni: string | undefined,
  inTouch: readonly string[],
  taken: TakenNames,
): Chains {
  const chains: FilterChain[] = [];
  const passedOver: Evidence[] = [];
  const isAsked = (names: readonly string[]): boolean => names.some((it) => hostWithin(sni ?? '', it));
  for (const object of scope.virtualServices(inTouch, gatewayName(server.gateway))) {
    if (!isForServer(object, server)) {
      passedOver.push(noSharedHost(object, server));
      continue;
    }
    passedOver.push(...unreadSection(object, server));
    for (const [index, rule] of object.resource.spec.tls.entries()) {
      if (rule.route.length === 0) continue;
      for (const [i, match] of rule.match.entries()) {
        const path = ['spec', 'tls', index, 'match', i];
        const names = match.sniHosts.map((it) => it.value);
        const problem = notForServer(match, server, object, path) ?? duplicate(names, server.bind, taken, object, path);
        if (!problem) for (const it of names) taken.set(it, server.bind);
        if (!isAsked(names)) continue;
        if (problem) {
          passedOver.push(problem);
          continue;
        }
        const text = `This match is for the server, and takes ${names.join(', ')}.`;
        chains.push({
          // 3.5.1 pilot/pkg/networking/core/gateway.go buildGatewayNetworkFiltersFromTLSRoutes: whatever the server's hosts
          match: serverNameMatch(names),
          network: tcpProxy(scope, { virtualService: object, section: 'tls', rule, index }, server.number),
          because: [{ fact: 'V13', text, object, path }],
        });
      }
    }
  }
  return { chains, passedOver };
}

/** The SNI, the names that may be taken together with it, those that may be taken with these, and so on. */
function namesInTouch(scope: Scope, servers: readonly GatewayServer[], sni: string | undefined): readonly string[] {
  const names = new Set([sni?.toLowerCase() ?? '']);
  for (let before = 0; before < names.size; ) {
    before = names.size;
    const asked = [...names];
    const gateways = new Map(boundServers(scope, servers, asked).map(({ gateway }) => [gateway, gatewayName(gateway)]));
    for (const gateway of gateways.values())
      for (const { resource } of scope.virtualServices(asked, gateway))
        for (const { match } of resource.spec.tls)
          for (const { value } of match.flatMap((it) => it.sniHosts)) names.add(coveringName(value.toLowerCase()));
  }
  return [...names];
}

function duplicate(
  names: readonly string[],
  bind: string,
  taken: TakenNames,
  object: MeshObject<'VirtualService'>,
  path: Path,
): Evidence | undefined {
  // 3.5.1 pilot/pkg/networking/core/gateway.go buildGatewayNetworkFiltersFromTLSRoutes
  const twice = names.find((it) => taken.get(it) === bind);
  if (twice === undefined) return undefined;
  const text = `Istio skips this match whole, because an earlier one on the port has the SNI ${twice}.`;
  return { fact: 'G8', text, object, path: [...path, 'sniHosts'], byAge: true };
}
