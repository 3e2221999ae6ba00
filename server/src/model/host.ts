import { couldEqual, hasPlaceholder } from '../text/placeholder';
import { knownNamespace, namespaceLabel, unnamed } from './namespace';

/*
 * A host is a string as Istio has it: a DNS name, or one with `*` in front. A Kubernetes Service is its fully qualified
 * name; where its namespace is not known that label is empty (`reviews..svc.cluster.local`), which no real name has.
 */

const clusterSuffix = '.svc.cluster.local';

/** The wildcard that all Services are names of, and nothing else is. */
export const everyService = `*${clusterSuffix}`;

/** The fully qualified name of a Service. */
export const serviceHost = (name: string, namespace: string): string => `${name}.${namespace}${clusterSuffix}`;

/**
 * What a host in a VirtualService or a DestinationRule stands for. A name without a dot is a Service in the object's own
 * namespace; `name.namespace` is kept as it is, and so never equals a Service. Upper case is as good as lower.
 */
export function resolveHost(host: string, namespace: string): string {
  // R5 pilot/pkg/model/config.go ResolveShortnameToFQDN
  if (hasPlaceholder(host)) return templatedHost(host);
  if (host === '' || host.includes('*') || host.includes('.') || host.includes(':')) return host.toLowerCase();
  return serviceHost(host.toLowerCase(), namespace);
}

/** `gateway.${NAMESPACE}.svc.cluster.local` is the Service of that name in an unknown namespace. */
function templatedHost(host: string): string {
  const name = host.slice(0, host.indexOf('.'));
  if (!host.endsWith(clusterSuffix) || name === '' || hasPlaceholder(name)) return host;
  return serviceHost(name, knownNamespace(host.slice(name.length + 1, -clusterSuffix.length)));
}

export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
}

/** Name and namespace of the Service that a fully qualified host names; `undefined` for any other host. */
export function serviceName(host: string): ServiceName | undefined {
  if (!host.endsWith(clusterSuffix)) return undefined;
  const labels = host.slice(0, -clusterSuffix.length).split('.');
  const [name, namespace] = labels;
  return labels.length === 2 && !hasPlaceholder(host) && name && name !== '*'
    ? { name, namespace: namespace ?? unnamed }
    : undefined;
}

/** As it is shown to people. */
export function hostLabel(host: string): string {
  const service = serviceName(host);
  return service ? serviceHost(service.name, namespaceLabel(service.namespace)) : host;
}

/** Whether both are one host, where an unknown namespace agrees with any. */
export function sameHost(a: string, b: string): boolean {
  if (a === b) return true;
  const left = serviceName(a);
  const right = left && serviceName(b);
  if (left && right && left.name === right.name) return left.namespace === unnamed || right.namespace === unnamed;
  return couldEqual(a, b);
}

export const isWildcard = (host: string): boolean => host.startsWith('*');
/** Whether a host is a wildcard for a part of a label, such as `*example.com`. */
export const isPartialWildcard = (host: string): boolean => /^\*[^.]/.test(host) && !hasPlaceholder(host);

/**
 * Whether two hosts have a name in common. Symmetric; `*.a.com` has `b.a.com` and `c.b.a.com` but not `a.com`.
 */
export function hostsMatch(a: string, b: string): boolean {
  // R1, R2 pkg/config/host/name.go Matches
  if (isWildcard(a) && isWildcard(b)) return a.length < b.length ? b.endsWith(a.slice(1)) : a.endsWith(b.slice(1));
  if (isWildcard(a)) return endsWithSuffix(b, a.slice(1));
  if (isWildcard(b)) return endsWithSuffix(a, b.slice(1));
  return sameHost(a, b);
}

/** Whether every name of `a` is one of `b`. */
export function hostWithin(a: string, b: string): boolean {
  // R3 pkg/config/host/name.go SubsetOf
  if (!isWildcard(b)) return !isWildcard(a) && sameHost(a, b);
  return isWildcard(a) ? a.slice(1).endsWith(b.slice(1)) : endsWithSuffix(a, b.slice(1));
}

const endsWithSuffix = (host: string, suffix: string): boolean => host.length >= suffix.length && host.endsWith(suffix);

/** More specific first: an exact host, then the longer wildcard, then by name. */
export function compareSpecificity(a: string, b: string): number {
  // D3 pilot/pkg/model/config.go MostSpecificHostMatch
  if (isWildcard(a) !== isWildcard(b)) return isWildcard(a) ? 1 : -1;
  return b.length - a.length || (a < b ? -1 : a > b ? 1 : 0);
}
