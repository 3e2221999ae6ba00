import type { Assumption } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import { isKubernetes, servicesMatching } from '../../mesh/services';
import { isWildcard, sameHost } from '../../model/host';
import { isAddress } from '../../text/cidr';
import type { Request } from '../request';
import { bindsOf, isAllocated } from './bind';
import { serviceHosts } from './host-names';

/** The address that a client connects to. */
export interface DialledAddress {
  /** An IP, or the host of a service whose address is its own but not known (see bind.ts); `undefined` for one that belongs to no service. */
  readonly address: string | undefined;
  /** The IP, where a service's host stands for it. */
  readonly ip?: string;
  readonly assumption?: Assumption;
}

/** What the name in a request resolves to for a client. */
export function dialledAddress(scope: Scope, request: Request, capturesDns: boolean): DialledAddress {
  const { address } = request;
  const host = request.dialled ?? request.host;
  const named = serviceHosts(host, scope.proxy.namespace).flatMap((name) =>
    servicesMatching(scope.mesh, name).filter((it) => sameHost(it.host, name)),
  );
  const service = named.find(isKubernetes);
  // what a headless service's name resolves to is one of its pods
  if (service?.resolution === 'HEADLESS')
    return { address: service.host, ...(address === undefined ? {} : { ip: address }) };
  if (address !== undefined) return { address };
  if (isAddress(host)) return { address: host };
  if (service?.externalName) return { address: undefined };
  if (service) return { address: service.addresses[0] ?? service.host };
  const matching = scope.egressListeners.flatMap((it) => scope.servicesMatching(it, host));
  const entry = matching.find((it) => sameHost(it.host, host)) ?? matching.find((it) => isWildcard(it.host));
  const own = entry?.addresses.find((it) => !it.includes('/'));
  if (entry && capturesDns) {
    // S10 the proxy's own DNS answers with the service's address
    if (own !== undefined) return { address: own };
    if (isAllocated(entry)) return { address: bindsOf(entry, true)[0]?.address };
  }
  if (entry && own !== undefined)
    return {
      address: own,
      assumption: {
        text: `${host} is taken to resolve to ${own}, the address that the ServiceEntry gives.`,
        object: entry.object,
        path: ['spec', 'addresses', 0],
      },
    };
  return { address: undefined };
}
