import { isWildcard, serviceName } from '../model/host';
import type { Dialled } from '../model/kind';
import type { Name } from '../model/name';
import { unnamed } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';

/**
 * Where objects are found: a family of shelves and a word. What has a namespace has two keys, one of them without it, since
 * one that is not known must be found beside all that are.
 */
export interface Key {
  readonly family: Name['kind'] | 'service' | 'wildcard' | 'under' | 'named' | 'in' | 'port' | 'address' | 'parent';
  readonly word: string;
}

/** The keys of what a namespace has, or may have where it is not known whose it is; the key without one asks for all. */
export const keysIn = (key: Key, namespace: string): Key[] =>
  namespace === unnamed ? [key] : [placedKey(key, namespace), placedKey(key, unnamed)];

/** The key with a namespace; no name of Kubernetes has a slash. */
export const placedKey = ({ family, word }: Key, namespace: string): Key => ({ family, word: `${namespace}/${word}` });

/** The key of a name, without its namespace. */
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
export function keysOf(name: Name): Key[] {
  const key = nameKey(name);
  const namespace = namespaceOf(name);
  const known = namespace === undefined ? [key] : [key, placedKey(key, namespace)];
  return name.kind === 'host' ? [...known, ...domainKeys('under', name.host)] : known;
}

/** The keys under which the objects are that mention a name which may be this one. */
export const keysFor = (name: Name): Key[] => keysIn(nameKey(name), namespaceOf(name) ?? unnamed);

/** Of what a name says that it is in a namespace; `undefined` for other names. */
function namespaceOf(name: Name): string | undefined {
  switch (name.kind) {
    case 'gateway':
    case 'object':
      return name.namespace;
    case 'host':
      return serviceName(name.host)?.namespace;
    default:
      return undefined;
  }
}

/** The keys of the wildcards that the host may have a name in common with. */
export const wildcardKeys = (host: string): Key[] => [
  { family: 'wildcard', word: '' },
  ...domainKeys('wildcard', host),
];

/** The keys of the hosts, wildcards apart, that may have a name in common with this one. */
export const plainHostKeys = (host: string): Key[] =>
  isWildcard(host) ? [{ family: 'under', word: wildcardDomain(host) }] : keysFor({ kind: 'host', host });

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

/** The keys under which an object is found that is dialled so. All CIDR ranges share one. */
export function keysOfDialled(dialled: Dialled): Key[] {
  if ('port' in dialled) return [{ family: 'port', word: `${dialled.port} ${dialled.listener}` }];
  if ('address' in dialled) return [{ family: 'address', word: dialled.address.includes('/') ? '/' : dialled.address }];
  const { name, namespace } = dialled.parent;
  const key = parentKey(hasPlaceholder(name) ? '' : name);
  return [key, placedKey(key, namespace)];
}

/** The keys under which the objects are that may be dialled so. */
export function keysForDialled(dialled: Dialled): Key[] {
  if (!('parent' in dialled)) return keysOfDialled(dialled);
  const { name, namespace } = dialled.parent;
  return [name, ''].flatMap((it) => keysIn(parentKey(it), namespace));
}

const parentKey = (word: string): Key => ({ family: 'parent', word });
