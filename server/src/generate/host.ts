/** A host as somebody types or pastes it. */
export interface HostInput {
  /** Lower case, without a dot at its end; a wildcard begins with `*.`. */
  readonly host: string;
  readonly port: number | undefined;
  readonly scheme: 'http' | 'https' | undefined;
}

const address = /^(?:[\d.]+|\[.*|0x[\da-f]+|[\da-f]*:[\da-f:.]*:[\da-f:.]*)$/i;
const url = /^(?:([a-z][a-z\d+.-]*):\/\/)?(?:[^/?#@]*@)?([^/?#]*)/i;
const label = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/;

/**
 * Reads a host name, `host:port`, a URL or a curl command; a path means nothing to an egress gateway. A problem says why it
 * can't be.
 */
export function readHost(text: string): HostInput | { readonly problem: string } {
  const [, scheme, authority = ''] = url.exec(urlOf(text.trim())) ?? [];
  const problem = (reason: string): { problem: string } => ({ problem: reason });
  const protocol = scheme?.toLowerCase();
  if (protocol !== undefined && protocol !== 'http' && protocol !== 'https')
    return problem(`Only http and https URLs can be led through the gateway so far, not ${protocol}.`);
  const [, name = '', portText] = /^(.*?)(?::(\d*))?$/.exec(authority) ?? [];
  if (address.test(authority) || address.test(name))
    return problem(`${authority} is an address: an egress gateway tells hosts apart by their names.`);
  const host = name.toLowerCase().replace(/\.$/, '');
  const reason = nameProblem(host);
  if (reason) return problem(reason);
  const port = portText ? portNumber(portText) : undefined;
  if (portText && port === undefined) return problem(`${portText} is not a port: it is a number from 1 to 65535.`);
  return { host, port, scheme: protocol };
}

/** The URL that a curl command is for; the text itself where it is none. */
function urlOf(text: string): string {
  if (!/^curl\s/.test(text)) return text;
  const words = [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].slice(1).map(([, a, b, c]) => a ?? b ?? c ?? '');
  return words.find((it) => /^https?:\/\//i.test(it)) ?? words.findLast((it) => !it.startsWith('-')) ?? '';
}

/** Why the text names no host that can be led through an egress gateway; `undefined` where it does. */
export function hostProblem(text: string): string | undefined {
  const read = readHost(text);
  return 'problem' in read ? read.problem : undefined;
}

/** Hosts as somebody types them, with blanks or commas between; a curl command is one. */
export const splitHosts = (text: string): string[] =>
  /^\s*curl\s/.test(text) ? [text.trim()] : text.split(/[\s,]+/).filter(Boolean);

/** The number, if it is one of a port. */
export function portNumber(text: string): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 65535 ? number : undefined;
}

/** Whether it is a name as Kubernetes has it for namespaces and Services: RFC 1123, one label. */
export const isLabel = (name: string): boolean => name.length <= 63 && label.test(name);

function nameProblem(host: string): string | undefined {
  if (host === '') return 'A host is needed, such as api.example.com.';
  if (/\P{ASCII}/u.test(host)) return `${host} has letters beyond ASCII: write the name as DNS has it, with xn--.`;
  const name = host.replace(/^\*\./, '');
  if (host === '*' || (host.startsWith('*.') && !name.includes('.')))
    return `${host} takes in too much: write the domain whose names are meant, such as *.example.com.`;
  if (host.length > 253 || !name.split('.').every(isLabel)) return `${host} is not a DNS name.`;
  if (!host.includes('.')) return `${host} has no dot, so it means a Service in the cluster: write the full name.`;
  return undefined;
}
