import { duration, durationOrZero, natural, needs, needsOneOf, type Requirement, requirement } from './requirement';

/** How many connections and requests there may be, in a DestinationRule and in a Sidecar. */
export const connectionPool = (path: string): Requirement[] => [
  // 2.5 validation.go validateConnectionPool
  needsOneOf(path, 'http', 'tcp'),
  ...[
    'http1MaxPendingRequests',
    'http2MaxRequests',
    'maxRequestsPerConnection',
    'maxRetries',
    'maxConcurrentStreams',
  ].map((it) => natural(`${path}.http.${it}`)),
  natural(`${path}.tcp.maxConnections`),
  ...[
    'http.idleTimeout',
    'http.http2KeepAlive.interval',
    'http.http2KeepAlive.timeout',
    'tcp.connectTimeout',
    'tcp.maxConnectionDuration',
    'tcp.tcpKeepalive.time',
    'tcp.tcpKeepalive.interval',
  ].map((it) => duration(`${path}.${it}`)),
  durationOrZero(`${path}.tcp.idleTimeout`),
  ...needs(`${path}.http.http2KeepAlive`, 'interval', 'timeout'),
  requirement(`${path}.http`, "'h2UpgradePolicy: UPGRADE' and 'useClientProtocol' exclude each other", (http) =>
    http.field('h2UpgradePolicy').word === 'UPGRADE' && http.field('useClientProtocol').isTrue
      ? http.field('useClientProtocol')
      : undefined,
  ),
];
