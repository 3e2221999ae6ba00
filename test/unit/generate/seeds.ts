import type { EgressAnswers } from '../../../server/src/generate/request';

/** A scenario, and what somebody answers who wants it. */
interface Seed {
  readonly key: string;
  readonly answers: Partial<EgressAnswers>;
  /** What the generator says otherwise on purpose, by the reason: `-` is only in the scenario, `+` only in what is generated. */
  readonly differences?: Readonly<Record<string, readonly string[]>>;
}

const http = { applications: ['http'] };
const https = { applications: ['https'] };
const tls = { outside: 'tls' };
const plaintext = { hop: 'plaintext' };
const wrapped = { hop: 'mtls' };
const mutual = { outside: 'mtls', credential: 'client' };
const gatewayApi = { api: 'gateway-api' };
const database = { hosts: ['db.example.net'], applications: ['tcp:5432'], addresses: ['198.51.100.10'] };
const closed = { ...https, networkPolicy: true };

const host = 'api.example.com';
const db = 'db.example.net';

const unaskedHttps = {
  'HTTPS to the host was not asked for': [
    `- known ${host}:443 encrypted`,
    `- from shop to https://${host}/: direct http application, to ${host}:443`,
    `+ from shop to https://${host}/: passthrough http application, to PassthroughCluster`,
  ],
};
const balancer = {
  'the way is the same with every load balancer': ['- loadBalancer of the gateway'],
};
const ownPort = (section: 'http' | 'tls', port: number): Seed['differences'] => ({
  'a route is for the port that was asked about; without one it would take all ports of the host': [
    `- from clients ${section} ${host} to the gateway:${port}`,
    `+ from clients ${section} ${port} ${host} to the gateway:${port}`,
  ],
});
const ownName = (mode: string, credential = ''): Seed['differences'] => ({
  'since Istio 1.21 the name comes from the request, and only then is the certificate’s name checked (T5)': [
    `- TLS to ${host}:443 ${mode} sni ${host}${credential}`,
    `+ TLS to ${host}:443 ${mode}${credential}`,
  ],
});
const onPort80 = (mode: string): Seed['differences'] => ({
  'all that is HTTP goes to one port of the gateway, 80, whatever it becomes there': [
    ...(mode ? [`- TLS to the gateway:443 ${mode} sni ${host}`, `+ TLS to the gateway:80 ${mode} sni ${host}`] : []),
    `- from clients http 80 ${host} to the gateway:443`,
    `+ from clients http 80 ${host} to the gateway:80`,
    `- from the gateway http 443 ${host} to ${host}:443`,
    `+ from the gateway http 80 ${host} to ${host}:443`,
    `- server 443 HTTP${mode && ` ${mode}`} ${host}`,
    `+ server 80 HTTP${mode && ` ${mode}`} ${host}`,
  ],
});
const declared = {
  'the port that the gateway speaks TLS to is declared so; since HTTPS is no HTTP to sidecars, none sends plain text there':
    [`- known ${host}:443 HTTP`, `+ known ${host}:443 encrypted`],
};
const secret = { 'no key is generated, but named in a comment': ['- another object: Secret'] };
const ofDatabase = (mode: string): Seed['differences'] => ({
  'the gateway’s port is that of the database, where it is free': [
    ...(mode ? [`- TLS to the gateway:15432 ${mode} sni ${db}`, `+ TLS to the gateway:5432 ${mode} sni ${db}`] : []),
    `- from the gateway tcp 15432 ${db} to ${db}:5432`,
    `+ from the gateway tcp 5432 ${db} to ${db}:5432`,
    `- server 15432 TCP${mode && ` ${mode}`} ${db}`,
    `+ server 5432 TCP${mode && ` ${mode}`} ${db}`,
  ],
  'the listener of the ServiceEntry’s address is the only one that sees the rule': [
    `- from clients tcp 5432 ${db} 198.51.100.10/32 to the gateway:15432`,
    `+ from clients tcp 5432 ${db} to the gateway:5432`,
  ],
  'the gateway looks the name up, which may lead elsewhere tomorrow': [
    `- endpoint ${db} 198.51.100.10`,
    `- found ${db} STATIC 198.51.100.10`,
    `+ found ${db} DNS 198.51.100.10`,
  ],
});
const podsIn = (namespace: string, labels: string, port: number): string =>
  `{"to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"${namespace}"}},"podSelector":{"matchLabels":${labels}}}],"ports":[{"protocol":"TCP","port":${port}}]}`;
const istiodOnly = {
  'what is beside istiod in its namespace is none of the clients’ business': [
    '- network {"to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"istio-system"}}}]}',
    `+ network ${podsIn('istio-system', '{"app":"istiod"}', 15012)}`,
  ],
};
const meshWide = { 'the mesh’s configuration is everybody’s': ['- another object: ConfigMap'] };
const ownBinding = {
  'each ServiceEntry is bound by itself, so that others of the namespace are left alone': [
    `+ bound to a waypoint: ${host}`,
  ],
};

/** The ways of both pages on egress gateways, and of the other pages, as far as a way of one host is asked for. */
export const seeds: readonly Seed[] = [
  {
    key: 'old-http',
    answers: { ...http, ...plaintext },
    differences: { 'HTTPS to the host was not asked for': [`- known ${host}:443 encrypted`] },
  },
  { key: 'old-mutual', answers: http, differences: balancer },
  { key: 'old-wrapped', answers: { ...https, ...wrapped }, differences: balancer },
  {
    key: 'old-origination',
    answers: { ...http, ...tls, ...plaintext },
    differences: { ...onPort80(''), ...declared },
  },
  {
    key: 'old-origination-mutual',
    answers: { ...http, ...tls },
    differences: { ...onPort80('ISTIO_MUTUAL'), ...declared, ...balancer },
  },
  {
    key: 'http',
    answers: { ...http, ...plaintext },
    differences: {
      ...unaskedHttps,
      'a subset that says nothing is only a name': ['- a subset of the gateway that says nothing'],
    },
  },
  { key: 'two-hosts', answers: { ...http, ...plaintext, hosts: ['a.example.com', 'b.example.com'] } },
  { key: 'https', answers: https },
  { key: 'both', answers: { applications: ['http', 'https'], ...plaintext } },
  { key: 'wrapped', answers: { ...https, ...wrapped } },
  { key: 'mutual', answers: http },
  { key: 'origination', answers: { ...http, ...tls }, differences: { ...ownName('SIMPLE') } },
  {
    key: 'origination-mutual',
    answers: { ...http, ...mutual },
    differences: { ...onPort80('ISTIO_MUTUAL'), ...ownName('MUTUAL', ' client'), ...secret },
  },
  { key: 'direct', answers: { applications: ['http', 'https'], api: 'sidecar' } },
  { key: 'sidecar-tls', answers: { ...http, ...tls, api: 'sidecar' }, differences: unaskedHttps },
  { key: 'wildcard-one', answers: { ...https, hosts: ['*.example.org', 'www.example.org'] } },
  { key: 'wildcard-any', answers: { ...http, hosts: ['*.example.org'], api: 'sidecar' } },
  { key: 'tcp', answers: { ...database, ...plaintext }, differences: { ...ofDatabase('') } },
  { key: 'tcp-mutual', answers: database, differences: { ...ofDatabase('ISTIO_MUTUAL') } },
  {
    key: 'closed',
    answers: closed,
    differences: {
      ...istiodOnly,
      'the gateway’s pods are named, and the port on which they listen': [
        `+ network ${podsIn('istio-system', '{"istio":"egressgateway"}', 8443)}`,
      ],
      ...meshWide,
      'so a host that nobody names is let out by the mesh, and kept by the network': [
        '- from shop to https://elsewhere.example.org/: blocked registry-only , to BlackHoleCluster',
        '+ from shop to https://elsewhere.example.org/: passthrough http application, to PassthroughCluster',
      ],
    },
  },
  {
    key: 'k-http',
    answers: { ...http, ...plaintext, ...gatewayApi },
    differences: { ...unaskedHttps, ...ownPort('http', 80) },
  },
  { key: 'k-https', answers: { ...https, ...gatewayApi }, differences: { ...ownPort('tls', 443) } },
  {
    key: 'k-closed',
    answers: { ...closed, ...gatewayApi },
    differences: { ...istiodOnly, ...meshWide, ...ownPort('tls', 443) },
  },
  {
    key: 'k-origination',
    answers: { ...http, ...tls, ...gatewayApi },
    differences: { ...ownName('SIMPLE'), ...ownPort('http', 80) },
  },
  {
    key: 'k-mutual',
    answers: { ...http, ...mutual, ...gatewayApi },
    differences: {
      'all that is HTTP goes to one port of the gateway, 80, whatever it becomes there': [
        `- TLS to the gateway:443 ISTIO_MUTUAL sni ${host}`,
        `+ TLS to the gateway:80 ISTIO_MUTUAL sni ${host}`,
        `- from clients http 80 ${host} to the gateway:443`,
        `+ from clients http 80 ${host} to the gateway:80`,
        `- server 443 HTTP ISTIO_MUTUAL ${host}`,
        `+ server 80 HTTP ISTIO_MUTUAL ${host}`,
      ],
      ...ownName('MUTUAL', ' client'),
      ...secret,
    },
  },
  { key: 'waypoint', answers: { ...http, api: 'ambient' }, differences: ownBinding },
  {
    key: 'waypoint-tls',
    answers: { ...http, ...tls, api: 'ambient' },
    differences: {
      ...ownBinding,
      'TLS begins on the port of plaintext alone, as applications begin it themselves on others': [
        `- TLS to ${host} SIMPLE`,
        `+ TLS to ${host}:80 SIMPLE`,
      ],
    },
  },
];
