import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  entry,
  gateway,
  gatewayService,
  http80,
  httpTo,
  meshConfig,
  object,
  routes,
  server,
  tcp5432,
  tls443,
  together,
} from '../../manifests';
import { inShort, traced } from '../../traced';

const api = 'api.example.com';
const http = (host = api, path = '/'): string => `http://${host}${path}`;
const tlsTo = (names: string, host: string, match = ''): string =>
  `  tls: [{ match: [{ sniHosts: [${names}]${match} }], route: [{ destination: { host: ${host} } }] }]`;
const tcpTo = (host: string, match = ''): string =>
  `  tcp: [{ ${match && `match: [${match}], `}route: [{ destination: { host: ${host} } }] }]`;
const other = entry('other.example.com');
const direct = (host = api, port = 80): string => `sidecar outbound|${port}||${host} > direct`;

describe('names and namespaces', () => {
  test('R5: a short name is a Service of the object’s own namespace, and name.namespace is not completed', () => {
    const service = object('Service', 'cache', '  ports: [{ port: 80, name: http }]');
    const to = (host: string): string =>
      inShort(traced(together(entry(api), service, routes(api, httpTo(host))), 'shop', http()));
    assert.equal(to('cache'), 'sidecar outbound|80||cache.shop.svc.cluster.local > mesh');
    assert.equal(to('cache.shop'), 'sidecar outbound|80||cache.shop > failed no-cluster');
  });

  test('R7: a gateway may be called with its namespace, by ./ or by the old name.namespace', () => {
    for (const name of ['egress', './egress', 'shop/egress', 'egress.shop', 'egress.shop.svc.cluster.local']) {
      const files = together(
        entry(api),
        gateway(server(http80, api)),
        routes(
          api,
          `  gateways: [mesh, ${name}]\n  http:\n  - match: [{ gateways: [mesh] }]\n    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]\n  - match: [{ gateways: [${name}] }]\n    route: [{ destination: { host: ${api}, port: { number: 80 } } }]`,
        ),
      );
      assert.match(
        inShort(traced(files, 'shop', http())),
        /> gateway outbound\|80\|\|api.example.com > gateway$/,
        name,
      );
    }
  });

  test('R8: a ServiceEntry’s host is never completed', () => {
    const files = together(entry('legacy', http80, 'resolution: DNS'), entry(api));
    assert.equal(inShort(traced(files, 'shop', http('legacy'))), 'sidecar outbound|80||legacy > direct');
  });

  test('R9: the case of a Host does not matter, that of an SNI does', () => {
    const files = together(entry(api), entry('tls.example.com', tls443));
    assert.equal(inShort(traced(files, 'shop', 'http://API.example.com/')), direct());
  });

  test('R10: older goes before younger, and without a time the name decides', () => {
    const both = (first: string, second: string): string =>
      together(
        entry(api),
        other,
        routes(api, httpTo('other.example.com'), 'b', 'shop', first),
        routes(api, httpTo(api), 'a', 'shop', second),
      );
    assert.equal(inShort(traced(both('', ''), 'shop', http())), direct());
    const times = both('creationTimestamp: "2024-01-01T00:00:00Z"', 'creationTimestamp: "2025-01-01T00:00:00Z"');
    assert.equal(inShort(traced(times, 'shop', http())), direct('other.example.com'));
  });
});

describe('which VirtualServices a sidecar has', () => {
  const with_ = (spec: string, namespace = 'shop'): string =>
    together(entry(api), other, routes(api, `${spec}\n${httpTo('other.example.com')}`, 'routes', namespace));
  const from = (spec: string, client: string, namespace?: string): string =>
    inShort(traced(with_(spec, namespace), client, http()));

  test('V1: without gateways it is for sidecars, and with others only it is not', () => {
    assert.equal(from('', 'shop'), direct('other.example.com'));
    assert.equal(from('  gateways: [mesh]', 'shop'), direct('other.example.com'));
    assert.equal(from('  gateways: [shop/egress]', 'shop'), direct());
  });

  test('V2: exportTo hides it from other namespaces, and ~ from all', () => {
    assert.equal(from('  exportTo: ["."]', 'billing'), direct());
    assert.equal(from('  exportTo: ["billing"]', 'billing'), direct('other.example.com'));
    assert.equal(from('  exportTo: ["~"]', 'shop'), direct());
    const limited = together(meshConfig('defaultVirtualServiceExportTo: ["."]'), with_(''));
    assert.equal(inShort(traced(limited, 'billing', http())), direct());
    assert.equal(inShort(traced(limited, 'shop', http())), direct('other.example.com'));
  });

  test('V4: what is private goes before what is exported by name, and that before what is for all', () => {
    const files = together(
      entry(api),
      ...['public', 'named', 'private'].map((it) => entry(`${it}.example.com`)),
      routes(api, httpTo('public.example.com'), 'a'),
      routes(api, `  exportTo: [shop]\n${httpTo('named.example.com')}`, 'b', 'billing'),
      routes(api, `  exportTo: ["."]\n${httpTo('private.example.com')}`, 'c'),
    );
    assert.equal(inShort(traced(files, 'shop', http())), direct('private.example.com'));
    const withoutPrivate = files.replace('exportTo: ["."]', 'exportTo: [nowhere]');
    assert.equal(inShort(traced(withoutPrivate, 'shop', http())), direct('named.example.com'));
  });

  test('V5: only what the Sidecar imports', () => {
    const sidecar = (hosts: string): string =>
      object('Sidecar', 'default', `  egress: [{ hosts: [${hosts}] }]`, 'billing');
    const files = (hosts: string): string => together(with_(''), sidecar(hosts));
    assert.equal(inShort(traced(files('"shop/*"'), 'billing', http())), direct('other.example.com'));
    assert.match(inShort(traced(files('"./*"'), 'billing', http())), /PassthroughCluster > passthrough/);
  });

  test('V14: of two for one host the first counts, and the second adds nothing', () => {
    const files = together(
      entry(api),
      other,
      routes(api, `  http: [{ match: [{ uri: { prefix: /v1 } }], route: [{ destination: { host: ${api} } }] }]`, 'a'),
      routes(api, httpTo('other.example.com'), 'b'),
    );
    assert.equal(inShort(traced(files, 'shop', http(api, '/v1'))), direct());
    const second = traced(files, 'shop', http(api, '/v2'));
    assert.equal(inShort(second), 'sidecar > failed no-route');
    assert.ok(second.hops[0]?.passedOver.some((it) => it.fact === 'V14' && it.object?.name === 'b'));
  });

  test('V16: a wildcard is for all services under it that nothing more specific has', () => {
    const files = together(
      entry(api),
      entry('pay.example.com'),
      other,
      routes('*.example.com', httpTo('other.example.com'), 'wild'),
      routes('pay.example.com', httpTo('pay.example.com'), 'pay'),
    );
    assert.equal(inShort(traced(files, 'shop', http())), direct('other.example.com'));
    assert.equal(inShort(traced(files, 'shop', http('pay.example.com'))), direct('pay.example.com'));
  });

  test('V17: without a service only port 80 has it, and only where something listens there', () => {
    const only = together(
      entry('*.org', '{ number: 8080, name: http, protocol: HTTP }', 'resolution: NONE'),
      routes(api, httpTo(api)),
    );
    assert.match(inShort(traced(only, 'shop', http())), /PassthroughCluster > passthrough/);
    const files = together(other, routes(api, httpTo('other.example.com')));
    assert.equal(inShort(traced(files, 'shop', http())), direct('other.example.com'));
    assert.match(inShort(traced(files, 'shop', `http://${api}:8080/`)), /PassthroughCluster > passthrough/);
  });
});

describe('TLS and TCP rules on a sidecar', () => {
  const tls = (spec: string, ...more: string[]): string =>
    together(entry(api, tls443), entry('other.example.com', tls443), routes(api, spec), ...more);

  test('V12: gateways, labels, port and namespace of the client all count', () => {
    const to = 'other.example.com';
    const at = (match: string, client = 'shop/app=web'): string =>
      inShort(traced(tls(tlsTo(api, to, match)), client, `https://${api}/`));
    assert.equal(at(', sourceLabels: { app: web }'), direct(to, 443));
    assert.equal(at(', sourceLabels: { app: other }'), direct(api, 443));
    assert.equal(at(', gateways: [mesh], sourceLabels: { app: other }'), direct(api, 443));
    assert.equal(at(', sourceNamespace: billing'), direct(api, 443));
    assert.equal(at(', port: 8443'), direct(api, 443));
    assert.equal(at(', gateways: [shop/egress]'), direct(api, 443));
  });

  test('V18: without a service on the port a TLS rule has no effect', () => {
    const files = together(entry('other.example.com', tls443), routes(api, tlsTo(api, 'other.example.com')));
    assert.match(inShort(traced(files, 'shop', `https://${api}/`)), /PassthroughCluster > passthrough/);
  });

  test('V19: a rule for one name under a wildcard takes the others’ chain away', () => {
    const wild = entry('*.example.com', tls443, 'resolution: NONE');
    const files = together(wild, routes(api, tlsTo(api, api)));
    assert.match(inShort(traced(wild, 'shop', 'https://b.example.com/')), /outbound\|443\|\|\*.example.com/);
    assert.match(inShort(traced(files, 'shop', 'https://b.example.com/')), /PassthroughCluster > passthrough/);
    const closed = together(meshConfig('outboundTrafficPolicy: { mode: REGISTRY_ONLY }'), files);
    assert.match(inShort(traced(closed, 'shop', 'https://b.example.com/')), /BlackHoleCluster > blocked registry-only/);
  });

  test('V20: the first TCP rule that takes all ends the list', () => {
    const files = together(
      entry('db.example.net', tcp5432),
      entry('a.example.net', tcp5432, 'resolution: DNS\n  addresses: [198.51.100.1]'),
      entry('b.example.net', tcp5432, 'resolution: DNS\n  addresses: [198.51.100.2]'),
      routes(
        'db.example.net',
        '  tcp:\n  - route: [{ destination: { host: a.example.net } }]\n  - route: [{ destination: { host: b.example.net } }]',
      ),
    );
    assert.equal(inShort(traced(files, 'shop', 'tcp://db.example.net:5432')), direct('a.example.net', 5432));
  });

  test('V21: of two TLS rules with the same names the first counts', () => {
    const spec = `  tls:\n  - match: [{ sniHosts: [${api}] }]\n    route: [{ destination: { host: other.example.com } }]\n  - match: [{ sniHosts: [${api}] }]\n    route: [{ destination: { host: ${api} } }]`;
    const answer = traced(tls(spec), 'shop', `https://${api}/`);
    assert.equal(inShort(answer), direct('other.example.com', 443));
    assert.ok(answer.hops[0]?.passedOver.some((it) => it.fact === 'V21'));
  });
});

describe('which section of a VirtualService a port reads', () => {
  const all = (host: string): string =>
    `${httpTo('http.example.net')}\n${tlsTo(host, 'tls.example.net')}\n${tcpTo('tcp.example.net')}`;
  const destinations = ['http', 'tls', 'tcp'].map((it) =>
    entry(
      `${it}.example.net`,
      '{ number: 80, name: a, protocol: HTTP }, { number: 9000, name: b, protocol: TCP }',
      'resolution: DNS\n  addresses: [198.51.100.77]',
    ),
  );
  const on = (protocol: string, url: string): string =>
    inShort(
      traced(
        together(
          entry(api, `{ number: 9000, name: p${protocol && `, protocol: ${protocol}`} }`),
          ...destinations,
          routes(api, all(api)),
        ),
        'shop',
        url,
      ),
    );

  test('3.3 HTTP: only http', () => {
    for (const protocol of ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'])
      assert.match(on(protocol, `http://${api}:9000/`), /outbound\|80\|\|http.example.net/, protocol);
    assert.match(on('HTTP', `https://${api}:9000/`), /PassthroughCluster/);
  });

  test('3.3 TLS: only tls, never tcp', () => {
    for (const protocol of ['TLS', 'HTTPS']) {
      assert.match(on(protocol, `https://${api}:9000/`), /outbound\|9000\|\|tls.example.net/, protocol);
      assert.match(on(protocol, `tcp://${api}:9000`), /PassthroughCluster/, protocol);
    }
  });

  test('3.3 TCP: only tcp, whatever the bytes are', () => {
    for (const protocol of ['TCP', 'MONGO', 'REDIS', 'MYSQL'])
      assert.match(on(protocol, `https://${api}:9000/`), /outbound\|9000\|\|tcp.example.net/, protocol);
  });

  test('3.3 sniffed: http for HTTP, else tcp', () => {
    assert.match(on('', `http://${api}:9000/`), /outbound\|80\|\|http.example.net/);
    assert.match(on('', `https://${api}:9000/`), /outbound\|9000\|\|tcp.example.net/);
  });

  test('3.3 UDP: nothing listens', () => {
    assert.match(on('UDP', `tcp://${api}:9000`), /PassthroughCluster/);
  });

  test('3.4 destination port: on a sidecar’s HTTP routes an unwritten port is the listener’s', () => {
    const service = object('Service', 'web', '  ports: [{ port: 8080, name: http }]');
    const files = together(entry(api), service, routes(api, '  http: [{ route: [{ destination: { host: web } }] }]'));
    assert.match(
      inShort(traced(files, 'shop', http())),
      /outbound\|80\|\|web.shop.svc.cluster.local > failed no-cluster/,
    );
  });

  test('3.4 missing cluster: a route to a destination that does not exist is kept, and fails', () => {
    const files = together(entry(api), routes(api, httpTo('nowhere.example.com')));
    assert.equal(
      inShort(traced(files, 'shop', http())),
      'sidecar outbound|80||nowhere.example.com > failed no-cluster',
    );
  });

  test('3.4 ExternalName: its destination is what it stands for', () => {
    const alias = object(
      'Service',
      'alias',
      '  type: ExternalName\n  externalName: api.example.com\n  ports: [{ port: 80, name: http }]',
    );
    const files = together(entry(api), other, alias, routes('other.example.com', httpTo('alias')));
    assert.match(inShort(traced(files, 'shop', http('other.example.com'))), /outbound\|80\|\|api.example.com/);
  });
});
