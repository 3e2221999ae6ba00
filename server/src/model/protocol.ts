/** What a port carries, as Istio reads it from a ServiceEntry, a Service or a Gateway. `UNSUPPORTED` is found out from the bytes. */
export type Protocol =
  | 'TCP'
  | 'UDP'
  | 'GRPC'
  | 'GRPC-WEB'
  | 'HTTP'
  | 'HTTP_PROXY'
  | 'HTTP2'
  | 'HTTPS'
  | 'TLS'
  | 'MONGO'
  | 'REDIS'
  | 'MYSQL'
  | 'UNSUPPORTED';

const protocols: ReadonlySet<string> = new Set<Protocol>([
  'TCP',
  'UDP',
  'GRPC',
  'GRPC-WEB',
  'HTTP',
  'HTTP_PROXY',
  'HTTP2',
  'HTTPS',
  'TLS',
  'MONGO',
  'REDIS',
  'MYSQL',
]);

/** Reads a protocol in any case; what is not one, and nothing at all, is `UNSUPPORTED`. */
export function parseProtocol(written: string): Protocol {
  // S14 pkg/config/protocol/instance.go Parse
  const upper = written.toUpperCase();
  return protocols.has(upper) ? (upper as Protocol) : 'UNSUPPORTED';
}

const appProtocols: ReadonlyMap<string, Protocol> = new Map([
  ['kubernetes.io/h2c', 'HTTP2'],
  ['kubernetes.io/ws', 'HTTP'],
  ['kubernetes.io/wss', 'HTTPS'],
]);

/** Ports whose protocols let the server speak first, which finding out would break. */
const wellKnownPorts: ReadonlySet<number> = new Set([25, 53, 3306, 27017]);

/** The protocol of a Kubernetes Service's port. `''` stands for a field that is not written. */
export function servicePortProtocol(port: number, name: string, protocol: string, appProtocol: string): Protocol {
  // 3.3 pkg/config/kube/conversion.go ConvertProtocol
  if (protocol === 'UDP') return 'UDP';
  const known = appProtocols.get(appProtocol);
  if (known) return known;
  const word = appProtocol || name;
  if (/^grpc-web/i.test(word)) return 'GRPC-WEB';
  const parsed = parseProtocol(word.split('-')[0] ?? '');
  return parsed === 'UNSUPPORTED' && wellKnownPorts.has(port) ? 'TCP' : parsed;
}

/** What a sidecar makes of a port: HTTP routes, SNI chains, plain TCP, what the bytes say, or nothing. */
export type ListenerClass = 'http' | 'tls' | 'tcp' | 'auto' | 'none';

/** The class of listener that a sidecar has for a protocol. */
export function listenerClass(protocol: Protocol): ListenerClass {
  // 3.3 pilot/pkg/networking/networking.go ModelProtocolToListenerProtocol; pkg/config/protocol/instance.go IsTLS
  switch (protocol) {
    case 'HTTP':
    case 'HTTP2':
    case 'HTTP_PROXY':
    case 'GRPC':
    case 'GRPC-WEB':
      return 'http';
    case 'HTTPS':
    case 'TLS':
      return 'tls';
    case 'UDP':
      return 'none';
    case 'UNSUPPORTED':
      return 'auto';
    default:
      return 'tcp';
  }
}
