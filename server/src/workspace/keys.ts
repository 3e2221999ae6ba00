import { isWildcard, serviceName } from '../model/host';
import type { Dialled } from '../model/kind';
import type { Name } from '../model/name';
import { unnamed } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';

/** Where objects are found: a family of shelves and a word. */
export interface Key {
  readonly family: PlacedFamily | 'host' | 'subset' | 'namespace' | 'label' | OtherFamily;
  readonly word: string;
  /** In a family of what has a namespace; absent to ask for all of them. */
  readonly namespace?: string;
}

/** Of names in a namespace. One that is not known must be found beside all that are. */
const placedFamilies = ['gateway', 'object', 'section', 'service', 'named', 'parent'] as const;
type PlacedFamily = (typeof placedFamilies)[number];
type OtherFamily = 'wildcard' | 'under' | 'in' | 'port' | 'address';

const placed: ReadonlySet<string> = new Set(placedFamilies);

/** Whether a key asks for a name in whatever namespace. */
export const asksEverywhere = ({ family, namespace }: Key): boolean => namespace === undefined && placed.has(family);

/** The keys of what a namespace has, or may have where it is not known whose it is. */
export const keysIn = (key: Key, namespace: string): Key[] =>
  namespace === unnamed ? [key] : [placedKey(key, namespace), placedKey(key, unnamed)];

export const placedKey = ({ family, word }: Key, namespace: string): Key => ({ family, word, namespace });

/** The key of a name, without its namespace. */
export function nameKey(name: Name): Key {
  switch (name.kind) {
    case 'host':
      return hostKey(name.host);
    case 'subset':
      return { family: 'subset', word: `${name.name} ${hostKey(name.host).word}` };
    case 'label':
      return { family: 'label', word: `${name.key}=${name.value}` };
    case 'section':
      return { family: 'section', word: `${name.type} ${name.owner} ${name.name}` };
    case 'object':
      return { family: 'object', word: `${name.type} ${name.name}` };
    default:
      return { family: name.kind, word: name.name };
  }
}

/** All keys under which an object that mentions the name is found. */
export function keysOf(name: Name): Key[] {
  const namespace = namespaceOf(name);
  const key = namespace === undefined ? nameKey(name) : placedKey(nameKey(name), namespace);
  return name.kind === 'host' ? [key, ...domainKeys('under', name.host)] : [key];
}

/** The keys under which the objects are that mention a name which may be this one. */
export const keysFor = (name: Name): Key[] => keysIn(nameKey(name), namespaceOf(name) ?? unnamed);

/** Of what a name says that it is in a namespace; `undefined` for other names. */
function namespaceOf(name: Name): string | undefined {
  switch (name.kind) {
    case 'gateway':
    case 'object':
    case 'section':
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
  return [placedKey(parentKey(hasPlaceholder(name) ? '' : name), namespace)];
}

/** The keys under which the objects are that may be dialled so. */
export function keysForDialled(dialled: Dialled): Key[] {
  if (!('parent' in dialled)) return keysOfDialled(dialled);
  const { name, namespace } = dialled.parent;
  return [name, ''].flatMap((it) => keysIn(parentKey(it), namespace));
}

const parentKey = (word: string): Key => ({ family: 'parent', word });
