import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  entry,
  gateway as gatewayOf,
  gatewayService,
  http80,
  https443,
  object,
  server,
  tls443,
  together,
} from '../manifests';
import { inShort, traced } from '../traced';

/*
 * The ways in which Istio's own pages lead traffic out. Each reaches the host outside, through the gateway where the
 * pattern has one, with the TLS that it promises. No gateway is installed here: it is assumed by its names.
 */

const gateway = gatewayService;

describe('the official patterns lead where they promise', () => {
  test('plain HTTP through the gateway', () => {
    const files = together(
      entry('api.example.com', http80),
      gatewayOf(server(http80, 'api.example.com')),
      object(
        'VirtualService',
        'api',
        `
  hosts: [api.example.com]
  gateways: [mesh, egress]
  http:
  - match: [{ gateways: [mesh], port: 80 }]
    route: [{ destination: { host: ${gateway}, port: { number: 80 } } }]
  - match: [{ gateways: [egress], port: 80 }]
    route: [{ destination: { host: api.example.com, port: { number: 80 } } }]`,
      ),
    );
    assert.equal(
      inShort(traced(files, 'shop', 'http://api.example.com/')),
      `sidecar outbound|80||${gateway} > gateway outbound|80||api.example.com > gateway`,
    );
  });

  const passthrough = (host = 'api.example.com'): string =>
    together(
      entry(host, tls443),
      gatewayOf(server(tls443, `"${host}"`, 'PASSTHROUGH')),
      object(
        'VirtualService',
        'api',
        `
  hosts: ["${host}"]
  gateways: [mesh, egress]
  tls:
  - match: [{ gateways: [mesh], port: 443, sniHosts: ["${host}"] }]
    route: [{ destination: { host: ${gateway}, port: { number: 443 } } }]
  - match: [{ gateways: [egress], port: 443, sniHosts: ["${host}"] }]
    route: [{ destination: { host: "${host}", port: { number: 443 } } }]`,
      ),
    );

  test('the application’s own TLS through the gateway, unopened', () => {
    const answer = traced(passthrough(), 'shop', 'https://api.example.com/');
    assert.equal(inShort(answer), `sidecar outbound|443||${gateway} > gateway outbound|443||api.example.com > gateway`);
    assert.deepEqual(answer.hops.at(-1)?.wire, { protocol: 'http', layers: ['application'] });
  });

  test('the application’s TLS wrapped in the mesh’s own TLS up to the gateway', () => {
    const files = together(
      entry('api.example.com', tls443),
      gatewayOf(server('{ number: 443, name: tls, protocol: TLS }', 'api.example.com', 'ISTIO_MUTUAL')),
      object(
        'DestinationRule',
        'to-egress',
        `
  host: ${gateway}
  subsets:
  - name: api
    trafficPolicy:
      portLevelSettings: [{ port: { number: 443 }, tls: { mode: ISTIO_MUTUAL, sni: api.example.com } }]`,
      ),
      object(
        'VirtualService',
        'api',
        `
  hosts: [api.example.com]
  gateways: [mesh, egress]
  tls:
  - match: [{ gateways: [mesh], port: 443, sniHosts: [api.example.com] }]
    route: [{ destination: { host: ${gateway}, subset: api, port: { number: 443 } } }]
  tcp:
  - match: [{ gateways: [egress], port: 443 }]
    route: [{ destination: { host: api.example.com, port: { number: 443 } } }]`,
      ),
    );
    const answer = traced(files, 'shop', 'https://api.example.com/');
    assert.equal(
      inShort(answer),
      `sidecar outbound|443|api|${gateway} ISTIO_MUTUAL(api.example.com) > gateway outbound|443||api.example.com > gateway`,
    );
    assert.deepEqual(answer.hops[0]?.wire.layers, ['application', 'ISTIO_MUTUAL']);
    assert.deepEqual(answer.hops[1]?.wire.layers, ['application']);
  });

  const origination = (mode: string, hop: '' | 'ISTIO_MUTUAL'): string =>
    together(
      entry('api.example.com', `${http80}, ${https443}`),
      gatewayOf(
        hop
          ? server('{ number: 80, name: https-for-origination, protocol: HTTPS }', 'api.example.com', hop)
          : server(http80, 'api.example.com'),
      ),
      ...(hop
        ? [
            object(
              'DestinationRule',
              'to-egress',
              `
  host: ${gateway}
  subsets:
  - name: api
    trafficPolicy:
      portLevelSettings: [{ port: { number: 80 }, tls: { mode: ISTIO_MUTUAL, sni: api.example.com } }]`,
            ),
          ]
        : []),
      object(
        'DestinationRule',
        'originate',
        `
  host: api.example.com
  trafficPolicy:
    portLevelSettings: [{ port: { number: 443 }, tls: { mode: ${mode}, sni: api.example.com${mode === 'MUTUAL' ? ', credentialName: client' : ''} } }]`,
        mode === 'MUTUAL' ? 'istio-system' : 'shop',
      ),
      object(
        'VirtualService',
        'api',
        `
  hosts: [api.example.com]
  gateways: [mesh, egress]
  http:
  - match: [{ gateways: [mesh], port: 80 }]
    route: [{ destination: { host: ${gateway}, port: { number: 80 }${hop ? ', subset: api' : ''} } }]
  - match: [{ gateways: [egress], port: 80 }]
    route: [{ destination: { host: api.example.com, port: { number: 443 } } }]`,
      ),
    );

  test('plain HTTP that the mesh’s own TLS leads to the gateway', () => {
    const files = together(
      entry('api.example.com', http80),
      gatewayOf(server('{ number: 80, name: https, protocol: HTTPS }', 'api.example.com', 'ISTIO_MUTUAL')),
      object(
        'DestinationRule',
        'to-egress',
        `  host: ${gateway}\n  subsets: [{ name: api, trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.example.com } } }]`,
      ),
      object(
        'VirtualService',
        'api',
        `
  hosts: [api.example.com]
  gateways: [mesh, egress]
  http:
  - match: [{ gateways: [mesh] }]
    route: [{ destination: { host: ${gateway}, subset: api, port: { number: 80 } } }]
  - match: [{ gateways: [egress] }]
    route: [{ destination: { host: api.example.com, port: { number: 80 } } }]`,
      ),
    );
    assert.equal(
      inShort(traced(files, 'shop', 'http://api.example.com/')),
      `sidecar outbound|80|api|${gateway} ISTIO_MUTUAL(api.example.com) > gateway outbound|80||api.example.com > gateway`,
    );
  });

  test('TLS that begins at the gateway', () => {
    assert.equal(
      inShort(traced(origination('SIMPLE', ''), 'shop', 'http://api.example.com/')),
      `sidecar outbound|80||${gateway} > gateway outbound|443||api.example.com SIMPLE(api.example.com) > gateway`,
    );
  });

  test('TLS that begins at the gateway, which the mesh’s own TLS leads to', () => {
    assert.equal(
      inShort(traced(origination('SIMPLE', 'ISTIO_MUTUAL'), 'shop', 'http://api.example.com/')),
      `sidecar outbound|80|api|${gateway} ISTIO_MUTUAL(api.example.com) > gateway outbound|443||api.example.com SIMPLE(api.example.com) > gateway`,
    );
  });

  test('TLS with a client certificate that begins at the gateway', () => {
    assert.equal(
      inShort(traced(origination('MUTUAL', 'ISTIO_MUTUAL'), 'shop', 'http://api.example.com/')),
      `sidecar outbound|80|api|${gateway} ISTIO_MUTUAL(api.example.com) > gateway outbound|443||api.example.com MUTUAL(api.example.com) > gateway`,
    );
  });

  test('TLS that begins at the sidecar, without a gateway', () => {
    const files = together(
      entry('api.example.com', `{ number: 80, name: http, protocol: HTTP, targetPort: 443 }, ${https443}`),
      object(
        'DestinationRule',
        'originate',
        `
  host: api.example.com
  trafficPolicy:
    portLevelSettings: [{ port: { number: 80 }, tls: { mode: SIMPLE } }]`,
      ),
    );
    assert.equal(
      inShort(traced(files, 'shop', 'http://api.example.com/')),
      'sidecar outbound|80||api.example.com SIMPLE(host) > direct',
    );
    assert.equal(
      inShort(traced(files, 'shop', 'https://api.example.com/')),
      'sidecar outbound|443||api.example.com > direct',
    );
  });

  test('every host of a wildcard by one server that stands for all', () => {
    const files = together(
      entry('*.example.org', https443, 'resolution: DNS\n  endpoints: [{ address: www.example.org }]'),
      gatewayOf(server(https443, '"*.example.org"', 'PASSTHROUGH')),
      object(
        'VirtualService',
        'wild',
        `
  hosts: ["*.example.org"]
  gateways: [mesh, egress]
  tls:
  - match: [{ gateways: [mesh], port: 443, sniHosts: ["*.example.org"] }]
    route: [{ destination: { host: ${gateway}, port: { number: 443 } } }]
  - match: [{ gateways: [egress], port: 443, sniHosts: ["*.example.org"] }]
    route: [{ destination: { host: www.example.org, port: { number: 443 } } }]`,
      ),
      object('ServiceEntry', 'www', `  hosts: [www.example.org]\n  ports: [${https443}]\n  resolution: DNS`),
    );
    assert.equal(
      inShort(traced(files, 'shop', 'https://de.example.org/')),
      `sidecar outbound|443||${gateway} > gateway outbound|443||www.example.org > gateway`,
    );
  });

  test('TCP to an address through the gateway', () => {
    const files = together(
      entry(
        'db.example.net',
        '{ number: 5432, name: tcp, protocol: TCP }',
        'addresses: [198.51.100.10]\n  resolution: STATIC\n  endpoints: [{ address: 198.51.100.10 }]',
      ),
      gatewayOf(server('{ number: 15432, name: tcp, protocol: TCP }', '"*"')),
      object(
        'VirtualService',
        'db',
        `
  hosts: [db.example.net]
  gateways: [mesh, egress]
  tcp:
  - match: [{ gateways: [mesh], port: 5432, destinationSubnets: [198.51.100.10/32] }]
    route: [{ destination: { host: ${gateway}, port: { number: 15432 } } }]
  - match: [{ gateways: [egress], port: 15432 }]
    route: [{ destination: { host: db.example.net, port: { number: 5432 } } }]`,
      ),
    );
    assert.equal(
      inShort(traced(files, 'shop', 'tcp://198.51.100.10:5432')),
      `sidecar outbound|15432||${gateway} > gateway outbound|5432||db.example.net > gateway`,
    );
  });

  test('several hosts through one gateway, each to its own', () => {
    const files = together(
      passthrough('a.example.com'),
      passthrough('b.example.com')
        .replace('name: egress,', 'name: egress-b,')
        .replaceAll('mesh, egress]', 'mesh, egress-b]')
        .replaceAll('gateways: [egress]', 'gateways: [egress-b]')
        .replace('name: api,', 'name: api-b,'),
    );
    for (const host of ['a.example.com', 'b.example.com'])
      assert.equal(
        inShort(traced(files, 'shop', `https://${host}/`)),
        `sidecar outbound|443||${gateway} > gateway outbound|443||${host} > gateway`,
      );
  });

  test('clients of two namespaces through one gateway', () => {
    for (const namespace of ['shop', 'billing'])
      assert.equal(
        inShort(traced(passthrough(), namespace, 'https://api.example.com/')),
        `sidecar outbound|443||${gateway} > gateway outbound|443||api.example.com > gateway`,
      );
  });
});
