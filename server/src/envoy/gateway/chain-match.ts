import { isPartialWildcard } from '../../model/host';
import { type FilterChainMatch, takesAll } from '../config';

/** What takes TLS connections with one of these names; `*` is all of them. */
export const serverNameMatch = (names: readonly string[]): FilterChainMatch =>
  // G13 pilot/pkg/networking/core/listener.go toFilterChainMatch
  names.includes('*') ? takesAll : { ...takesAll, serverNames: [...new Set(names)].sort() };

/** A name that Envoy refuses, with the whole listener; `undefined` where there is none. */
export const refusedName = ({ serverNames }: FilterChainMatch): string | undefined =>
  // G14 https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/listener/v3/listener_components.proto: server_names
  serverNames.find(isPartialWildcard);
