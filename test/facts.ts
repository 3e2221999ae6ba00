/*
 * Every fact of Istio that the tracer rests on, by the number that the code gives it. A test case for one begins with it:
 * `V10: …`, and `3.7.1 SIMPLE to HTTP: …` for a cell of a table.
 */

const numbered = (letter: string, count: number, without: readonly number[] = []): string[] =>
  Array.from({ length: count }, (_, index) => index + 1)
    .filter((it) => !without.includes(it))
    .map((it) => `${letter}${it}`);

const cells = (table: string, rows: readonly string[], columns: readonly string[]): string[] =>
  rows.flatMap((row) => columns.map((column) => `${table} ${row} to ${column}`));

const rows = (table: string, names: readonly string[]): string[] => names.map((it) => `${table} ${it}`);

export const facts: readonly string[] = [
  ...numbered('R', 10),
  ...numbered('V', 22),
  ...rows('3.3', ['HTTP', 'TLS', 'TCP', 'sniffed', 'UDP']),
  ...rows('3.4', ['destination port', 'missing cluster', 'ExternalName']),
  ...numbered('G', 14),
  ...rows('3.5.1', [
    'HTTP',
    'HTTP httpsRedirect',
    'HTTPS SIMPLE',
    'HTTPS MUTUAL',
    'HTTPS OPTIONAL_MUTUAL',
    'HTTPS ISTIO_MUTUAL',
    'HTTPS PASSTHROUGH',
    'TLS PASSTHROUGH',
    'TLS terminated',
    'AUTO_PASSTHROUGH',
    'TCP',
  ]),
  ...numbered('D', 16),
  ...numbered('T', 10),
  ...cells(
    '3.7.1',
    ['none, plaintext', 'none, TLS', 'DISABLE, plaintext', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL with sni', 'ISTIO_MUTUAL'],
    ['HTTP', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL', 'PASSTHROUGH', 'TCP'],
  ),
  ...rows('3.7.2', [
    'HTTP to 443 without TLS',
    'HTTP to 443 with SIMPLE',
    'TLS to 443 without TLS',
    'TLS to 443 with SIMPLE',
    'HTTP to 80 without TLS',
    'ISTIO_MUTUAL',
  ]),
  ...numbered('S', 17),
  ...rows('3.9', ['ALLOW_ANY', 'REGISTRY_ONLY', 'ALLOW_ANY_DYNAMIC_DNS', 'Sidecar']),
  ...rows('3.10', ['HTTP and TCP', 'TCP and TCP', 'MONGO and MYSQL', 'TLS and TLS']),
  ...rows('3.11', ['both legs', 'loop', 'bypass', 'only the first leg', 'only the second leg', 'two objects']),
  ...numbered('C', 8),
  ...numbered('P', 7),
  ...rows('4.1', [
    'Gateway',
    'HTTPRoute',
    'GRPCRoute',
    'TLSRoute',
    'TCPRoute',
    'BackendTLSPolicy',
    'ReferenceGrant',
    'ListenerSet',
    'XBackend',
  ]),
  ...numbered('K', 10),
  // B7 needs a switch of istiod's that is off
  ...numbered('B', 6),
  ...numbered('L', 8),
  ...rows('4.5', [
    'istio',
    'other class',
    'istio-remote',
    'istio-waypoint',
    'istio-east-west',
    'name-override',
    'service-account',
    'service-type',
    'parametersRef',
  ]),
  ...numbered('Y', 6),
  ...rows('4.7', ['routes Accepted', 'routes ResolvedRefs', 'Gateway', 'listener', 'BackendTLSPolicy']),
  ...numbered('A', 10),
];
