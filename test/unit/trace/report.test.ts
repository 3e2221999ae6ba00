import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encryptionLabel, legLabel, whoLabel } from '../../../server/src/cli/formats/report-words';
import { cutOffLabel } from '../../../server/src/trace/hole-text';
import { hostReport, type ReportedWay, unnamedHostsReport } from '../../../server/src/trace/report';
import { externalHosts } from '../../../server/src/trace/requests';
import type { Settings } from '../../../server/src/workspace/settings';
import {
  entry,
  gateway,
  gatewayService,
  http80,
  https443,
  object,
  routes,
  server,
  tcp5432,
  tls443,
  together,
} from '../../manifests';
import { meshOf } from '../../traced';

const host = 'api.example.com';

/** `port protocol: who, verdict reason gateway | wire of each leg | network, mesh | cut off`. */
function reported(source: string, settings: Partial<Settings> = {}): string[] {
  const mesh = meshOf(source, settings);
  return externalHosts(mesh).flatMap((it) =>
    hostReport(mesh, it).ports.flatMap(({ port, protocol, ways }) =>
      ways.map((way) => `${it} ${port} ${protocol}: ${inShort(way, ways)}`),
    ),
  );
}

const inShort = (way: ReportedWay, all: readonly ReportedWay[]): string =>
  [
    [
      whoLabel(way, all),
      [way.verdict, way.cause?.reason, ...way.gateways.map((it) => it.workload)].filter(Boolean).join(' '),
    ].join(', '),
    encryptionLabel({
      legs: way.legs.map((it) => ({ ...it, to: it.to ?? 'host', route: null, sni: null, text: legLabel(it) })),
      split: way.isSplit,
      verdict: way.verdict,
    }),
    way.bypass ? `${way.bypass.answer}, ${way.bypass.mesh}` : '',
    way.cutOff.map((it) => `without ${cutOffLabel(it)}`).join(),
  ]
    .filter(Boolean)
    .join(' | ');

const toGateway = `{ destination: { host: ${gatewayService}, port: { number: 443 } } }`;
const toHost = `{ destination: { host: ${host}, port: { number: 443 } } }`;

/** Both legs of a TLS connection that the gateway passes through. */
const throughGateway = together(
  entry(host, `${http80}, ${tls443}`),
  gateway(server(tls443, host, 'PASSTHROUGH')),
  routes(
    host,
    `
  gateways: [mesh, egress]
  tls:
  - match: [{ gateways: [mesh], port: 443, sniHosts: [${host}] }]
    route: [${toGateway}]
  - match: [{ gateways: [egress], port: 443, sniHosts: [${host}] }]
    route: [${toHost}]`,
  ),
);

describe('a report has a line for each port of a host', () => {
  test('with the way of every pod, where all go the same', () => {
    assert.deepEqual(reported(throughGateway), [
      `${host} 80 http: every pod, direct | HTTP in plain text to the host | open, open`,
      `${host} 443 tls: every pod, gateway istio-system/istio-egressgateway | the application's own TLS, end to end | open, open`,
    ]);
  });

  test('TLS is told once, whether it is declared as HTTPS or as TLS', () => {
    const twice = together(entry(host, https443), entry(host, tls443, 'resolution: DNS', 'books'));
    assert.deepEqual(reported(twice), [`${host} 443 https: every pod, direct | the application's own TLS to the host`]);
  });

  test('wildcards as they are written', () => {
    assert.deepEqual(reported(entry('*.example.com', https443, 'resolution: NONE')), [
      "*.example.com 443 https: every pod, direct | the application's own TLS to the host",
    ]);
  });

  test('addresses that are known by their range are dialled within it', () => {
    const database = entry('db.example.com', tcp5432, 'addresses: [192.0.2.0/28]\n  resolution: NONE');
    assert.deepEqual(reported(database), ['db.example.com 5432 tcp: every pod, direct | untouched TCP to the host']);
  });

  test('none where no port is declared, but the place of the host', () => {
    const mesh = meshOf(entry(host, ''));
    const { ports, declarations } = hostReport(mesh, host);
    assert.deepEqual([ports, declarations.map(({ path }) => path)], [[], [['spec', 'hosts', 0]]]);
  });

  test('nothing of hosts that are empty, everything, or still to be filled in', () => {
    assert.deepEqual(reported(together(entry(''), entry('*'), entry('$' + '{HOST}'), entry('{{ .Values.host }}'))), []);
  });
});

describe('who reaches a host', () => {
  test('a namespace that it is exported to, and not the others', () => {
    assert.deepEqual(reported(entry(host, http80, 'resolution: DNS\n  exportTo: [".", books]')), [
      `${host} 80 http: namespaces books and shop, direct | HTTP in plain text to the host`,
      `${host} 80 http: every other pod, passthrough | HTTP in plain text to the host`,
    ]);
  });

  test('pods by the labels that a rule asks for', () => {
    const byLabel = together(
      entry(host),
      routes(
        host,
        `
  http:
  - match: [{ sourceLabels: { app: web } }]
    route: [{ destination: { host: ${host} } }]
  - directResponse: { status: 403 }`,
      ),
      object('Deployment', 'web', '  template: { metadata: { labels: { app: web, version: v1 } } }'),
    );
    assert.deepEqual(reported(byLabel), [
      `${host} 80 http: app=web in namespace shop, direct | HTTP in plain text to the host`,
      `${host} 80 http: every other pod, answered | open, open`,
    ]);
  });

  test('where a Sidecar lets only known hosts through', () => {
    const sidecar = object('Sidecar', 'default', '  outboundTrafficPolicy: { mode: REGISTRY_ONLY }', 'books');
    const mesh = meshOf(together(entry(host, http80, 'resolution: DNS\n  exportTo: ["."]'), sidecar));
    const ways = unnamedHostsReport(mesh);
    assert.deepEqual(
      ways.map((it) => inShort(it, ways)),
      ['namespace books, blocked registry-only | open, closed', 'every other pod, passthrough'],
    );
    assert.deepEqual(
      ways.map((it) => it.bypass?.holes.map(({ kind }) => kind)),
      [['no-network-policy'], undefined],
    );
  });
});

describe('whether pods can leave otherwise', () => {
  test('is told apart for the namespace whose pods a NetworkPolicy leaves no other way', () => {
    const policy = object(
      'NetworkPolicy',
      'egress',
      '  policyTypes: [Egress]\n  podSelector: {}\n  egress: [{ to: [{ namespaceSelector: {} }] }]',
    );
    assert.deepEqual(reported(together(throughGateway, policy)).slice(2), [
      `${host} 443 tls: namespace shop, gateway istio-system/istio-egressgateway | the application's own TLS, end to end | closed, open`,
      `${host} 443 tls: every other pod, gateway istio-system/istio-egressgateway | the application's own TLS, end to end | open, open`,
    ]);
  });

  test('is not asked of a host that pods are meant to dial themselves', () => {
    const { ports } = hostReport(meshOf(entry(host)), host);
    assert.deepEqual(
      ports.flatMap(({ ways }) => ways.map((it) => it.bypass)),
      [undefined],
    );
  });

  test('is asked of each port of a host that somebody reaches through a gateway', () => {
    const { ports } = hostReport(meshOf(throughGateway), host);
    const kinds = ports.flatMap(({ ways }) => ways.map((it) => it.bypass?.holes.map(({ kind }) => kind)));
    assert.deepEqual(kinds, [
      ['no-network-policy', 'sent-directly', 'unknown-let-through'],
      ['no-network-policy', 'unknown-let-through'],
    ]);
  });

  test('is told of pods that somebody selects, though the workspace does not have what makes them', () => {
    const policy = object(
      'NetworkPolicy',
      'web',
      '  policyTypes: [Egress]\n  podSelector: { matchLabels: { app: web } }\n  egress: [{ to: [{ namespaceSelector: {} }] }]',
    );
    assert.deepEqual(
      reported(together(throughGateway, policy))
        .slice(2)
        .map((it) => it.replace(/,.*\|/, ':')),
      [`${host} 443 tls: app=web in namespace shop: closed, open`, `${host} 443 tls: every other pod: open, open`],
    );
  });
});

describe('what the gateway does to a request', () => {
  const originated = (mode: string): string =>
    together(
      entry(host, `${http80}, ${https443}`),
      gateway(server('{ number: 80, name: https, protocol: HTTPS }', host, 'ISTIO_MUTUAL')),
      object(
        'DestinationRule',
        'hop',
        `  host: ${gatewayService}\n  trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: ${host} } }`,
      ),
      object(
        'DestinationRule',
        'out',
        `  host: ${host}\n  trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: ${mode} } }] }`,
      ),
      routes(
        host,
        `
  gateways: [mesh, egress]
  http:
  - match: [{ gateways: [mesh], port: 80 }]
    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]
  - match: [{ gateways: [egress], port: 80 }]
    route: [${toHost}]`,
      ),
    );

  // D1 a DestinationRule for the gateway's Service counts in its own namespace only
  test('is told of each leg, for the clients for whom it holds', () => {
    assert.deepEqual(reported(originated('SIMPLE')), [
      `${host} 80 http: namespace shop, gateway istio-system/istio-egressgateway | HTTP in the mesh's mutual TLS to the gateway, then HTTP in TLS to the host | open, open`,
      `${host} 80 http: every other pod, failed no-filter-chain istio-system/istio-egressgateway | open, open`,
      `${host} 443 https: every pod, failed double-tls | open, open`,
    ]);
  });
});
