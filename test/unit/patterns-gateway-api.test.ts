import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hostReport } from '../../server/src/trace/report';
import {
  entry,
  hostname,
  http80,
  kubernetesRoute,
  meshConfig,
  object,
  sendTo,
  tls443,
  toEntry,
  together,
} from '../manifests';
import { inShort, meshOf, traced } from '../traced';

/*
 * The ways in which Istio's own pages lead traffic out by the Gateway API, and by a waypoint. Clients, routes and the
 * Gateway are in one namespace, as on the pages.
 */

const host = 'api.example.com';
const gateway = (protocol: string, port: number, more = ''): string =>
  object(
    'KubernetesGateway',
    'way-out',
    `  gatewayClassName: istio\n  listeners: [{ name: out, hostname: ${host}, port: ${port}, protocol: ${protocol}${more}, allowedRoutes: { namespaces: { from: Same } } }]`,
    'shop',
    'annotations: { networking.istio.io/service-type: ClusterIP }',
  );
const service = 'way-out-istio.shop.svc.cluster.local';
const legs = (kind: string, port: number, hostnames = '', to = port): string =>
  together(
    kubernetesRoute(kind, 'to-gateway', toEntry(host), sendTo(`{ name: way-out-istio, port: ${port} }`), { hostnames }),
    kubernetesRoute(kind, 'from-gateway', '{ name: way-out }', sendTo(hostname(host, to)), { hostnames: host }),
  );
const plain = together(entry(host, `${http80}, ${tls443}`), gateway('HTTP', 80), legs('HTTPRoute', 80));
const passed = together(
  entry(host, tls443),
  gateway('TLS', 443, ', tls: { mode: Passthrough }'),
  legs('TLSRoute', 443, host),
);

/** What the page on NetworkPolicies lets pods dial: the names, istiod, and where gateways are. */
const policy = object(
  'NetworkPolicy',
  'way-out-only',
  `  podSelector: { matchExpressions: [{ key: gateway.networking.k8s.io/gateway-name, operator: DoesNotExist }] }
  policyTypes: [Egress]
  egress:
  - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }]
    ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
  - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } }]
  - to: [{ podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: way-out } } }]`,
);

describe('the official patterns of the Gateway API lead where they promise', () => {
  test('plain HTTP through the gateway', () => {
    assert.equal(
      inShort(traced(plain, 'shop', `http://${host}/`)),
      `sidecar outbound|80||${service} > gateway outbound|80||${host} > gateway`,
    );
  });

  test('the application’s own TLS through the gateway, unopened', () => {
    assert.equal(
      inShort(traced(passed, 'shop', `https://${host}/`)),
      `sidecar outbound|443||${service} > gateway outbound|443||${host} > gateway`,
    );
  });

  test('TLS that begins at the gateway, by a DestinationRule or by a BackendTLSPolicy', () => {
    const files = together(entry(host, `${http80}, ${tls443}`), gateway('HTTP', 80), legs('HTTPRoute', 80, '', 443));
    const rule = object(
      'DestinationRule',
      'tls',
      `  host: ${host}\n  trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: SIMPLE, sni: ${host} } }] }`,
    );
    const backend = object(
      'BackendTLSPolicy',
      'tls',
      `  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com, sectionName: tls }]\n  validation: { hostname: ${host}, wellKnownCACertificates: System }`,
    );
    for (const origination of [rule, backend])
      assert.equal(
        inShort(traced(together(files, origination), 'shop', `http://${host}/`)),
        `sidecar outbound|80||${service} > gateway outbound|443||${host} SIMPLE(${host}) > gateway`,
      );
  });

  test('a NetworkPolicy closes every other way', () => {
    const registryOnly = meshConfig('outboundTrafficPolicy: { mode: REGISTRY_ONLY }');
    for (const files of [plain, passed]) {
      const [port] = hostReport(meshOf(together(files, policy, registryOnly)), host).ports;
      const [way, everybodyElse] = port?.ways ?? [];
      assert.deepEqual([way?.bypass?.answer, way?.bypass?.mesh, way?.cutOff], ['closed', 'closed', []]);
      assert.equal(everybodyElse?.bypass?.answer, 'open');
    }
  });
});

describe('the official patterns of ambient mode lead where they promise', () => {
  const namespace = (name: string, labels: string): string =>
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { ${labels} } }\n`;
  const ambient = 'istio.io/dataplane-mode: ambient';
  const waypoint = (its: string, more = ''): string =>
    object(
      'KubernetesGateway',
      'waypoint',
      `  gatewayClassName: istio-waypoint\n  listeners: [{ name: mesh, port: 15008, protocol: HBONE${more} }]`,
      its,
      'labels: { istio.io/waypoint-for: service }',
    );

  test('a namespace of hosts outside with a waypoint for all of them', () => {
    const files = together(
      namespace('shop', ambient),
      namespace('outside', `${ambient}, istio.io/use-waypoint: waypoint`),
      waypoint('outside'),
      entry(host, http80, 'resolution: DNS', 'outside'),
    );
    assert.equal(
      inShort(traced(files, 'shop', `http://${host}/`)),
      `ztunnel outbound|15008||waypoint.outside.svc.cluster.local HBONE(host) > waypoint inbound-vip|80|http|${host} > gateway`,
    );
  });

  test('a host with a waypoint of another namespace, which lets that one in by its name', () => {
    const selector = 'selector: { matchLabels: { kubernetes.io/metadata.name: shop } }';
    const files = together(
      namespace('shop', ambient),
      waypoint('infra', `, allowedRoutes: { namespaces: { from: Selector, ${selector} } }`),
      entry(host, tls443).replace(
        'namespace: shop }',
        'namespace: shop, labels: { istio.io/use-waypoint: waypoint, istio.io/use-waypoint-namespace: infra } }',
      ),
    );
    assert.equal(
      inShort(traced(files, 'shop', `https://${host}/`)),
      `ztunnel outbound|15008||waypoint.infra.svc.cluster.local HBONE(host) > waypoint inbound-vip|443|tcp|${host} > gateway`,
    );
  });
});
