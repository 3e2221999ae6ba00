import type { EgressAnswers } from '../../server/src/generate/request';

/** A row of the table of ways out: what is asked for, and the kinds that it takes in an empty workspace. */
export interface Row {
  readonly title: string;
  /** `clients` in `exportTo` stands for the namespaces of the clients. */
  readonly answers: Partial<EgressAnswers>;
  readonly kinds: string;
  /** What is in the workspace already, in every state. */
  readonly beside?: string;
  /** The releases of Istio that can have it; all of them by default. */
  readonly since?: number;
  /** Only where the clients' namespaces are said. */
  readonly named?: true;
}

const istio = (
  title: string,
  answers: Partial<EgressAnswers>,
  kinds = 'ServiceEntry Gateway DestinationRule VirtualService',
): Row => ({ title, answers: { api: 'istio', ...answers }, kinds });
const gatewayApi = (title: string, answers: Partial<EgressAnswers>, kinds: string): Row => ({
  title: `${title}, Gateway API`,
  answers: { api: 'gateway-api', ...answers },
  kinds,
  // a listener ends the mesh's TLS since then
  ...(answers.hop === 'plaintext' || (String(answers.applications) === 'https' && !answers.authorization)
    ? {}
    : { since: 22 }),
});
const ambient = (title: string, answers: Partial<EgressAnswers>, kinds: string, since = 24): Row => ({
  title: `${title}, ambient`,
  answers: { api: 'ambient', ...answers },
  kinds,
  since,
});
const sidecar = (title: string, answers: Partial<EgressAnswers>, kinds: string, since?: number): Row => ({
  title: `${title}, sidecar alone`,
  answers: { api: 'sidecar', ...answers },
  kinds,
  ...(since === undefined ? {} : { since }),
});

const named = (row: Row): Row => ({ ...row, named: true });

const originating = 'ServiceEntry Gateway DestinationRule DestinationRule VirtualService';
const addresses = ['203.0.113.7'];
const database = { applications: ['tcp:5432'], addresses };
const mutual = { outside: 'mtls', credential: 'partner-certificate' };

/** Sidecars of both namespaces of clients. */
const sidecars = (hosts: string): string =>
  ['shop', 'billing']
    .map(
      (it) => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: ${it} }
spec:
  egress:
  - hosts:
    - ${hosts}
`,
    )
    .join('---');

const reviews = `
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: books }
spec: { selector: { app: reviews }, ports: [ { name: http, port: 9080 } ] }
`;

/** Every way out that can be had. `…` behind a kind: one for each namespace of clients. */
export const rows: readonly Row[] = [
  istio('HTTP', { applications: ['http'] }),
  istio('HTTP by plaintext', { applications: ['http'], hop: 'plaintext' }, 'ServiceEntry Gateway VirtualService'),
  istio('HTTP to TLS', { applications: ['http'], outside: 'tls' }, originating),
  istio('HTTP to TLS on another port', { applications: ['http'], outside: 'tls', port: '8443' }, originating),
  istio('HTTP to mutual TLS', { applications: ['http'], ...mutual }, originating),
  istio('HTTPS', { applications: ['https'] }, 'ServiceEntry Gateway VirtualService'),
  istio('HTTPS wrapped', { applications: ['https'], hop: 'mtls' }),
  istio('HTTP to TLS, and HTTPS', { applications: ['http', 'https'], outside: 'tls' }, originating),
  istio('HTTP and HTTPS', { applications: ['http', 'https'] }),
  istio('HTTP on two ports', { applications: ['http', 'http:8080'] }),
  istio('gRPC', { applications: ['grpc'] }),
  istio('gRPC to TLS', { applications: ['grpc'], outside: 'tls' }, originating),
  istio('gRPC by plaintext', { applications: ['grpc'], hop: 'plaintext' }),
  istio('TCP', { ...database }),
  istio('TCP by plaintext', { ...database, hop: 'plaintext' }, 'ServiceEntry Gateway VirtualService'),
  istio('TCP to TLS', { ...database, outside: 'tls' }, originating),
  istio('TCP to mutual TLS', { ...database, ...mutual }, originating),
  {
    ...istio(
      'HTTP to a Service',
      { hosts: ['reviews.books.svc.cluster.local'], applications: ['http:9080'] },
      'Gateway DestinationRule VirtualService',
    ),
    beside: reviews,
  },
  istio(
    'HTTPS to all names of a domain',
    { hosts: ['*.example.com', 'www.example.com'], applications: ['https'] },
    'ServiceEntry Gateway VirtualService',
  ),
  istio(
    'two hosts',
    { hosts: ['api.example.com', 'api.example.org'], applications: ['http'], outside: 'tls' },
    'ServiceEntry ServiceEntry Gateway DestinationRule DestinationRule DestinationRule VirtualService VirtualService',
  ),
  istio(
    'two hosts by wrapped HTTPS',
    { hosts: ['api.example.com', 'api.example.org'], applications: ['https'], hop: 'mtls' },
    'ServiceEntry ServiceEntry Gateway DestinationRule VirtualService VirtualService',
  ),
  gatewayApi('HTTP', { applications: ['http'] }, 'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute'),
  gatewayApi(
    'HTTP to TLS',
    { applications: ['http'], outside: 'tls' },
    'ServiceEntry Gateway DestinationRule DestinationRule HTTPRoute HTTPRoute',
  ),
  gatewayApi(
    'HTTP to mutual TLS',
    { applications: ['http'], ...mutual },
    'ServiceEntry Gateway DestinationRule DestinationRule HTTPRoute HTTPRoute',
  ),
  gatewayApi('HTTPS', { applications: ['https'] }, 'ServiceEntry Gateway TLSRoute TLSRoute'),
  ambient('HTTP', { applications: ['http'] }, 'Gateway ServiceEntry'),
  ambient('HTTPS', { applications: ['https'] }, 'Gateway ServiceEntry'),
  ambient('HTTP to TLS', { applications: ['http'], outside: 'tls' }, 'Gateway ServiceEntry DestinationRule'),
  ambient('TCP', { ...database }, 'Gateway ServiceEntry'),
  ambient(
    'HTTP to all names of a domain',
    { hosts: ['*.example.com'], applications: ['http'] },
    'Gateway ServiceEntry',
    28,
  ),
  sidecar('HTTP', { applications: ['http'] }, 'ServiceEntry'),
  sidecar('HTTPS', { applications: ['https'] }, 'ServiceEntry'),
  sidecar('HTTP to TLS', { applications: ['http'], outside: 'tls' }, 'ServiceEntry DestinationRule'),
  sidecar('HTTPS to all names of a domain', { hosts: ['*.example.com'], applications: ['https'] }, 'ServiceEntry', 30),

  // who may, and who may not
  ...(
    [
      ['HTTP', { applications: ['http'] }, 'ServiceEntry Gateway DestinationRule VirtualService'],
      ['HTTP on another port', { applications: ['http:8080'] }, 'ServiceEntry Gateway DestinationRule VirtualService'],
      ['HTTP to TLS', { applications: ['http'], outside: 'tls' }, originating],
      ['HTTPS, wrapped by itself', { applications: ['https'] }, 'ServiceEntry Gateway DestinationRule VirtualService'],
      ['TCP', { ...database }, 'ServiceEntry Gateway DestinationRule VirtualService'],
    ] as const
  ).map(([title, answers, kinds]) =>
    named(istio(`${title} for the clients alone`, { ...answers, authorization: true }, `${kinds} AuthorizationPolicy`)),
  ),
  named(
    istio(
      'HTTP and HTTPS for the clients alone',
      { applications: ['http', 'https'], authorization: true },
      'ServiceEntry Gateway DestinationRule VirtualService AuthorizationPolicy',
    ),
  ),
  named(
    gatewayApi(
      'HTTP for the clients alone',
      { applications: ['http'], authorization: true },
      'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute AuthorizationPolicy',
    ),
  ),
  named(
    gatewayApi(
      'HTTPS for the clients alone',
      { applications: ['https'], authorization: true },
      'ServiceEntry Gateway DestinationRule TLSRoute TLSRoute AuthorizationPolicy',
    ),
  ),
  named(
    ambient(
      'HTTP for the clients alone',
      { applications: ['http'], authorization: true },
      'Gateway ServiceEntry AuthorizationPolicy',
    ),
  ),
  named(
    ambient(
      'HTTPS for the clients alone',
      { applications: ['https'], authorization: true },
      'Gateway ServiceEntry AuthorizationPolicy',
    ),
  ),

  // whom the pods may dial
  named(
    istio(
      'HTTP and no way around the gateway',
      { applications: ['http'], networkPolicy: true },
      'ServiceEntry Gateway DestinationRule VirtualService NetworkPolicy…',
    ),
  ),
  named(
    istio(
      'HTTP and HTTPS and no way around the gateway',
      { applications: ['http', 'https'], hop: 'mtls', networkPolicy: true },
      'ServiceEntry Gateway DestinationRule VirtualService NetworkPolicy…',
    ),
  ),
  named(
    istio(
      'two hosts and no way around the gateway',
      { hosts: ['api.example.com', 'api.example.org'], applications: ['https'], networkPolicy: true },
      'ServiceEntry ServiceEntry Gateway VirtualService VirtualService NetworkPolicy…',
    ),
  ),
  named(
    gatewayApi(
      'HTTP and no way around the gateway',
      { applications: ['http'], networkPolicy: true },
      'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute NetworkPolicy…',
    ),
  ),
  named(
    ambient(
      'HTTP and no way around the waypoint',
      { applications: ['http'], networkPolicy: true },
      'Gateway ServiceEntry NetworkPolicy…',
    ),
  ),
  // who sees the objects
  named(
    istio(
      'HTTP to TLS for some namespaces',
      { applications: ['http'], outside: 'tls', exportTo: ['clients', 'istio-system', '.'] },
      originating,
    ),
  ),
  named(
    gatewayApi(
      'HTTPS for some namespaces',
      { applications: ['https'], exportTo: ['clients', '.'] },
      'ServiceEntry Gateway TLSRoute TLSRoute',
    ),
  ),
  named(
    ambient(
      'HTTP to TLS for some namespaces',
      { applications: ['http'], outside: 'tls', exportTo: ['clients', '.'] },
      'Gateway ServiceEntry DestinationRule',
    ),
  ),
  // what sidecars know
  named(
    istio(
      'HTTPS and nothing unknown',
      { applications: ['https'], registryOnly: true },
      'ServiceEntry Gateway VirtualService Sidecar…',
    ),
  ),
  named(sidecar('HTTPS and nothing unknown', { applications: ['https'], registryOnly: true }, 'ServiceEntry Sidecar…')),
  ...['./*', 'istio-system/*'].map(
    (hosts): Row => ({
      ...named(
        istio(
          `HTTP to clients that import ${hosts}`,
          { applications: ['http'], sidecar: true },
          'ServiceEntry Gateway DestinationRule VirtualService',
        ),
      ),
      since: 22,
      beside: sidecars(hosts),
    }),
  ),
  {
    ...named(
      istio(
        'HTTPS and nothing unknown, to clients that import little',
        { applications: ['https'], registryOnly: true },
        'ServiceEntry Gateway VirtualService',
      ),
    ),
    since: 22,
    beside: sidecars('monitoring/*'),
  },
  {
    ...named(
      gatewayApi(
        'HTTPS to clients that import little',
        { applications: ['https'] },
        'ServiceEntry Gateway TLSRoute TLSRoute',
      ),
    ),
    since: 22,
    beside: sidecars('monitoring/*'),
  },
  {
    ...named(sidecar('HTTPS to clients that import little', { applications: ['https'] }, 'ServiceEntry')),
    since: 22,
    beside: sidecars('monitoring/*'),
  },

  // more of the Gateway API
  gatewayApi(
    'HTTP and HTTPS',
    { applications: ['http', 'https'] },
    'ServiceEntry Gateway DestinationRule TLSRoute TLSRoute HTTPRoute HTTPRoute',
  ),
  gatewayApi(
    'HTTP on two ports',
    { applications: ['http', 'http:8080'] },
    'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute HTTPRoute HTTPRoute',
  ),
  gatewayApi('gRPC', { applications: ['grpc'] }, 'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute'),
  gatewayApi(
    'gRPC by plaintext',
    { applications: ['grpc'], hop: 'plaintext' },
    'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute',
  ),
  gatewayApi(
    'gRPC to TLS',
    { applications: ['grpc'], outside: 'tls' },
    'ServiceEntry Gateway DestinationRule DestinationRule HTTPRoute HTTPRoute',
  ),
  gatewayApi('TCP', { ...database }, 'ServiceEntry Gateway DestinationRule TCPRoute TCPRoute'),
  gatewayApi('TCP by plaintext', { ...database, hop: 'plaintext' }, 'ServiceEntry Gateway TCPRoute TCPRoute'),
  gatewayApi(
    'TCP to TLS',
    { ...database, outside: 'tls' },
    'ServiceEntry Gateway DestinationRule DestinationRule TCPRoute TCPRoute',
  ),
  gatewayApi(
    'HTTPS to all names of a domain',
    { hosts: ['*.example.com', 'www.example.com'], applications: ['https'] },
    'ServiceEntry Gateway TLSRoute TLSRoute',
  ),
  named(
    gatewayApi(
      'two hosts by plaintext in one Gateway',
      {
        hosts: ['api.example.com', 'api.example.org'],
        applications: ['http'],
        hop: 'plaintext',
        gateway: 'istio-system/out',
      },
      'ServiceEntry Gateway ServiceEntry HTTPRoute HTTPRoute HTTPRoute HTTPRoute',
    ),
  ),
  named(
    gatewayApi(
      'two hosts by HTTPS in one Gateway',
      { hosts: ['api.example.com', 'api.example.org'], applications: ['https'], gateway: 'istio-system/out' },
      'ServiceEntry Gateway ServiceEntry TLSRoute TLSRoute TLSRoute TLSRoute',
    ),
  ),
  named(
    gatewayApi(
      'two hosts in one Gateway',
      { hosts: ['api.example.com', 'api.example.org'], applications: ['http'], gateway: 'istio-system/out' },
      'ServiceEntry Gateway ServiceEntry DestinationRule HTTPRoute HTTPRoute HTTPRoute HTTPRoute',
    ),
  ),
  // more without a gateway, and without sidecars
  ambient('HTTP to mutual TLS', { applications: ['http'], ...mutual }, 'Gateway ServiceEntry DestinationRule'),
  sidecar(
    'HTTPS to a domain and all its names',
    { hosts: ['example.com', '*.example.com'], applications: ['https'] },
    'ServiceEntry ServiceEntry',
    30,
  ),
];

/** Answers with the namespaces of the clients in the place of the word that stands for them. */
export function spelledOut<T extends Partial<EgressAnswers>>(answers: T): T {
  const { clients = [answers.namespace ?? ''], exportTo } = answers;
  return exportTo ? { ...answers, exportTo: exportTo.flatMap((it) => (it === 'clients' ? clients : [it])) } : answers;
}

/** The rows that can be had beside a way of Istio's own API: pods with sidecars go through no waypoint. */
export const rowsBeside = (there: Partial<EgressAnswers> | undefined): readonly Row[] =>
  there ? rows.filter((it) => it.answers.api !== 'ambient') : rows;
