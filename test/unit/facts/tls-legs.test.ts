import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  entry,
  gateway,
  gatewayService,
  http80,
  https443,
  httpTo,
  object,
  routes,
  server,
  tls443,
  together,
} from '../../manifests';
import { inShort, traced } from '../../traced';

const api = 'api.example.com';

/** The client's leg: what the application speaks, and the TLS that a DestinationRule tells the sidecar to make. */
const clients = {
  'none, plaintext': { url: `http://${api}/`, mode: '' },
  'none, TLS': { url: `https://${api}/`, mode: '' },
  'DISABLE, plaintext': { url: `http://${api}/`, mode: 'DISABLE' },
  SIMPLE: { url: `http://${api}/`, mode: `SIMPLE, sni: ${api}` },
  MUTUAL: { url: `http://${api}/`, mode: `MUTUAL, sni: ${api}, clientCertificate: /c, privateKey: /k` },
  'ISTIO_MUTUAL with sni': { url: `http://${api}/`, mode: `ISTIO_MUTUAL, sni: ${api}` },
  ISTIO_MUTUAL: { url: `http://${api}/`, mode: 'ISTIO_MUTUAL' },
} as const;

const servers = {
  HTTP: ['HTTP', ''],
  SIMPLE: ['HTTPS', 'SIMPLE'],
  MUTUAL: ['HTTPS', 'MUTUAL'],
  ISTIO_MUTUAL: ['HTTPS', 'ISTIO_MUTUAL'],
  PASSTHROUGH: ['TLS', 'PASSTHROUGH'],
  TCP: ['TCP', ''],
} as const;

/** What becomes of it: `ok`, or the reason for which the gateway refuses. */
const matrix: Readonly<Record<keyof typeof clients, readonly string[]>> = {
  //                      HTTP              SIMPLE       MUTUAL        ISTIO_MUTUAL  PASSTHROUGH        TCP
  'none, plaintext': ['ok', 'no-filter-chain', 'no-filter-chain', 'no-filter-chain', 'no-filter-chain', 'ok'],
  'none, TLS': ['protocol-error', 'ok', 'ok', 'mtls-error', 'ok', 'ok'],
  'DISABLE, plaintext': ['ok', 'no-filter-chain', 'no-filter-chain', 'no-filter-chain', 'no-filter-chain', 'ok'],
  SIMPLE: ['protocol-error', 'ok', 'mtls-error', 'mtls-error', 'ok', 'ok'],
  MUTUAL: ['protocol-error', 'ok', 'ok', 'mtls-error', 'ok', 'ok'],
  'ISTIO_MUTUAL with sni': ['protocol-error', 'mtls-error', 'mtls-error', 'ok', 'mtls-error', 'mtls-error'],
  ISTIO_MUTUAL: [
    'protocol-error',
    'no-filter-chain',
    'no-filter-chain',
    'no-filter-chain',
    'no-filter-chain',
    'mtls-error',
  ],
};

describe('the client’s mode against the gateway server’s', () => {
  for (const [client, { url, mode }] of Object.entries(clients))
    for (const [index, [name, [protocol, tls]]] of Object.entries(servers).entries()) {
      const expected = matrix[client as keyof typeof clients][index];
      test(`3.7.1 ${client} to ${name}: ${expected}`, () => {
        const legs = `  gateways: [mesh, egress]
  http:
  - match: [{ gateways: [mesh] }]
    route: [{ destination: { host: ${gatewayService}, port: { number: 443 } } }]
  - match: [{ gateways: [egress] }]
    route: [{ destination: { host: ${api}, port: { number: 9999 } } }]
  tls:
  - match: [{ gateways: [mesh], sniHosts: [${api}] }]
    route: [{ destination: { host: ${gatewayService}, port: { number: 443 } } }]
  - match: [{ gateways: [egress], sniHosts: [${api}] }]
    route: [{ destination: { host: ${api}, port: { number: 9999 } } }]
  tcp:
  - match: [{ gateways: [egress] }]
    route: [{ destination: { host: ${api}, port: { number: 9999 } } }]`;
        const files = together(
          entry(api, `${http80}, ${tls443}, { number: 9999, name: raw, protocol: TCP }`),
          gateway(server(`{ number: 443, name: p, protocol: ${protocol} }`, api, tls)),
          routes(api, legs),
          ...(mode
            ? [
                object(
                  'DestinationRule',
                  'leg',
                  `  host: ${gatewayService}\n  trafficPolicy: { tls: { mode: ${mode} } }`,
                ),
              ]
            : []),
        );
        const answer = traced(files, 'shop', url);
        assert.equal(answer.cause?.reason ?? 'ok', expected, inShort(answer));
      });
    }

  test('3.7.1 none, TLS to MUTUAL: that the application has a certificate is assumed', () => {
    const files = together(
      entry(api, tls443),
      gateway(server(https443, api, 'MUTUAL')),
      routes(
        api,
        `  gateways: [mesh, egress]\n  http: [{ match: [{ gateways: [egress] }], route: [{ destination: { host: ${api} } }] }]\n  tls: [{ match: [{ gateways: [mesh], sniHosts: [${api}] }], route: [{ destination: { host: ${gatewayService}, port: { number: 443 } } }] }]`,
      ),
    );
    const { assumptions } = traced(files, 'shop', `https://${api}/`);
    assert.match(assumptions.map((it) => it.text).join(), /certificate/);
  });
});

test('T5: HTTP that a proxy forwards as bytes gets TLS without an SNI where none is said', () => {
  const files = (protocol: string): string =>
    together(
      entry(api, `{ number: 9000, name: p, protocol: ${protocol} }, ${tls443}`),
      gateway(server(tls443, api, 'PASSTHROUGH')),
      routes(
        api,
        `  gateways: [mesh, egress]
  ${protocol.toLowerCase()}: [{ route: [{ destination: { host: ${gatewayService}, port: { number: 443 } } }] }]
  tls: [{ match: [{ gateways: [egress], sniHosts: [${api}] }], route: [{ destination: { host: ${api}, port: { number: 443 } } }] }]`,
      ),
      object('DestinationRule', 'leg', `  host: ${gatewayService}\n  trafficPolicy: { tls: { mode: SIMPLE } }`),
    );
  assert.equal(traced(files('HTTP'), 'shop', `http://${api}:9000/`).verdict, 'gateway');
  assert.equal(traced(files('TCP'), 'shop', `http://${api}:9000/`).cause?.reason, 'no-filter-chain');
});

describe('the leg from the gateway to the host outside', () => {
  const leg = (port: string, mode: string, from: 'http' | 'tls'): string => {
    const to = `route: [{ destination: { host: ${api}, port: { number: ${/\d+/.exec(port)?.[0]} } } }]`;
    const section =
      from === 'http'
        ? `  http:\n  - match: [{ gateways: [mesh] }]\n    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]\n  - match: [{ gateways: [egress] }]\n    ${to}`
        : `  tls:\n  - match: [{ gateways: [mesh], sniHosts: [${api}] }]\n    route: [{ destination: { host: ${gatewayService}, port: { number: 443 } } }]\n  - match: [{ gateways: [egress], sniHosts: [${api}] }]\n    ${to}`;
    const files = together(
      entry(api, [...new Set([http80, https443, port])].join(', ')),
      gateway(from === 'http' ? server(http80, api) : server(tls443, api, 'PASSTHROUGH')),
      routes(api, `  gateways: [mesh, egress]\n${section}`),
      ...(mode
        ? [
            object(
              'DestinationRule',
              'outside',
              `  host: ${api}\n  trafficPolicy: { tls: { mode: ${mode} } }`,
              'istio-system',
            ),
          ]
        : []),
    );
    const answer = traced(files, 'shop', `${from === 'http' ? 'http' : 'https'}://${api}/`);
    return `${answer.verdict} ${answer.cause?.reason ?? ''}`.trim();
  };

  test('3.7.2 HTTP to 443 without TLS: plaintext to a TLS port', () => {
    assert.equal(leg(https443, '', 'http'), 'failed plaintext-to-tls');
  });

  test('3.7.2 HTTP to 443 with SIMPLE: the gateway begins TLS', () => {
    assert.equal(leg(https443, 'SIMPLE', 'http'), 'gateway');
  });

  test('3.7.2 TLS to 443 without TLS: the application’s own goes through', () => {
    assert.equal(leg(https443, '', 'tls'), 'gateway');
  });

  test('3.7.2 TLS to 443 with SIMPLE: TLS inside TLS', () => {
    assert.equal(leg(https443, 'SIMPLE', 'tls'), 'failed double-tls');
  });

  test('3.7.2 HTTP to 80 without TLS: plaintext, as it is meant', () => {
    assert.equal(leg(http80, '', 'http'), 'gateway');
  });

  test('3.7.2 ISTIO_MUTUAL: nobody outside speaks it', () => {
    assert.equal(leg(http80, 'ISTIO_MUTUAL', 'http'), 'failed mtls-error');
  });

  test('3.7.2 origination at the sidecar without a gateway', () => {
    const files = together(
      entry(api, '{ number: 80, name: http, protocol: HTTP, targetPort: 443 }'),
      object('DestinationRule', 'originate', `  host: ${api}\n  trafficPolicy: { tls: { mode: SIMPLE, sni: ${api} } }`),
      routes(api, httpTo(api)),
    );
    assert.equal(
      inShort(traced(files, 'shop', `http://${api}/`)),
      `sidecar outbound|80||${api} SIMPLE(${api}) > direct`,
    );
  });
});
