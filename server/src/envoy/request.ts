import { isAddress } from '../text/cidr';

/** What an application in the mesh does: it opens a connection and, if it speaks HTTP, sends one request. */
export interface Request {
  /** What the application itself speaks: `https` and `tls` bring their own TLS. */
  readonly protocol: 'http' | 'https' | 'grpc' | 'tls' | 'tcp';
  /** The name or address that it connects to, lower case. */
  readonly host: string;
  /** The name that it connects to, where the host of its HTTP is another. */
  readonly dialled?: string;
  readonly port: number;
  /** The `Host` as it is sent, where that is not just the host, or the host with an unusual port. */
  readonly authority?: string;
  readonly path: string;
  /** Upper case. */
  readonly method: string;
  /** By name in lower case, `host` left out. */
  readonly headers: ReadonlyMap<string, string>;
  /** Of the application's own TLS; `undefined` for the host, if it is a name. */
  readonly sni: string | undefined;
  /** The address that the name resolves to; `undefined` where nobody says. */
  readonly address: string | undefined;
}

/** The port that a URL of that kind means where it names none; `undefined` where there is no usual one. */
const usualPorts: Readonly<Record<Request['protocol'], number | undefined>> = {
  http: 80,
  https: 443,
  grpc: 80,
  tls: undefined,
  tcp: undefined,
};

/** The scheme of the URL that an application asks for. */
export const schemeOf = ({ protocol }: Request): 'http' | 'https' => (protocol === 'https' ? 'https' : 'http');

/** The `Host` that an application sends: with its port where that is not the usual one. */
export function authorityOf({ protocol, host, port, authority }: Request): string {
  if (authority !== undefined) return authority;
  const name = host.includes(':') ? `[${host}]` : host;
  return port === usualPorts[protocol] ? name : `${name}:${port}`;
}

/** What a call may say beside the URL. */
export interface RequestOptions {
  readonly method?: string | undefined;
  /** Each as `Name: value`. */
  readonly headers?: readonly string[];
  readonly sni?: string | undefined;
  readonly address?: string | undefined;
}

/** Reads a URL such as `https://api.example.com/v1` or `tcp://10.0.0.1:5432`; a sentence where it can't be one. */
export function parseRequest(url: string, options: RequestOptions = {}): Request | string {
  const location = parseUrl(url);
  if (typeof location === 'string') return location;
  const { protocol } = location;
  const isHttp = protocol !== 'tls' && protocol !== 'tcp';
  const { method, sni, address } = options;
  if (!isHttp && (method !== undefined || (options.headers ?? []).length > 0))
    return `${protocol}:// has no method and no headers`;
  if (method !== undefined && !token.test(method)) return `${method || 'nothing'} is no method`;
  const headers = parseHeaders(options.headers ?? []);
  if (typeof headers === 'string') return headers;
  if (sni !== undefined) {
    if (protocol !== 'https' && protocol !== 'tls') return `${protocol}:// has no SNI; it is for https:// and tls://`;
    if (!isName(sni)) return `${sni || 'nothing'} is no server name`;
  }
  if (address !== undefined && !isAddress(address)) return `${address || 'nothing'} is no IP address`;
  const named = withHostHeader(location.host, headers.get('host'), address);
  if (typeof named === 'string') return named;
  headers.delete('host');
  if (protocol === 'grpc') for (const [name, value] of grpcHeaders) if (!headers.has(name)) headers.set(name, value);
  return {
    ...location,
    ...named,
    method: method?.toUpperCase() ?? (protocol === 'grpc' ? 'POST' : 'GET'),
    headers,
    // the name in the URL is what the application's TLS asks for, whatever its Host says
    sni:
      sni?.toLowerCase() ??
      (protocol === 'https' && named.host !== location.host && !isAddress(location.host) ? location.host : undefined),
  };
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const grpcHeaders = [
  ['content-type', 'application/grpc'],
  ['te', 'trailers'],
] as const;

function parseUrl(url: string): Pick<Request, 'protocol' | 'host' | 'port' | 'path'> | string {
  const [, scheme, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(url) ?? [];
  if (scheme === undefined)
    return `${url || 'nothing'} is no URL; write http://${url || 'api.example.com'} or https://…`;
  const protocol = scheme.toLowerCase();
  if (!isProtocol(protocol))
    return `${scheme}:// is unknown; there are ${protocols.map((it) => `${it}://`).join(', ')}`;
  if (/[\s\p{Control}]/u.test(rest)) return `${url} has a blank in it`;
  const [, authority = '', tail = ''] = /^([^/?#]*)([^#]*)/.exec(rest) ?? [];
  if (authority.includes('@')) return `${url} has a user in it; give that as a header`;
  const [, bracketed, plain, written] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(authority) ?? [];
  const host = (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '');
  if (!host) return `${url} names no host`;
  if (bracketed === undefined ? !isName(host) : !(host.includes(':') && isAddress(host)))
    return `${host} is no host name and no address`;
  const port = written === undefined ? usualPorts[protocol] : /^\d{1,5}$/.test(written) ? Number(written) : 0;
  if (port === undefined) return `${protocol}:// needs a port, as in ${protocol}://${authority}:443`;
  if (port < 1 || port > 65_535) return `${written || 'nothing'} is no port`;
  const hasPath = protocol !== 'tls' && protocol !== 'tcp';
  if (!hasPath && tail !== '' && tail !== '/') return `${protocol}:// has no path`;
  return { protocol, host, port, path: hasPath ? (tail.startsWith('/') ? tail : `/${tail}`) : '/' };
}

const protocols = Object.keys(usualPorts) as Request['protocol'][];
const isProtocol = (text: string): text is Request['protocol'] => (protocols as string[]).includes(text);

/** A `Host` that differs from the URL's: the URL then only says which address is dialled. */
function withHostHeader(
  host: string,
  header: string | undefined,
  address: string | undefined,
): Pick<Request, 'host' | 'address' | 'authority' | 'dialled'> | string {
  const dialled = isAddress(host) ? host : address;
  const sent = header?.toLowerCase();
  const named = sent?.replace(/:\d+$/, '');
  const authority = sent === undefined || sent === named ? {} : { authority: sent };
  if (named === undefined || named === host) return { host, address: dialled, ...authority };
  if (!isName(named.replace(/\.$/, ''))) return `${header || 'nothing'} is no host`;
  if (dialled === undefined)
    return `the host is ${host} in the URL and ${named} in the header; say which IP is dialled by --address`;
  return { host: named, address: dialled, ...authority, ...(isAddress(host) ? {} : { dialled: host }) };
}

function parseHeaders(written: readonly string[]): Map<string, string> | string {
  const headers = new Map<string, string>();
  for (const it of written) {
    const [, name = '', value = ''] = /^([^:]*):(.*)$/s.exec(it) ?? [];
    if (!token.test(name.trim())) return `${it || 'nothing'} is no header; write Name: value`;
    const key = name.trim().toLowerCase();
    const known = headers.get(key);
    headers.set(key, known === undefined ? value.trim() : `${known},${value.trim()}`);
  }
  return headers;
}

const isName = (text: string): boolean => /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i.test(text) && !text.includes('..');
