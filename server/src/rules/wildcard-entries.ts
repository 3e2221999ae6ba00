import { type Service, servicesMatching } from '../mesh/services';
import { hostWithin, isWildcard, sameHost } from '../model/host';
import type { Mesh } from '../workspace/mesh';

/** The hosts with a wildcard outside the mesh under which a host lies, as ServiceEntries declare them. */
export const wildcardsOver = (mesh: Mesh, host: string): readonly Service[] =>
  servicesMatching(mesh, host).filter(
    (it) => it.external && isWildcard(it.host) && !sameHost(it.host, host) && hostWithin(host, it.host),
  );
