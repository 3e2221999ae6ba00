import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import type { Service } from '../../mesh/services';
import { isWildcard } from '../../model/host';
import type { MeshObject } from '../../workspace/mesh';
import { clusterName, type FilterChain } from '../config';
import { aliasesOf } from './aliases';
import { anyAddress, type Bind } from './bind';
import { shortNames } from './host-names';
import { l4Rules, notForSidecar, tcpProxy } from './tcp-routes';

/** What a service's HTTPS or TLS port gives to a listener, and the rules that it does not use. */
export interface Chains {
  readonly chains: readonly FilterChain[];
  readonly passedOver: readonly Evidence[];
}

/**
 * The chains of a port whose clients speak TLS: one for each match of the VirtualServices that have a host in common
 * with the service, else one for the service itself.
 */
export function tlsChains(
  scope: Scope,
  service: Service,
  port: number,
  { address, range }: Bind,
  virtualServices: readonly MeshObject<'VirtualService'>[],
): Chains {
  const chains: FilterChain[] = [];
  const passedOver: Evidence[] = [];
  const seen = new Set<string>();
  let ranges = range === undefined ? [] : [range];
  for (const rule of l4Rules(virtualServices, 'tls')) {
    for (const [index, match] of rule.rule.match.entries()) {
      const place = { object: rule.virtualService, path: ['spec', 'tls', rule.index, 'match', index] };
      const reason = notForSidecar(match, scope, port);
      if (reason) {
        passedOver.push({ ...reason, ...place });
        continue;
      }
      const serverNames = match.sniHosts.map((it) => it.value);
      const subnets = match.destinationSubnets.map((it) => it.value);
      if (subnets.length > 0) ranges = subnets;
      // V21 pilot/pkg/networking/core/tls.go hashRuntimeTLSMatchPredicates
      const key = `${serverNames.join()}|${subnets.join()}`;
      if (seen.has(key)) {
        passedOver.push({ fact: 'V21', text: 'An earlier rule has the same SNI names.', ...place });
        continue;
      }
      seen.add(key);
      chains.push({
        match: { serverNames, prefixRanges: ranges, applicationProtocols: [] },
        network: tcpProxy(scope, rule, port),
        because: [{ fact: 'V18', text: `It takes TLS connections for ${serverNames.join(', ')}.`, ...place }],
      });
    }
  }
  // V19 tls.go buildSidecarOutboundTLSFilterChainOpts: any match takes the place of the service's own chain
  if (chains.length > 0) return { chains, passedOver: [...passedOver, ...withoutOwnChain(service, chains)] };
  return { chains: [ownChain(scope, service, port, address, range)], passedOver };
}

/** Why the names of a wildcard that no rule takes have no chain. */
const withoutOwnChain = ({ host }: Service, chains: readonly FilterChain[]): Evidence[] =>
  isWildcard(host)
    ? chains.flatMap(({ because }) =>
        because.map((it) => ({
          ...it,
          fact: 'V19',
          text: `It takes the place of what all names of ${host} would have.`,
        })),
      )
    : [];

function ownChain(
  scope: Scope,
  service: Service,
  port: number,
  address: string,
  range: string | undefined,
): FilterChain {
  const aliases = aliasesOf(scope, service.host);
  const isPod = service.resolution === 'HEADLESS' || (range !== undefined && !range.includes('/'));
  // tls.go buildSidecarOutboundTLSFilterChainOpts: an address of its own already says which service is meant
  const needsSni =
    !isPod &&
    (range !== undefined ||
      address === anyAddress ||
      (isWildcard(service.host) && service.resolution === 'DYNAMIC_DNS'));
  return {
    match: {
      serverNames: needsSni
        ? [service.written, ...aliases, ...aliases.flatMap((it) => shortNames(it, scope.proxy.namespace))]
        : [],
      prefixRanges: range === undefined ? [] : [range],
      applicationProtocols: [],
    },
    network: {
      kind: 'tcp',
      clusters: [{ name: clusterName(servicePort(service, port), '', service.host), weight: 100 }],
    },
    because: [
      {
        fact: '3.3',
        text: needsSni
          ? `It declares port ${port} as TLS, so connections with the SNI ${service.host} go to it.`
          : `It declares port ${port} as TLS, and has the address that was dialled.`,
        object: service.object,
        path: ['spec', 'ports'],
      },
    ],
  };
}

/** A Sidecar's port that is not one of the service means its only one. */
export const servicePort = ({ ports }: Service, listenerPort: number): number =>
  ports.length === 1 ? (ports[0]?.number.value ?? listenerPort) : listenerPort;
