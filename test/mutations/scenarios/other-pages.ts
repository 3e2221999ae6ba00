import {
  entry,
  gateway,
  gatewayService,
  http80,
  meshConfig,
  object,
  routes,
  server,
  tcp5432,
  tls443,
  together,
} from '../../manifests';
import type { Scenario } from '../scenario';
import { host, leg, legs, ruleFor, toHop, toHost } from './istio-apis';

/* What blogs and other pages of Istio tell, and teams do. */

/** A gateway for one service alone, of several that have the usual label. */
const ownGateway = together(
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: legacy, namespace: legacy }\nspec:\n  selector: { matchLabels: { app: legacy } }\n  template:\n    metadata: { labels: { app: legacy, istio: egressgateway, service.istio.io/canonical-name: legacy, sidecar.istio.io/inject: "true" }, annotations: { inject.istio.io/templates: gateway } }\n    spec: { containers: [{ name: istio-proxy, image: auto }] }\n',
  'apiVersion: v1\nkind: Service\nmetadata: { name: legacy, namespace: legacy }\nspec:\n  selector: { app: legacy }\n  ports: [{ name: http, port: 80, targetPort: 8080 }]\n',
);
const alias = 'legacy.example.internal';
const ownService = 'legacy.legacy.svc.cluster.local';

/** Two hosts for which applications speak TLS, each in a server of its own that ends the TLS of the mesh around it. */
const wrappedTwo = together(
  ...['api', 'www'].map((it) =>
    together(
      entry(`${it}.example.com`, tls443),
      legs(
        `  tls:\n${leg('mesh', `port: 443, sniHosts: [${it}.example.com]`, toHop(443, it))}  tcp:\n${leg('egress', 'port: 443', toHost(443, `${it}.example.com`))}`,
        `${it}.example.com`,
        it,
      ),
    ),
  ),
  gateway(
    `${server(tls443, 'api.example.com', 'ISTIO_MUTUAL')}${server('{ number: 443, name: tls-www, protocol: TLS }', 'www.example.com', 'ISTIO_MUTUAL')}`,
  ),
  ruleFor(
    'to-egress',
    `  host: ${gatewayService}\n  subsets:\n${['api', 'www'].map((it) => `  - { name: ${it}, trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: ${it}.example.com } } }\n`).join('')}`,
  ),
);

export const otherPages: readonly Scenario[] = [
  {
    key: 'wrapped-two',
    name: 'A5 the TLS of two hosts within that of the mesh',
    manifests: wrappedTwo,
    requests: ['api', 'www'].map((it) => ({
      from: 'shop',
      to: `https://${it}.example.com/`,
      becomes: `sidecar outbound|443|${it}|${gatewayService} ISTIO_MUTUAL(${it}.example.com) > gateway outbound|443||${it}.example.com > gateway`,
    })),
  },
  {
    key: 'dns',
    name: 'A19 two databases on one port, with addresses that sidecars give them',
    manifests: together(
      meshConfig('defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true" } }'),
      entry('a.example.net', tcp5432),
      entry('b.example.net', tcp5432),
    ),
    requests: ['a', 'b'].map((it) => ({
      from: 'shop',
      to: `tcp://${it}.example.net:5432`,
      becomes: `sidecar outbound|5432||${it}.example.net > direct`,
    })),
  },
  {
    key: 'own-gateway',
    name: 'A20 a gateway for one service, under another name',
    manifests: together(
      ownGateway,
      entry(host, tls443, 'resolution: DNS', 'legacy'),
      object(
        'Gateway',
        'egress',
        `  selector: { istio: egressgateway, service.istio.io/canonical-name: legacy }\n  servers:\n${server(http80, alias)}`,
        'legacy',
      ),
      legs(
        `  http:\n${leg('mesh', 'port: 80', `{ host: ${ownService}, port: { number: 80 } }`)}${leg('egress', 'port: 80', `{ host: ${host}, port: { number: 443 }, subset: tls }`)}`,
        alias,
        'legacy',
        'legacy',
      ),
      ruleFor(
        'originate',
        `  host: ${host}\n  subsets:\n  - name: tls\n    trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: SIMPLE, sni: ${host} } }] }`,
        'legacy',
      ),
    ),
    requests: [
      {
        from: 'shop',
        to: `http://${alias}/`,
        becomes: `sidecar outbound|80||${ownService} > gateway outbound|443|tls|${host} SIMPLE(${host}) > gateway`,
      },
    ],
  },
  {
    key: 'failover',
    name: 'A21 a host that is in two places',
    manifests: together(
      entry(
        host,
        '{ number: 80, name: http, protocol: HTTP, targetPort: 443 }',
        'resolution: DNS\n  endpoints: [{ address: east.example.com, locality: east }, { address: west.example.com, locality: west }]',
      ),
      ruleFor(
        'failover',
        `  host: ${host}\n  trafficPolicy:\n    tls: { mode: SIMPLE }\n    loadBalancer: { localityLbSetting: { enabled: true, failover: [{ from: east, to: west }] } }\n    outlierDetection: { consecutive5xxErrors: 1 }`,
      ),
    ),
    requests: [{ from: 'shop', to: `http://${host}/`, becomes: `sidecar outbound|80||${host} SIMPLE(host) > direct` }],
  },
  {
    key: 'federation',
    name: 'A23 a host whose endpoint is the gateway',
    manifests: together(
      entry(host, http80, `resolution: DNS\n  endpoints: [{ address: ${gatewayService} }]`),
      entry('peer.example.net'),
      gateway(server(http80, host)),
      routes(host, `  gateways: [egress]\n  http: [{ route: [{ destination: ${toHost(80, 'peer.example.net')} }] }]`),
    ),
    requests: [
      {
        from: 'shop',
        to: `http://${host}/`,
        becomes: `sidecar outbound|80||${host} > gateway outbound|80||peer.example.net > gateway`,
      },
    ],
  },
  {
    key: 'split',
    name: 'each leg in the namespace of its team',
    manifests: together(
      entry(host, tls443, 'resolution: DNS', 'istio-system'),
      gateway(server(tls443, host, 'PASSTHROUGH'), 'egress', 'istio-system'),
      routes(
        host,
        `  tls: [{ match: [{ port: 443, sniHosts: [${host}] }], route: [{ destination: ${toHop(443)} }] }]`,
        'to-gateway',
      ),
      routes(
        host,
        `  gateways: [egress]\n  tls: [{ match: [{ port: 443, sniHosts: [${host}] }], route: [{ destination: ${toHost(443)} }] }]`,
        'from-gateway',
        'istio-system',
      ),
    ),
    requests: [
      {
        from: 'shop',
        to: `https://${host}/`,
        becomes: `sidecar outbound|443||${gatewayService} > gateway outbound|443||${host} > gateway`,
      },
    ],
  },
];
