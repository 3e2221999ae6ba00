import { hostWithin } from '../model/host';
import { inRange, rangeBits } from '../text/cidr';
import type { FilterChain, FilterChainMatch, Listener, RouteConfiguration, VirtualHost } from './config';

/** A connection as a listener sees it. */
export interface Connection {
  /** `undefined` for an address that belongs to no service. */
  readonly address: string | undefined;
  /** Of the outermost TLS; `undefined` for none. */
  readonly tls: { readonly sni: string | undefined; readonly alpn: string } | undefined;
  /** What the bytes are, or would be after all TLS. */
  readonly protocol: 'http' | 'grpc' | 'tcp';
}

export type ChainChoice =
  | { readonly chain: FilterChain }
  | { readonly error: 'no-filter-chain' | 'multiple-filter-chains'; readonly among: readonly FilterChain[] };

/**
 * Chooses the chain of a listener as Envoy does: criterion by criterion, and after each one only those chains are left
 * that match it best.
 */
export function matchChain(listener: Listener, { address, tls, protocol }: Connection): ChainChoice {
  const isTls = listener.inspectsTls && tls !== undefined;
  const alpn = isTls ? tls.alpn : listener.inspectsHttp && !tls ? plaintextAlpn[protocol] : '';
  // https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/listener/v3/listener_components.proto: FilterChainMatch
  let chains = listener.chains;
  chains = best(chains, ({ prefixRanges }) => rangeRank(prefixRanges, address));
  chains = best(chains, ({ serverNames }) => nameRank(serverNames, (isTls && tls.sni) || ''));
  chains = best(chains, ({ transportProtocol }) =>
    transportProtocol === undefined ? undefined : transportProtocol === (isTls ? 'tls' : 'raw_buffer') ? 1 : 0,
  );
  chains = best(chains, ({ applicationProtocols }) =>
    applicationProtocols.length === 0 ? undefined : applicationProtocols.includes(alpn) ? 1 : 0,
  );
  const [chain, ...others] = chains;
  if (chain && others.length === 0) return { chain };
  if (chain) return { error: 'multiple-filter-chains', among: chains };
  return listener.defaultChain
    ? { chain: listener.defaultChain }
    : { error: 'no-filter-chain', among: listener.chains };
}

const plaintextAlpn = { http: 'http/1.1', grpc: 'h2c', tcp: '' };

/** `rank` gives `undefined` for a chain that doesn't ask, 0 for one that doesn't match, and more for a better match. */
function best(
  chains: readonly FilterChain[],
  rank: (match: FilterChainMatch) => number | undefined,
): readonly FilterChain[] {
  const ranked = chains.map((chain) => ({ chain, rank: rank(chain.match) }));
  const highest = Math.max(0, ...ranked.map((it) => it.rank ?? 0));
  return ranked.filter((it) => (highest > 0 ? it.rank === highest : it.rank === undefined)).map((it) => it.chain);
}

const rangeRank = (ranges: readonly string[], address: string | undefined): number | undefined =>
  ranges.length === 0 ? undefined : Math.max(...ranges.map((it) => (inRange(address, it) ? rangeBits(it) + 1 : 0)));

function nameRank(names: readonly string[], sni: string): number | undefined {
  if (names.length === 0) return undefined;
  // R9: names are compared as they are written
  return Math.max(
    ...names.map((it) => (it === sni ? Number.MAX_SAFE_INTEGER : hostWithin(sni, it) && sni !== '' ? it.length : 0)),
  );
}

/** The virtual host that takes a `Host`, and by which of its domains: exact, then the longest wildcard, then `*`. */
export function matchVirtualHost(
  { virtualHosts }: RouteConfiguration,
  host: string,
): { readonly virtualHost: VirtualHost; readonly domain: string } | undefined {
  const name = host.toLowerCase();
  let found: { virtualHost: VirtualHost; domain: string } | undefined;
  for (const virtualHost of virtualHosts)
    for (const domain of virtualHost.domains) {
      if (domain === name) return { virtualHost, domain };
      if (!domain.startsWith('*') || domain === '*') continue;
      const fits = name.length >= domain.length && name.endsWith(domain.slice(1));
      if (fits && domain.length > (found?.domain.length ?? 0)) found = { virtualHost, domain };
    }
  if (found) return found;
  const all = virtualHosts.find((it) => it.domains.includes('*'));
  return all && { virtualHost: all, domain: '*' };
}
