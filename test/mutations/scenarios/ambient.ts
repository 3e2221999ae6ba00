import { entry, http80, https443, object, tls443, together } from '../../manifests';
import type { Scenario } from '../scenario';
import { host } from './istio-apis';

/* Ambient mode, where a waypoint is what the gateway is elsewhere. */

const namespace = (name: string, labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { ${labels} } }\n`;
const ambient = 'istio.io/dataplane-mode: ambient';
const enrolled = namespace('outside', `${ambient}, istio.io/use-waypoint: waypoint`);

const waypoint = (its: string, more = ''): string =>
  object(
    'KubernetesGateway',
    'waypoint',
    `  gatewayClassName: istio-waypoint\n  listeners: [{ name: mesh, port: 15008, protocol: HBONE${more} }]`,
    its,
    'labels: { istio.io/waypoint-for: service }',
  );

const through = (its: string, cluster: string): string =>
  `ztunnel outbound|15008||waypoint.${its}.svc.cluster.local HBONE(host) > waypoint inbound-vip|${cluster}`;
const http = { from: 'shop', to: `http://${host}/` };

export const ambientMode: readonly Scenario[] = [
  {
    key: 'waypoint',
    name: 'A17 hosts of a namespace with a waypoint',
    manifests: together(
      namespace('shop', ambient),
      enrolled,
      waypoint('outside'),
      entry(host, http80, 'resolution: DNS', 'outside'),
    ),
    requests: [{ ...http, becomes: `${through('outside', `80|http|${host}`)} > gateway` }],
  },
  {
    key: 'waypoint-tls',
    name: 'A17 TLS that begins at a waypoint',
    manifests: together(
      namespace('shop', ambient),
      enrolled,
      waypoint('outside'),
      entry(host, `{ number: 80, name: http, protocol: HTTP, targetPort: 443 }`, 'resolution: DNS', 'outside'),
      object('DestinationRule', 'originate', `  host: ${host}\n  trafficPolicy: { tls: { mode: SIMPLE } }`, 'outside'),
    ),
    requests: [{ ...http, becomes: `${through('outside', `80|http|${host} SIMPLE(host)`)} > gateway` }],
  },
  {
    key: 'waypoint-policy',
    name: 'A17 a waypoint that lets in some only',
    manifests: together(
      namespace('shop', ambient),
      namespace('billing', ambient),
      enrolled,
      waypoint('outside'),
      entry(host, `${http80}, ${https443}`, 'resolution: DNS', 'outside'),
      object(
        'AuthorizationPolicy',
        'api',
        '  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com }]\n  action: ALLOW\n  rules: [{ from: [{ source: { namespaces: [shop] } }], to: [{ operation: { ports: ["80"], methods: [GET] } }] }]',
        'outside',
      ),
    ),
    requests: [
      { ...http, becomes: `${through('outside', `80|http|${host}`)} > gateway` },
      {
        ...http,
        from: 'billing',
        becomes: 'ztunnel outbound|15008||waypoint.outside.svc.cluster.local HBONE(host) > waypoint > blocked denied',
      },
    ],
  },
  {
    key: 'waypoint-elsewhere',
    name: 'A18 a waypoint of another namespace',
    manifests: together(
      namespace('shop', ambient),
      waypoint(
        'infra',
        ', allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: shop } } } }',
      ),
      entry(host, tls443).replace(
        'namespace: shop }',
        'namespace: shop, labels: { istio.io/use-waypoint: waypoint, istio.io/use-waypoint-namespace: infra } }',
      ),
    ),
    requests: [{ ...http, to: `https://${host}/`, becomes: `${through('infra', `443|tcp|${host}`)} > gateway` }],
  },
];
