import { isWildcard, serviceName } from '../model/host';
import type { Name } from '../model/name';

/*
 * The index of a mesh is a map from keys to objects. A key never holds a namespace: one that is not known must be found
 * under the same key as one that is.
 */

/** The key of a name. */
export function nameKey(name: Name): string {
  switch (name.kind) {
    case 'gateway':
      return `gateway ${name.name}`;
    case 'host':
      return hostKey(name.host);
    case 'subset':
      return `subset ${name.name} ${hostKey(name.host)}`;
    case 'namespace':
      return `namespace ${name.name}`;
    case 'label':
      return `label ${name.key}=${name.value}`;
  }
}

export function hostKey(host: string): string {
  if (isWildcard(host)) return `wildcard ${wildcardDomain(host)}`;
  const service = serviceName(host);
  return service ? `service ${service.name}` : `host ${host}`;
}

/** All keys under which an object that mentions the host is found. */
export const hostKeys = (host: string): string[] => [hostKey(host), ...domains(host).map((it) => `under ${it}`)];

/** The keys of every host that may have a name in common with this one. */
export function matchingHostKeys(host: string): string[] {
  const wildcards = ['', ...domains(host)].map((it) => `wildcard ${it}`);
  if (isWildcard(host)) return [...wildcards, `under ${wildcardDomain(host)}`];
  return [hostKey(host), ...wildcards];
}

/** `a.com` of `*.a.com`, `com` of `*a.com`, nothing of `*`. */
const wildcardDomain = (host: string): string => host.slice(1).split('.').slice(1).join('.');

/** The domains that the host lies in: `a.com` and `com` of `b.a.com` and of `*.a.com`. */
function domains(host: string): string[] {
  const labels = host.split('.');
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
}
