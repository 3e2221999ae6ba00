import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Mesh } from '../../../../server/src/workspace/mesh';
import { type Call, call, gateway, http, manifests, pods, server, tcp, tls, virtualService } from './gateway';

const api = 'http://api.example.com/';
const secure = 'https://api.example.com/';
const bytes = 'tcp://api.example.com:80';
const to = (mesh: Mesh, asked: Call) => call(mesh, asked).to;
const all = [
  http('h.example.com'),
  tls('s.example.com', '{ sniHosts: [ api.example.com ] }'),
  tcp('t.example.com'),
].join(', ');
const byHttp = 'outbound|80||h.example.com';
const bySni = 'outbound|443||s.example.com';
const byBytes = 'outbound|9000||t.example.com';

describe('3.5.1: protocol and TLS mode decide which section is read', () => {
  const world = (protocol: string, rest = '') =>
    manifests(pods(), gateway(server(protocol, 'api.example.com', rest)), virtualService('api.example.com', all));
  const rows: [string, Record<'http' | 'https' | 'mesh', string>][] = [
    ['HTTP 80', { http: byHttp, https: 'protocol-error', mesh: 'protocol-error' }],
    ['HTTP2 80', { http: byHttp, https: 'protocol-error', mesh: 'protocol-error' }],
    ['GRPC 80', { http: byHttp, https: 'protocol-error', mesh: 'protocol-error' }],
    ['GRPC-WEB 80', { http: byHttp, https: 'protocol-error', mesh: 'protocol-error' }],
    ['HTTPS 80 SIMPLE', { http: 'no-filter-chain', https: byHttp, mesh: 'mtls-error' }],
    ['HTTPS 80 OPTIONAL_MUTUAL', { http: 'no-filter-chain', https: byHttp, mesh: 'mtls-error' }],
    ['HTTPS 80 ISTIO_MUTUAL', { http: 'no-filter-chain', https: 'mtls-error', mesh: byHttp }],
    ['HTTPS 80 PASSTHROUGH', { http: 'no-filter-chain', https: bySni, mesh: bySni }],
    ['TLS 80 PASSTHROUGH', { http: 'no-filter-chain', https: bySni, mesh: bySni }],
    ['TLS 80 SIMPLE', { http: 'no-filter-chain', https: byBytes, mesh: 'mtls-error' }],
    ['TLS 80 OPTIONAL_MUTUAL', { http: 'no-filter-chain', https: byBytes, mesh: 'mtls-error' }],
    ['TLS 80 ISTIO_MUTUAL', { http: 'no-filter-chain', https: 'mtls-error', mesh: byBytes }],
    ['TCP 80', { http: byBytes, https: byBytes, mesh: byBytes }],
    ['MONGO 80', { http: byBytes, https: byBytes, mesh: byBytes }],
    ['REDIS 80', { http: byBytes, https: byBytes, mesh: byBytes }],
    ['MYSQL 80', { http: byBytes, https: byBytes, mesh: byBytes }],
    ['HTTPS 80', { http: byBytes, https: byBytes, mesh: byBytes }],
    ['TLS 80', { http: byBytes, https: byBytes, mesh: byBytes }],
  ];
  for (const [written, expected] of rows) {
    const row = written.replace(' 80', '');
    test(`3.5.1 ${row}: reads its section, of the connections that it takes`, () => {
      const mesh = world(written);
      assert.deepEqual(
        {
          http: to(mesh, { url: api }),
          https: to(mesh, { url: secure, port: 80 }),
          mesh: to(mesh, { url: secure, port: 80, by: 'ISTIO_MUTUAL' }),
        },
        expected,
      );
    });
  }
  test('3.5.1: rules of a section that the server does not read are passed over, those for sidecars are not even that', () => {
    const unread = (protocol: string, rules: string, gateways?: string) =>
      call(
        manifests(
          pods(),
          gateway(server(protocol)),
          virtualService('api.example.com', rules, gateways ? { gateways } : {}),
        ),
        { url: protocol.startsWith('H') ? api : secure, port: 80 },
      ).passedOver.filter((it) => it.startsWith('3.5.1'));
    assert.deepEqual(unread('HTTP 80', tcp('t.example.com')), ['3.5.1 v']);
    assert.deepEqual(unread('TLS 80 PASSTHROUGH', http('h.example.com')), ['3.5.1 v']);
    assert.deepEqual(unread('TLS 80 SIMPLE', http('h.example.com')), ['3.5.1 v']);
    assert.deepEqual(unread('TCP 80', http('h.example.com')), ['3.5.1 v']);
    assert.deepEqual(unread('TCP 80', `${http('h.example.com')}, ${tcp('t.example.com')}`), []);
    assert.deepEqual(unread('TLS 80 PASSTHROUGH', http('h.example.com'), 'mesh, infra/way-out'), []);
  });
  test('3.5.1 HTTPS MUTUAL: reads what SIMPLE reads, of clients with a certificate; TLS too', () => {
    assert.equal(to(world('HTTPS 80 MUTUAL'), { url: secure, port: 80, by: 'MUTUAL' }), byHttp);
    assert.equal(to(world('TLS 80 MUTUAL'), { url: secure, port: 80, by: 'MUTUAL' }), byBytes);
  });
  test('3.5.1 TLS PASSTHROUGH: is also what a mode that is absent means', () => {
    assert.equal(to(world('TLS 80', 'tls: {}'), { url: secure, port: 80 }), bySni);
  });
  test('3.5.1 HTTP httpsRedirect: redirects everything, with or without routes', () => {
    const redirect = 'tls: { httpsRedirect: true }';
    const found = call(world('HTTP 80', redirect), { url: api });
    assert.deepEqual([found.to, found.virtualHost, found.routes], ['tls-redirect', 'api.example.com:80', 'http.8080']);
    const alone = manifests(pods(), gateway(server('HTTP 80', 'api.example.com', redirect)));
    assert.equal(to(alone, { url: api }), 'tls-redirect');
    assert.equal(to(alone, { url: 'http://b.example.com' }), 'no-virtual-host');
    const namespaced = manifests(pods(), gateway(server('HTTP 80', 'shop/api.example.com', redirect)));
    assert.equal(to(namespaced, { url: api }), 'no-virtual-host', 'Istio keeps the namespace in its name');
  });
  test('3.5.1 AUTO_PASSTHROUGH: follows the cluster in the SNI, of services in the mesh only', () => {
    const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: inside, namespace: shop }
spec: { hosts: [ in.example.com ], location: MESH_INTERNAL, ports: [ { number: 443, name: tls, protocol: TLS } ] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: outside, namespace: shop }
spec: { hosts: [ out.example.com ], ports: [ { number: 443, name: tls, protocol: TLS } ] }`;
    const mesh = manifests(pods(), entry, gateway(server('TLS 443 AUTO_PASSTHROUGH', '"*.example.com"')));
    const asked = (sni: string) => to(mesh, { url: secure, port: 443, sni, by: 'ISTIO_MUTUAL' });
    assert.equal(asked('outbound_.443_._.in.example.com'), 'outbound_.443_._.in.example.com');
    assert.equal(asked('outbound_.80_._.in.example.com'), 'no-filter-chain');
    assert.equal(asked('outbound_.443_._.out.example.com'), 'no-filter-chain');
    assert.equal(asked('in.example.com'), 'no-filter-chain');
    const none = manifests(pods(), gateway(server('TLS 443 AUTO_PASSTHROUGH', '"*.example.org"')));
    assert.equal(to(none, { url: secure, port: 443 }), 'no-listener');
  });
  test('R3: a service behind AUTO_PASSTHROUGH lies in a host of the server, not the other way round', () => {
    const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: inside, namespace: shop }
spec: { hosts: [ "*.example.com" ], location: MESH_INTERNAL, ports: [ { number: 443, name: tls, protocol: TLS } ] }`;
    const mesh = (hosts: string) => manifests(pods(), entry, gateway(server('TLS 443 AUTO_PASSTHROUGH', hosts)));
    assert.equal(to(mesh('"*.com"'), { url: secure, port: 443, sni: 'none' }), 'no-filter-chain');
    assert.equal(to(mesh('in.example.com'), { url: secure, port: 443, sni: 'none' }), 'no-listener');
  });
});

describe('3.5.1: what passes TLS on', () => {
  const passing = (rules: string, hosts = '"*.example.com"') =>
    manifests(pods(), gateway(server('TLS 443 PASSTHROUGH', 'api.example.com')), virtualService(hosts, rules));
  test('3.5.1: takes its names from the match, not from the server', () => {
    const mesh = passing(tls('s.example.com', '{ sniHosts: [ api.example.com, other.example.com ] }'));
    assert.equal(to(mesh, { url: 'https://other.example.com', port: 443 }), bySni);
  });
  test('3.5.1: skips a match whole if an earlier one has one of its names', () => {
    const rules = `tls: [
      { match: [ { sniHosts: [ a.example.com ] } ], route: [ { destination: { host: first.com, port: { number: 1 } } } ] },
      { match: [ { sniHosts: [ a.example.com, api.example.com ] } ], route: [ { destination: { host: second.com } } ] } ]`;
    const found = call(passing(rules), { url: secure, port: 443 });
    assert.deepEqual([found.to, found.passedOver], ['no-filter-chain', ['G8 v']]);
    assert.equal(to(passing(rules), { url: 'https://a.example.com', port: 443 }), 'outbound|1||first.com');
  });
  test('3.5.1: skips it also for a name of another VirtualService, on another server of the port', () => {
    const rule = (host: string, names: string) => tls(host, `{ sniHosts: [ ${names} ] }`);
    const mesh = manifests(
      pods(),
      gateway(server('TLS 443 PASSTHROUGH', 'a.example.com'), { name: 'a' }),
      gateway(server('TLS 443 PASSTHROUGH', 'b.example.com'), { name: 'b' }),
      virtualService('a.example.com', rule('first.com', 'a.example.com'), { name: 'v1', gateways: 'infra/a' }),
      virtualService('a.example.com, b.example.com', rule('second.com', 'a.example.com, b.example.com'), {
        name: 'v2',
        gateways: 'infra/b',
      }),
    );
    assert.equal(to(mesh, { url: 'https://b.example.com', port: 443 }), 'no-filter-chain');
  });
  test('3.5.1: needs no SNI where a match has `*`', () => {
    const mesh = (names: string) =>
      manifests(
        pods(),
        gateway(server('TLS 443 PASSTHROUGH')),
        virtualService('"*"', tls('s.example.com', `{ sniHosts: [ ${names} ] }`)),
      );
    assert.equal(to(mesh('"*"'), { url: secure, port: 443, sni: '' }), bySni);
    assert.equal(to(mesh('"*.example.com"'), { url: secure, port: 443, sni: '' }), 'no-filter-chain');
  });
  test('3.4: without a rule for anybody nothing listens; with one for others the connection is reset', () => {
    const none = call(passing(http('h.example.com')), { url: secure, port: 443 });
    assert.deepEqual([none.to, none.passedOver], ['no-listener', ['3.4 way-out', '3.5.1 v']]);
    const other = passing(tls('s.example.com', '{ sniHosts: [ b.example.com ] }'), 'api.example.com, b.example.com');
    assert.equal(to(other, { url: secure, port: 443 }), 'no-filter-chain');
  });
});

describe('which VirtualServices', () => {
  const two = (first: Parameters<typeof virtualService>[2], second: typeof first, rules = ['h', 'g']) =>
    manifests(
      pods(),
      gateway(server('HTTP 80')),
      virtualService('api.example.com', rules[0] === 'h' ? http('h.example.com') : (rules[0] ?? ''), first),
      virtualService('api.example.com', rules[1] === 'g' ? http('g.example.com') : (rules[1] ?? ''), second),
    );
  const one = (more: Parameters<typeof virtualService>[2], rules = http('h.example.com'), protocol = 'HTTP 80') =>
    manifests(pods(), gateway(server(protocol)), virtualService('api.example.com', rules, more));
  test('V1: one that is not bound to the Gateway is nothing to it', () => {
    const found = call(one({ gateways: 'mesh' }), { url: api });
    assert.deepEqual([found.to, found.virtualHost, found.passedOver], ['no-route', 'blackhole:80', ['V1 v']]);
    assert.match(found.texts[0] ?? '', /sidecars only/);
  });
  test('V3: it must be exported to the namespace of the pods; that of the Gateway does not matter', () => {
    const found = call(one({ exportTo: '"."' }), { url: api });
    assert.deepEqual([found.to, found.passedOver], ['no-route', ['V3 v']]);
    assert.equal(to(one({ exportTo: 'infra' }), { url: api }), byHttp);
    assert.equal(to(one({ exportTo: '"."', namespace: 'infra' }), { url: api }), byHttp);
    const elsewhere = manifests(
      pods(),
      gateway(server('HTTP 80'), { namespace: 'shop' }),
      virtualService('api.example.com', http('h.example.com'), { gateways: 'shop/way-out', exportTo: '"."' }),
    );
    assert.equal(to(elsewhere, { url: api }), 'no-route');
  });
  test('V4: private ones first, then those exported by name, then all others, each older first', () => {
    assert.equal(to(two({ name: 'a' }, { name: 'b', exportTo: 'infra' }), { url: api }), 'outbound|80||g.example.com');
    assert.equal(
      to(two({ name: 'a', exportTo: 'infra' }, { name: 'b', namespace: 'infra', exportTo: '"."' }), { url: api }),
      'outbound|80||g.example.com',
    );
    const dated = two({ name: 'a', created: '2024-01-02T00:00:00Z' }, { name: 'b', created: '2024-01-01T00:00:00Z' });
    assert.equal(to(dated, { url: api }), 'outbound|80||g.example.com');
  });
  test('V7: source labels are those of the gateway’s pods', () => {
    const source = (label: string) => one({}, http('h.example.com', `{ sourceLabels: { ${label} } }`));
    assert.equal(to(source('istio: egress'), { url: api }), byHttp);
    assert.equal(to(source('app: web'), { url: api }), 'no-route');
  });
  test('V8: a rule without match holds on the gateway too, if it is bound to both', () => {
    assert.equal(to(one({ gateways: 'mesh, infra/way-out' }), { url: api }), byHttp);
  });
  test('V10: match.port is the number of the server, not the port of the pods', () => {
    const on = (port: number) => one({}, http('h.example.com', `{ port: ${port} }`));
    assert.equal(to(on(80), { url: api }), byHttp);
    const found = call(on(8080), { url: api });
    assert.deepEqual([found.to, found.passedOver], ['no-route', ['V10 v', 'V11 v']]);
  });
  test('V11: one without a rule for the gateway gives no virtual host', () => {
    const found = call(one({}, http('h.example.com', '{ gateways: [ mesh ] }')), { url: api });
    assert.deepEqual([found.virtualHost, found.passedOver], ['blackhole:80', ['V11 v', 'V7 v']]);
  });
  test('V13: in tls and tcp only port and gateways of a match count', () => {
    const match = '{ sniHosts: [ api.example.com ], sourceLabels: { no: pod }, sourceNamespace: none }';
    assert.equal(to(one({}, tls('s.example.com', match), 'TLS 80 PASSTHROUGH'), { url: secure, port: 80 }), bySni);
    const bound = (match: string) => call(one({}, tcp('t.example.com', match), 'TCP 80'), { url: bytes });
    assert.equal(bound('{ sourceLabels: { no: pod }, destinationSubnets: [ 10.0.0.0/8 ] }').to, byBytes);
    assert.deepEqual(bound('{ gateways: [ mesh ] }').passedOver, ['3.4 way-out', 'V13 v']);
    assert.deepEqual(bound('{ port: 8080 }').passedOver, ['3.4 way-out', 'V10 v']);
    assert.equal(bound('{ port: 80, gateways: [ infra/way-out ] }').to, byBytes);
  });
  test('V15: routes of several are put together, those that take everything last', () => {
    const path = http('h.example.com');
    const narrow = http('g.example.com', '{ uri: { prefix: /g } }');
    const mesh = two({ name: 'a' }, { name: 'b' }, [path, narrow]);
    assert.equal(to(mesh, { url: 'http://api.example.com/g' }), 'outbound|80||g.example.com');
    assert.equal(to(mesh, { url: 'http://api.example.com/x' }), byHttp);
  });
  test('V15: names with the same routes are one virtual host, called by the most specific', () => {
    const hosts = 'b.example.com, longer.example.com, "*.example.com"';
    const mesh = (more: string) =>
      manifests(
        pods(),
        gateway(server('HTTP 80')),
        virtualService(hosts, http('h.example.com')),
        virtualService(more, http('g.example.com', '{ uri: { prefix: /g } }'), { name: 'w' }),
      );
    const name = (more: string) => call(mesh(more), { url: 'http://b.example.com' }).virtualHost;
    assert.equal(name('c.example.org'), 'longer.example.com:80');
    assert.equal(name('longer.example.com'), 'b.example.com:80');
  });
  test('V15: the servers of a Gateway on one port share the routes of its first', () => {
    const mesh = manifests(
      pods(),
      gateway(`${server('HTTP 80', 'a.example.com')}, ${server('HTTP 8080', 'b.example.com')}`),
      virtualService('a.example.com, b.example.com', http('h.example.com', '{ port: 80 }')),
    );
    const found = call(mesh, { url: 'http://b.example.com' });
    assert.deepEqual([found.to, found.virtualHost], [byHttp, 'a.example.com:80']);
  });
  test('3.5.1: of tcp rules the first takes all', () => {
    const mesh = manifests(
      pods(),
      gateway(server('TCP 80')),
      virtualService('a.example.com', tcp('t.example.com'), { name: 'a' }),
      virtualService('api.example.com', tcp('u.example.com'), { name: 'b' }),
    );
    const found = call(mesh, { url: bytes });
    assert.deepEqual([found.to, found.passedOver], [byBytes, ['3.5.1 b']]);
  });
  test('S12: a destination is the service of the VirtualService’s namespace, if the gateway sees it', () => {
    const entry = (namespace: string, number: number, rest = '') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: d-${namespace}, namespace: ${namespace} }
spec: { hosts: [ d.example.com ], ports: [ { number: ${number}, name: http, protocol: HTTP } ]${rest} }`;
    const route = 'http: [ { route: [ { destination: { host: d.example.com } } ] } ]';
    const mesh = (rest = '') =>
      manifests(
        pods(),
        gateway(server('HTTP 80')),
        entry('infra', 81),
        entry('shop', 82, rest),
        virtualService('api.example.com', route),
      );
    assert.equal(to(mesh(), { url: api }), 'outbound|82||d.example.com');
    assert.equal(to(mesh(', exportTo: [ "." ]'), { url: api }), 'outbound|81||d.example.com');
  });
});

test('P6: no PeerAuthentication changes how a server ends TLS', () => {
  const strict = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: infra }
spec: { mtls: { mode: STRICT } }`;
  const mesh = manifests(
    strict,
    pods(),
    gateway(server('HTTP 80')),
    virtualService('api.example.com', http('h.example.com')),
  );
  assert.equal(to(mesh, { url: api }), byHttp);
});
