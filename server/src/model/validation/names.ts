import { isAddress } from '../../text/cidr';

/*
 * How Istio's webhook and Kubernetes read names. Where Istio takes a wildcard, `*` stands at most in the first label.
 */

const label = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const dnsLabel = new RegExp(`^${label}$`);
const wildcardLabel = new RegExp(`^(?:\\*|(?:\\*|\\*-)?${label})$`);
const qualifiedName = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelKey = new RegExp(`^(?:(${label}(?:\\.${label})*)/)?(${qualifiedName})$`);
const labelValue = new RegExp(`^(?:${qualifiedName})?$`);
const objectName = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const headerName = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
const longestLabel = 63;
const longestSubdomain = 253;
const longestName = 255;

export const isDnsLabel = (text: string): boolean => text.length <= longestLabel && dnsLabel.test(text);

/** Whether it is a full DNS name; a name without a dot is one too, and one that ends with a dot. */
export const isDomain = (text: string): boolean =>
  // 2.1 agent/validation.go ValidateFQDN
  text.length > 0 && text.length <= longestName && areLabels(text);

/** The same, where the first label may be a wildcard, or begin with one. */
export function isWildcardDomain(text: string): boolean {
  // 2.1 agent/validation.go ValidateWildcardDomain
  const dot = text.indexOf('.');
  const first = dot < 0 ? text : text.slice(0, dot);
  return (
    text.length <= longestName &&
    first.length <= longestLabel &&
    wildcardLabel.test(first) &&
    (dot < 0 || areLabels(text.slice(dot + 1)))
  );
}

/** `*foo.com`: a wildcard that is no label of its own. */
export const isPartialWildcard = (text: string): boolean =>
  // 2.1 agent/validation.go ValidatePartialWildCard
  text.includes('*') && text !== '*' && !text.startsWith('*.');

/** A DNS name or, in a Gateway, an address, with the namespace before a slash where it must or may be. */
export function isListedHost(text: string, listedIn: 'Gateway' | 'Sidecar'): boolean {
  // 2.2, 2.6 agent/validation.go ValidateNamespaceSlashWildcardHostname
  const slash = text.indexOf('/');
  if (slash < 0) return listedIn === 'Gateway' && isHostPart(text, true);
  const before = text.slice(0, slash);
  // with `~` in front the hosts of a namespace are left out, and of every one where nothing follows
  const namespace = listedIn === 'Sidecar' ? before.replace(/^~/, '') : before;
  const isNamespace = ['*', '.'].includes(namespace) || isDnsLabel(namespace) || (before !== '' && namespace === '');
  return isNamespace && isHostPart(text.slice(slash + 1), listedIn === 'Gateway');
}

const isHostPart = (text: string, mayBeAddress: boolean): boolean =>
  // 2.2 agent/validation.go validateSidecarOrGatewayHostnamePart
  (text === '*' || text.includes('.')) &&
  !isPartialWildcard(text) &&
  (isWildcardDomain(text) || (mayBeAddress && isAddress(text)));

function areLabels(text: string): boolean {
  const labels = text.split('.');
  const last = labels.at(-1) ?? '';
  if (/^[-+]?\d+$/.test(last)) return false;
  return labels.every((it, i) => isDnsLabel(it) || (it === '' && i === labels.length - 1));
}

/** The key of a label, as Istio and Kubernetes have it. */
export function isLabelKey(text: string): boolean {
  // pkg/config/labels/instance.go validateTagKey
  const [, prefix = '', name = ''] = labelKey.exec(text) ?? [];
  return name !== '' && prefix.length <= longestSubdomain && name.length <= longestLabel;
}

export const isLabelValue = (text: string): boolean => labelValue.test(text);

/** What the API server takes for the name of an object. */
export const isObjectName = (text: string): boolean => text.length <= longestSubdomain && objectName.test(text);

/** What it takes for the name of a namespace. */
export const isNamespaceName = (text: string): boolean =>
  text.length <= longestLabel && objectName.test(text) && !text.includes('.');

/** A host in the Gateway API. */
export const isGatewayApiHost = (text: string): boolean => isObjectName(text.replace(/^\*\./, ''));

export const isHeaderName = (text: string): boolean => headerName.test(text);

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** How many milliseconds a duration such as `1m30s` is; `undefined` for what is none. */
export function milliseconds(text: string): number | undefined {
  if (!/^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return text === '0' ? 0 : undefined;
  const parts = [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, count = '', unit = '']) => total + Number(count) * (units[unit] ?? 0), 0);
  return text.startsWith('-') ? -sum : sum;
}
