import type { Server } from '../model/gateway';
import { hostsMatch, hostWithin, resolveHost } from '../model/host';
import { agree } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import type { MeshObject } from '../workspace/mesh';

/** A host of a server, as Istio keeps it. */
export interface ServerHost {
  /** Whose VirtualServices may have it; `undefined` for everybody's. */
  readonly namespace: string | undefined;
  /** As written: upper case differs from lower case here. */
  readonly host: string;
}

/** The hosts of a server of a Gateway in that namespace. */
export function serverHosts({ hosts }: Server, gatewayNamespace: string): readonly ServerHost[] {
  // G12 pilot/pkg/model/gateway.go sanitizeServerHostNamespace
  const read = hosts.map(({ value }): ServerHost => {
    const slash = value.indexOf('/');
    if (slash < 0) return { namespace: undefined, host: value };
    const [owner, host = ''] = [value.slice(0, slash), value.slice(slash + 1)];
    if (owner === '*' || hasPlaceholder(owner)) return { namespace: undefined, host };
    return { namespace: owner === '.' ? gatewayNamespace : owner, host };
  });
  // of `*/*` Istio keeps nothing else
  return hosts.some((it) => it.value === '*/*') ? [{ namespace: undefined, host: '*' }] : read;
}

/** As Istio writes it again. */
export const serverHostText = ({ namespace, host }: ServerHost): string =>
  namespace === undefined ? host : `${namespace}/${host}`;

/** Whether a VirtualService of that namespace may have the host. */
export const admits = ({ namespace }: ServerHost, owner: string): boolean =>
  namespace === undefined || agree(namespace, owner);

/** The names that a connection may ask for, in Istio's order; nothing for a server that does not read them. */
export const serverNames = (hosts: readonly ServerHost[]): readonly string[] =>
  // G13 pilot/pkg/model/gateway.go GetSNIHostsForServer
  [...new Set(hosts.map((it) => it.host))].sort();

/** The hosts of a VirtualService, a Service's in full, in upper and lower case as they are written. */
export const writtenHosts = ({ resource, namespace }: MeshObject<'VirtualService'>): readonly string[] =>
  resource.spec.hosts.map(({ value }) => {
    const resolved = resolveHost(value, namespace);
    return resolved === value.toLowerCase() ? value : resolved;
  });

/** The names that both a server and a VirtualService have: of a wildcard and a host in it, the more specific. */
export function sharedHosts(
  ofServer: readonly ServerHost[],
  ofVirtualService: readonly string[],
  owner: string,
): readonly string[] {
  // R4 pkg/config/host/names.go Intersection
  const shared = new Set<string>();
  for (const it of ofServer) {
    if (!admits(it, owner)) continue;
    for (const host of ofVirtualService) {
      const isOpen = hasPlaceholder(it.host) && !hasPlaceholder(host);
      if (!isOpen && hostWithin(it.host, host)) shared.add(it.host);
      else if (hostWithin(host, it.host)) shared.add(host);
    }
  }
  return [...shared];
}

/** Whether a server has a host in common with a VirtualService, for what is not HTTP. */
export const haveCommonHost = (
  ofServer: readonly ServerHost[],
  ofVirtualService: readonly string[],
  owner: string,
): boolean =>
  // G12 pilot/pkg/networking/core/gateway.go pickMatchingGatewayHosts
  ofServer.some((it) => admits(it, owner) && ofVirtualService.some((host) => hostsMatch(it.host, host)));

/**
 * A name by which exactly those hosts are found that have every name of this one: itself, and of a wildcard the name
 * that only it and wider ones have.
 */
export const coveringName = (host: string): string => (host.startsWith('*') ? host.slice(1) : host);
