/** A host as somebody types or pastes it. */
export interface HostInput {
  /** Lower case, without a dot at its end. */
  readonly host: string;
  readonly port: number | undefined;
  readonly scheme: 'http' | 'https' | undefined;
}

const address = /^(?:[\d.]+|\[.*|0x[\da-f]+|[\da-f]*:[\da-f:.]*:[\da-f:.]*)$/i;
const url = /^(?:([a-z][a-z\d+.-]*):\/\/)?(?:[^/?#@]*@)?([^/?#]*)/i;
const label = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/;

/** Reads a host name, `host:port`, or a URL; its path means nothing to an egress gateway. A problem says why it can't be. */
export function readHost(text: string): HostInput | { readonly problem: string } {
  const [, scheme, authority = ''] = url.exec(text.trim()) ?? [];
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

/** Why the text names no host that can be led through an egress gateway; `undefined` where it does. */
export function hostProblem(text: string): string | undefined {
  const read = readHost(text);
  return 'problem' in read ? read.problem : undefined;
}

/** The number, if it is one of a port. */
export function portNumber(text: string): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 65535 ? number : undefined;
}

/** Whether it is a name as Kubernetes has it for namespaces and Services: RFC 1123, one label. */
export const isLabel = (name: string): boolean => name.length <= 63 && label.test(name);

function nameProblem(host: string): string | undefined {
  if (host === '') return 'A host is needed, such as api.example.com.';
  if (host.includes('*'))
    return `${host} is a wildcard: the gateway could not know which server to connect to. Name the hosts one by one.`;
  if (/\P{ASCII}/u.test(host)) return `${host} has letters beyond ASCII: write the name as DNS has it, with xn--.`;
  if (host.endsWith('.svc.cluster.local')) return `${host} is a Service in the cluster, which needs no egress gateway.`;
  if (host.length > 253 || !host.split('.').every(isLabel)) return `${host} is not a DNS name.`;
  if (!host.includes('.')) return `${host} has no dot, so it means a Service in the cluster: write the full name.`;
  return undefined;
}
