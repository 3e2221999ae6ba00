import { isWildcard, serviceName } from '../model/host';
import type { Dialled } from '../model/kind';
import type { Name } from '../model/name';
import { hasPlaceholder } from '../text/placeholder';

/**
 * Where objects are found: a family of shelves and a word. A key never holds a namespace: one that is not known must be
 * found under the same key as one that is.
 */
export interface Key {
  readonly family: Name['kind'] | 'service' | 'wildcard' | 'under' | 'named' | 'in' | 'port' | 'address' | 'parent';
  readonly word: string;
}

/** The key of a name. */
export function nameKey(name: Name): Key {
  switch (name.kind) {
    case 'host':
      return hostKey(name.host);
    case 'subset':
      return { family: 'subset', word: `${name.name} ${hostKey(name.host).word}` };
    case 'label':
      return { family: 'label', word: `${name.key}=${name.value}` };
    case 'object':
      return { family: 'object', word: `${name.type} ${name.name}` };
    default:
      return { family: name.kind, word: name.name };
  }
}

/** All keys under which an object that mentions the name is found. */
export const keysOf = (name: Name): Key[] =>
  name.kind === 'host' ? [hostKey(name.host), ...domainKeys('under', name.host)] : [nameKey(name)];

/** The keys of the wildcards that the host may have a name in common with. */
export const wildcardKeys = (host: string): Key[] => [
  { family: 'wildcard', word: '' },
  ...domainKeys('wildcard', host),
];

/** The keys of the hosts, wildcards apart, that may have a name in common with this one. */
export const plainHostKey = (host: string): Key =>
  isWildcard(host) ? { family: 'under', word: wildcardDomain(host) } : hostKey(host);

function hostKey(host: string): Key {
  if (isWildcard(host)) return { family: 'wildcard', word: wildcardDomain(host) };
  const service = serviceName(host);
  return service ? { family: 'service', word: service.name } : { family: 'host', word: host };
}

/** `a.com` of `*.a.com`, `com` of `*a.com`, nothing of `*`. */
const wildcardDomain = (host: string): string => host.slice(1).split('.').slice(1).join('.');

/** A key for each domain that the host lies in: for `a.com` and `com` of `b.a.com` and of `*.a.com`. */
function domainKeys(family: Key['family'], host: string): Key[] {
  const keys: Key[] = [];
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
    keys.push({ family, word: host.slice(dot + 1) });
  return keys;
}

/** The key of something that clients dial. All CIDR ranges share one, and all parents with a placeholder. */
export function dialledKey(dialled: Dialled): Key {
  if ('port' in dialled) return { family: 'port', word: `${dialled.port} ${dialled.listener}` };
  if ('address' in dialled) return { family: 'address', word: dialled.address.includes('/') ? '/' : dialled.address };
  return { family: 'parent', word: hasPlaceholder(dialled.parent) ? '' : dialled.parent };
}
