import {
  entry,
  gateway,
  gatewayService,
  http80,
  https443,
  meshConfig,
  object,
  routes,
  server,
  tcp5432,
  tls443,
  together,
} from '../../manifests';
import type { Scenario } from '../scenario';

/*
 * The ways of Istio's own API: those of both task pages on egress, and what istio.io tells elsewhere. Where no gateway is
 * installed, it is assumed by its names, as on the pages.
 */

export const host = 'api.example.com';
export const registryOnly = meshConfig('outboundTrafficPolicy: { mode: REGISTRY_ONLY }');
export const toHop = (port: number, subset = ''): string =>
  `{ host: ${gatewayService}, port: { number: ${port} }${subset && `, subset: ${subset}`} }`;
export const toHost = (port: number, name = host): string => `{ host: "${name}", port: { number: ${port} } }`;

/** A rule of one leg: what it matches beside its gateways, and where it sends to. */
export const leg = (gateways: string, match: string, destination: string): string =>
  `  - match: [{ gateways: [${gateways}], ${match} }]\n    route: [{ destination: ${destination} }]\n`;

/** A VirtualService with both legs. */
export const legs = (rules: string, its = host, name = 'api', namespace = 'shop', gateways = 'mesh, egress'): string =>
  routes(its, `  gateways: [${gateways}]\n${rules}`, name, namespace);

export const ruleFor = (name: string, spec: string, namespace = 'shop'): string =>
  object('DestinationRule', name, spec, namespace);

/** A DestinationRule for the hop to the gateway, with a subset for the host. */
export const hopRule = (port: number, its = host, namespace = 'shop'): string =>
  ruleFor(
    'to-egress',
    `  host: ${gatewayService}\n  subsets:\n  - name: api\n    trafficPolicy:\n      portLevelSettings: [{ port: { number: ${port} }, tls: { mode: ISTIO_MUTUAL, sni: ${its} } }]`,
    namespace,
  );

export const originate = (port: number, tls: string, namespace = 'shop', more = ''): string =>
  ruleFor(
    'originate',
    `  host: ${host}\n${more}  trafficPolicy:\n    portLevelSettings: [{ port: { number: ${port} }, tls: { ${tls} } }]`,
    namespace,
  );

const mutual = '{ number: 80, name: https-for-origination, protocol: HTTPS }';
const hop = (port: number, more = ''): string => `sidecar outbound|${port}|${more && 'api'}|${gatewayService}${more}`;
export const inMutual = ` ISTIO_MUTUAL(${host})`;

export const plainLegs = (its = host, name = 'api', gateways = 'egress'): string =>
  legs(
    `  http:\n${leg('mesh', 'port: 80', toHop(80))}${leg(gateways, 'port: 80', toHost(80, its))}`,
    its,
    name,
    'shop',
    `mesh, ${gateways}`,
  );

export const tlsLegs = (its = host, to = its, name = 'api'): string =>
  legs(
    `  tls:\n${leg('mesh', `port: 443, sniHosts: ["${its}"]`, toHop(443))}${leg('egress', `port: 443, sniHosts: ["${its}"]`, toHost(443, to))}`,
    its,
    name,
  );

export const passed = together(entry(host, tls443), gateway(server(tls443, host, 'PASSTHROUGH')), tlsLegs());

export const mutualHop = (rulesIn = 'shop'): string =>
  together(
    entry(host, http80),
    gateway(server(mutual, host, 'ISTIO_MUTUAL')),
    hopRule(80, host, rulesIn),
    legs(`  http:\n${leg('mesh', 'port: 80', toHop(80, 'api'))}${leg('egress', 'port: 80', toHost(80))}`),
  );

/** The application's TLS around which the mesh's own is, up to the gateway. */
export const wrapped = (rulesIn = 'shop'): string =>
  together(
    entry(host, tls443),
    gateway(server(tls443, host, 'ISTIO_MUTUAL')),
    hopRule(443, host, rulesIn),
    legs(
      `  tls:\n${leg('mesh', `port: 443, sniHosts: [${host}]`, toHop(443, 'api'))}  tcp:\n${leg('egress', 'port: 443', toHost(443))}`,
    ),
  );

export const istioApis: readonly Scenario[] = [
  {
    key: 'direct',
    name: 'A1 a host without a gateway',
    manifests: entry(host, `${http80}, ${tls443}`),
    requests: [
      { from: 'shop', to: `http://${host}/`, becomes: `sidecar outbound|80||${host} > direct` },
      { from: 'shop', to: `https://${host}/`, becomes: `sidecar outbound|443||${host} > direct` },
    ],
  },
  {
    key: 'registry-only',
    name: 'A1 only hosts that are known',
    manifests: together(registryOnly, entry(host, `${http80}, ${tls443}`)),
    requests: [
      { from: 'shop', to: `http://${host}/`, becomes: `sidecar outbound|80||${host} > direct` },
      {
        from: 'shop',
        to: 'https://elsewhere.example.org/',
        becomes: 'sidecar BlackHoleCluster > blocked registry-only',
      },
    ],
  },
  {
    key: 'timeout',
    name: 'A2 a time limit',
    manifests: together(
      entry(host),
      routes(host, `  http:\n  - timeout: 3s\n    route: [{ destination: ${toHost(80)} }]`),
    ),
    requests: [{ from: 'shop', to: `http://${host}/`, becomes: `sidecar outbound|80||${host} > direct` }],
  },
  {
    key: 'http',
    name: 'A3 plain HTTP through the gateway',
    manifests: together(
      entry(host, `${http80}, ${https443}`),
      gateway(server(http80, host)),
      ruleFor('to-egress', `  host: ${gatewayService}\n  subsets: [{ name: api }]`),
      legs(`  http:\n${leg('mesh', 'port: 80', toHop(80, 'api'))}${leg('egress', 'port: 80', toHost(80))}`),
    ),
    requests: [
      {
        from: 'shop',
        to: `http://${host}/`,
        becomes: `sidecar outbound|80|api|${gatewayService} > gateway outbound|80||${host} > gateway`,
      },
      { from: 'shop', to: `https://${host}/`, becomes: `sidecar outbound|443||${host} > direct` },
    ],
  },
  {
    key: 'two-hosts',
    name: 'A3 two hosts through one gateway',
    manifests: together(
      entry('a.example.com'),
      entry('b.example.com'),
      gateway(server(http80, 'a.example.com, b.example.com')),
      plainLegs('a.example.com', 'a'),
      plainLegs('b.example.com', 'b'),
    ),
    requests: ['a.example.com', 'b.example.com'].map((it) => ({
      from: 'shop',
      to: `http://${it}/`,
      becomes: `${hop(80)} > gateway outbound|80||${it} > gateway`,
    })),
  },
  {
    key: 'https',
    name: 'A4 the application’s own TLS through the gateway',
    manifests: passed,
    requests: ['shop', 'billing'].map((from) => ({
      from,
      to: `https://${host}/`,
      becomes: `${hop(443)} > gateway outbound|443||${host} > gateway`,
    })),
  },
  {
    key: 'both',
    name: 'A4 HTTP and TLS of one host through the gateway',
    manifests: together(
      entry(host, `${http80}, ${tls443}`),
      gateway(`${server(http80, host)}${server(tls443, host, 'PASSTHROUGH')}`),
      legs(
        `  http:\n${leg('mesh', 'port: 80', toHop(80))}${leg('egress', 'port: 80', toHost(80))}  tls:\n${leg('mesh', `port: 443, sniHosts: [${host}]`, toHop(443))}${leg('egress', `port: 443, sniHosts: [${host}]`, toHost(443))}`,
      ),
    ),
    requests: [
      {
        from: 'shop',
        to: `http://${host}/`,
        becomes: `${hop(80)} > gateway outbound|80||${host} > gateway`,
      },
      {
        from: 'shop',
        to: `https://${host}/`,
        becomes: `${hop(443)} > gateway outbound|443||${host} > gateway`,
      },
    ],
  },
  {
    key: 'wrapped',
    name: 'A5 the application’s TLS within that of the mesh',
    manifests: wrapped(),
    requests: [
      {
        from: 'shop',
        to: `https://${host}/`,
        becomes: `${hop(443, inMutual)} > gateway outbound|443||${host} > gateway`,
      },
    ],
  },
  {
    key: 'mutual',
    name: 'A7 plain HTTP in the mesh’s own TLS',
    manifests: mutualHop(),
    requests: [
      { from: 'shop', to: `http://${host}/`, becomes: `${hop(80, inMutual)} > gateway outbound|80||${host} > gateway` },
    ],
  },
  {
    key: 'origination',
    name: 'A7 TLS that begins at the gateway',
    manifests: together(
      entry(host, `${http80}, ${https443}`),
      gateway(server(mutual, host, 'ISTIO_MUTUAL')),
      hopRule(80),
      originate(443, `mode: SIMPLE, sni: ${host}`),
      legs(`  http:\n${leg('mesh', 'port: 80', toHop(80, 'api'))}${leg('egress', 'port: 80', toHost(443))}`),
    ),
    requests: [
      {
        from: 'shop',
        to: `http://${host}/`,
        becomes: `${hop(80, inMutual)} > gateway outbound|443||${host} SIMPLE(${host}) > gateway`,
      },
    ],
  },
  {
    key: 'origination-mutual',
    name: 'A8 TLS with a client certificate that begins at the gateway',
    manifests: together(
      entry(host, `${http80}, ${https443}`),
      gateway(server('{ number: 443, name: https, protocol: HTTPS }', host, 'ISTIO_MUTUAL')),
      hopRule(443),
      originate(443, `mode: MUTUAL, sni: ${host}, credentialName: client`, 'istio-system'),
      secret('client', 'istio-system'),
      legs(`  http:\n${leg('mesh', 'port: 80', toHop(443, 'api'))}${leg('egress', 'port: 443', toHost(443))}`),
    ),
    requests: [
      {
        from: 'shop',
        to: `http://${host}/`,
        becomes: `${hop(443, inMutual)} > gateway outbound|443||${host} MUTUAL(${host}) > gateway`,
      },
    ],
  },
  {
    key: 'sidecar-tls',
    name: 'A9 TLS that begins at the sidecar',
    manifests: together(
      entry(host, `{ number: 80, name: http, protocol: HTTP, targetPort: 443 }, ${https443}`),
      originate(80, 'mode: SIMPLE'),
    ),
    requests: [
      { from: 'shop', to: `http://${host}/`, becomes: `sidecar outbound|80||${host} SIMPLE(host) > direct` },
      { from: 'shop', to: `https://${host}/`, becomes: `sidecar outbound|443||${host} > direct` },
    ],
  },
  {
    key: 'sidecar-mutual',
    name: 'A10 TLS with a client certificate that begins at the sidecar',
    manifests: together(
      entry(host, `{ number: 80, name: http, protocol: HTTP, targetPort: 443 }, ${https443}`),
      originate(
        80,
        `mode: MUTUAL, credentialName: client, sni: ${host}`,
        'shop',
        '  workloadSelector: { matchLabels: { app: web } }\n  exportTo: ["."]\n',
      ),
      secret('client', 'shop'),
    ),
    requests: [
      {
        from: 'shop/app=web',
        to: `http://${host}/`,
        becomes: `sidecar outbound|80||${host} MUTUAL(${host}) > direct`,
      },
    ],
  },
  {
    key: 'external-name',
    name: 'A11 a Service that stands for a host',
    manifests: together(
      'apiVersion: v1\nkind: Service\nmetadata: { name: api, namespace: shop }\nspec:\n  type: ExternalName\n  externalName: api.example.com\n  ports: [{ port: 443, name: tls, protocol: TCP }]\n',
      ruleFor('plain', '  host: api.shop.svc.cluster.local\n  trafficPolicy: { tls: { mode: DISABLE } }'),
    ),
    requests: [
      {
        from: 'shop',
        to: 'https://api.shop.svc.cluster.local/',
        // an alias: who is dialled is what the name server says
        becomes: 'sidecar PassthroughCluster > mesh',
      },
    ],
  },
  {
    key: 'wildcard',
    name: 'A12 a wildcard without a gateway',
    manifests: entry('*.example.org', https443, 'location: MESH_EXTERNAL\n  resolution: NONE'),
    requests: [
      { from: 'shop', to: 'https://de.example.org/', becomes: 'sidecar outbound|443||*.example.org > direct' },
    ],
  },
  {
    key: 'wildcard-one',
    name: 'A13 a wildcard through the gateway to one server',
    manifests: together(
      object('ServiceEntry', 'www', `  hosts: [www.example.org]\n  ports: [${https443}]\n  resolution: DNS`),
      gateway(server(https443, '"*.example.org"', 'PASSTHROUGH')),
      tlsLegs('*.example.org', 'www.example.org', 'wild'),
    ),
    requests: [
      {
        from: 'shop',
        to: 'https://www.example.org/',
        becomes: `${hop(443)} > gateway outbound|443||www.example.org > gateway`,
      },
    ],
  },
  {
    key: 'wildcard-address',
    name: 'A13 a wildcard with an address, through the gateway',
    manifests: together(
      entry('*.example.org', https443, 'resolution: DNS\n  endpoints: [{ address: www.example.org }]'),
      gateway(server(https443, '"*.example.org"', 'PASSTHROUGH')),
      tlsLegs('*.example.org'),
    ),
    requests: [
      {
        from: 'shop',
        to: 'https://de.example.org/',
        becomes: `${hop(443)} > gateway outbound|443||*.example.org > gateway`,
      },
    ],
  },
  {
    key: 'wildcard-any',
    name: 'A14 a wildcard whose servers are looked up',
    manifests: entry('*.example.org', http80, 'resolution: DYNAMIC_DNS'),
    requests: [{ from: 'shop', to: 'http://de.example.org/', becomes: 'sidecar outbound|80||*.example.org > direct' }],
  },
  {
    key: 'proxy',
    name: 'A15 a proxy outside',
    manifests: entry(
      'proxy.example.net',
      '{ number: 3128, name: tcp, protocol: TCP }',
      'addresses: [198.51.100.7/32]\n  location: MESH_EXTERNAL\n  resolution: NONE',
    ),
    requests: [
      {
        from: 'shop',
        to: 'tcp://proxy.example.net:3128',
        becomes: 'sidecar outbound|3128||proxy.example.net > direct',
      },
    ],
  },
  ...['', 'ISTIO_MUTUAL'].map((tls): Scenario => {
    const protocol = tls ? 'TLS' : 'TCP';
    return {
      key: tls ? 'tcp-mutual' : 'tcp',
      name: `A16 a database through the gateway${tls && ' in the mesh’s own TLS'}`,
      manifests: together(
        entry(
          'db.example.net',
          tcp5432,
          'addresses: [198.51.100.10]\n  resolution: STATIC\n  endpoints: [{ address: 198.51.100.10 }]',
        ),
        gateway(server(`{ number: 15432, name: db, protocol: ${protocol} }`, 'db.example.net', tls)),
        ...(tls ? [hopRule(15432, 'db.example.net')] : []),
        legs(
          `  tcp:\n${leg('mesh', 'port: 5432, destinationSubnets: [198.51.100.10/32]', toHop(15432, tls && 'api'))}${leg('egress', 'port: 15432', toHost(5432, 'db.example.net'))}`,
          'db.example.net',
          'db',
        ),
      ),
      requests: [
        {
          from: 'shop',
          to: 'tcp://198.51.100.10:5432',
          becomes: `${hop(15432, tls && ' ISTIO_MUTUAL(db.example.net)')} > gateway outbound|5432||db.example.net > gateway`,
        },
      ],
    };
  }),
];

function secret(name: string, namespace: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: ${namespace} }\ntype: generic\ndata: { tls.crt: "", tls.key: "", ca.crt: "" }\n`;
}
