import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { call, gateway, http, manifests, pods, server, tcp, tls, virtualService } from './gateway';

/*
 * The situations of Istio's own gateway simulation (pilot/pkg/networking/core/gateway_simulation_test.go) that Istio's
 * Gateways can be in, with its results and manifests of our own. What it asks of Ingress and of the Gateway API is left out.
 */

const shop = 'http://shop.example.org/';
const all = 'gateways';
const service = (name: string, ports: string, labels = '{}') => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: infra, labels: ${labels} }
spec: { selector: { istio: egress }, ports: ${ports} }`;

describe('the port of the pods', () => {
  const rules = (name: string, port: number) =>
    virtualService('shop.example.org', http(`${name}.example.org`, '{ uri: { prefix: / } }', port), {
      name,
      gateways: 'infra/at80, infra/at8081',
    });
  const opted = '{ experimental.istio.io/disable-gateway-port-translation: "true" }';
  for (const [title, first, second] of [
    ['first', 'a', 'b'],
    ['last', 'b', 'a'],
  ])
    test(`a Service that opted out comes ${title}`, () => {
      const mesh = manifests(
        pods('[]'),
        service(`${first}-out`, '[ { port: 80, targetPort: 8081 } ]', opted),
        service(`${second}-in`, '[ { port: 80, targetPort: 8080 } ]'),
        gateway(server('HTTP 80', 'shop.example.org'), { name: 'at80' }),
        gateway(server('HTTP 8081', 'shop.example.org'), { name: 'at8081' }),
        rules('a', 80),
        rules('b', 8081),
      );
      const at = (bound: number) => {
        const { listener, to, routes, virtualHost } = call(mesh, { url: shop, bound });
        return [listener, to, routes, virtualHost];
      };
      assert.deepEqual(at(8080), ['0.0.0.0_8080', 'outbound|80||a.example.org', 'http.8080', 'shop.example.org:80']);
      assert.deepEqual(at(8081), ['0.0.0.0_8081', 'outbound|80||a.example.org', 'http.8081', 'shop.example.org:8081']);
    });
  test('servers of two Services that lead to one port share it', () => {
    const mesh = manifests(
      pods('[]'),
      service('one', '[ { port: 80, targetPort: 8080 } ]'),
      service('two', '[ { port: 81, targetPort: 8080 } ]'),
      gateway(`${server('HTTP 80', 'a.example.org')}, ${server('HTTP 81', 'b.example.org')}`),
      virtualService('a.example.org', http('d.example.org')),
      virtualService('b.example.org', http('d.example.org'), { name: 'w' }),
    );
    assert.equal(call(mesh, { url: 'http://a.example.org', bound: 8080 }).virtualHost, 'a.example.org:80');
    assert.equal(call(mesh, { url: 'http://b.example.org', bound: 8080 }).virtualHost, 'b.example.org:81');
  });
  test('servers of two Services that lead to two ports have each its own', () => {
    const mesh = manifests(
      pods('[]'),
      service('one', '[ { port: 80, targetPort: 8080 } ]'),
      service('two', '[ { port: 81, targetPort: 8081 } ]'),
      gateway(`${server('HTTP 80', 'a.example.org')}, ${server('HTTP 81', 'b.example.org')}, ${server('HTTP 82')}`),
      virtualService('"*.example.org"', http('d.example.org')),
    );
    assert.equal(call(mesh, { url: 'http://a.example.org', bound: 8080 }).routes, 'http.8080');
    assert.equal(call(mesh, { url: 'http://b.example.org', bound: 8081 }).routes, 'http.8081');
    assert.equal(call(mesh, { url: 'http://a.example.org', bound: 8081 }).to, 'no-virtual-host');
    assert.equal(call(mesh, { url: 'http://a.example.org', bound: 82 }).virtualHost, '*.example.org:82');
    assert.equal(call(mesh, { url: 'http://a.example.org', bound: 83 }).to, 'no-listener');
  });
});

describe('a server of HTTP', () => {
  const own = gateway(server('HTTP 80', 'shop.example.org'));
  const plain = '[ { port: 80 }, { port: 443 } ]';
  test('without VirtualServices answers 404', () => {
    const { to, listener, routes, virtualHost } = call(manifests(pods(plain), own), { url: shop });
    assert.deepEqual([to, listener, routes, virtualHost], ['no-route', '0.0.0.0_80', 'http.80', 'blackhole:80']);
    assert.equal(call(manifests(pods(plain), own), { url: shop, bound: 81 }).to, 'no-listener');
  });
  test('takes the host that it has in common with `*`, and of it the path that is asked for', () => {
    const mesh = manifests(pods(plain), own, virtualService('"*"', http('d.example.org', '{ uri: { exact: /cart } }')));
    const at = (url: string) => {
      const { to, virtualHost } = call(mesh, { url });
      return [to, virtualHost];
    };
    assert.deepEqual(at(shop), ['no-route', 'shop.example.org:80']);
    assert.deepEqual(at('http://other.example.org'), ['no-virtual-host', undefined]);
    assert.deepEqual(at(`${shop}cart`), ['outbound|80||d.example.org', 'shop.example.org:80']);
  });
  test('with a wildcard has a virtual host for each VirtualService', () => {
    const mesh = manifests(
      pods(plain),
      gateway(server('HTTP 80', '"*.example.org"')),
      virtualService('a.example.org', http('a-back.example.org')),
      virtualService('b.example.org', http('b-back.example.org'), { name: 'w' }),
    );
    assert.equal(call(mesh, { url: 'http://a.example.org' }).to, 'outbound|80||a-back.example.org');
    assert.equal(call(mesh, { url: 'http://b.example.org' }).to, 'outbound|80||b-back.example.org');
    assert.equal(call(mesh, { url: 'http://c.example.org' }).to, 'no-virtual-host');
  });
  const redirecting = server('HTTP 80', 'shop.example.org', 'tls: { httpsRedirect: true }');
  const route = virtualService('shop.example.org', http('d.example.org', '{ uri: { prefix: / } }'));
  for (const [title, more] of [
    ['without routes', []],
    ['with routes', [route]],
    [
      'beside one of another Gateway that does not',
      [gateway(server('HTTP 80', 'shop.example.org'), { name: 'x' }), route],
    ],
  ] as const)
    test(`that redirects to https does so ${title}`, () => {
      const found = call(manifests(pods(plain), gateway(redirecting), ...more), { url: shop });
      assert.deepEqual([found.to, found.virtualHost, found.routes], ['tls-redirect', 'shop.example.org:80', 'http.80']);
    });
  test('of HTTPS that redirects to https does not redirect what is https', () => {
    const secure =
      '{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [ shop.example.org ], tls: { mode: SIMPLE, httpsRedirect: true, credentialName: c } }';
    const found = call(manifests(pods(plain), gateway(secure), route), { url: 'https://shop.example.org', port: 443 });
    assert.deepEqual(
      [found.to, found.listener, found.virtualHost, found.routes],
      ['outbound|80||d.example.org', '0.0.0.0_443', 'shop.example.org:443', 'https.443.https.way-out.infra'],
    );
  });
});

describe('Gateways in each other’s way', () => {
  const bytes = server('TCP 80', 'shop.example.org');
  const named = { name: all, namespace: 'infra' };
  const bound = virtualService('"*"', tcp('d.example.org'), { gateways: `infra/${all}` });
  test('of the same name and port for TCP, the first namespace wins', () => {
    const other = (namespace: string) =>
      manifests(pods(), gateway(bytes, named), gateway(bytes, { name: all, namespace }), bound);
    assert.equal(call(other('alpha'), { url: 'tcp://shop.example.org:80' }).to, 'no-listener');
    assert.equal(call(other('zeta'), { url: 'tcp://shop.example.org:80' }).to, 'outbound|9000||d.example.org');
  });
  test('each for its own namespace’s VirtualServices and all hosts, have two chains for all', () => {
    const own = server('HTTPS 443 SIMPLE', '"./*"');
    const mesh = manifests(pods(), gateway(own), gateway(own, { namespace: 'other' }));
    assert.equal(call(mesh, { url: 'https://shop.example.org', port: 443 }).to, 'multiple-filter-chains');
  });
  test('with two VirtualServices for one SNI, the first counts', () => {
    const rule = (host: string) => tls(host, '{ port: 443, sniHosts: [ shop.example.org ] }');
    const mesh = manifests(
      pods(),
      gateway(server('HTTPS 443 PASSTHROUGH', '"*.example.org"')),
      virtualService('shop.example.org', rule('a.example.org'), { name: 'a' }),
      virtualService('shop.example.org', rule('b.example.org'), { name: 'b' }),
    );
    const found = call(mesh, { url: 'https://shop.example.org', port: 443 });
    assert.deepEqual([found.to, found.passedOver], ['outbound|443||a.example.org', ['G8 b']]);
  });
  test('of which two have one VirtualService for an SNI, have one chain for it', () => {
    const mesh = manifests(
      pods(),
      gateway(`${server('TLS 443 PASSTHROUGH', 'shop.example.org')}, ${server('HTTPS 443 PASSTHROUGH')}`),
      virtualService('shop.example.org', tls('d.example.org', '{ sniHosts: [ shop.example.org ] }')),
    );
    assert.equal(call(mesh, { url: 'https://shop.example.org', port: 443 }).to, 'outbound|443||d.example.org');
  });
  test('with TCP before HTTP on a port, and no rule for TCP, nothing listens', () => {
    const mesh = (tcpName: string, httpName: string) =>
      manifests(
        pods(),
        gateway(bytes, { name: tcpName }),
        gateway(server('HTTP 80', 'shop.example.org'), { name: httpName }),
      );
    assert.equal(call(mesh('alpha', 'beta'), { url: 'tcp://shop.example.org:80' }).to, 'no-listener');
    const found = call(mesh('beta', 'alpha'), { url: shop });
    assert.deepEqual([found.to, found.routes, found.virtualHost], ['no-route', 'http.8080', 'blackhole:80']);
  });
  test('with one wildcard for two namespaces, each has the VirtualServices of its own', () => {
    const mesh = manifests(
      pods(),
      gateway(server('HTTP 80', '"one/*.example.org"'), { name: 'alpha' }),
      gateway(server('HTTP 80', '"two/*.example.org"'), { name: 'beta' }),
      virtualService('one.example.org', http('d1.example.org'), { namespace: 'one', gateways: 'infra/alpha' }),
      virtualService('two.example.org', http('d2.example.org'), { namespace: 'two', gateways: 'infra/beta' }),
    );
    assert.equal(call(mesh, { url: 'http://one.example.org' }).to, 'outbound|80||d1.example.org');
    assert.equal(call(mesh, { url: 'http://two.example.org' }).to, 'outbound|80||d2.example.org');
  });
  test('with a VirtualService for two hosts and one for each, each host has the routes of both', () => {
    const paths = '{ uri: { prefix: /1 } }, { uri: { prefix: /2 } }';
    const mesh = manifests(
      pods(),
      gateway(server('HTTP 80', 'a.example.org, b.example.org')),
      virtualService('a.example.org, b.example.org', http('both.example.org', paths), {
        name: 'z',
        created: '2010-01-01T00:00:00Z',
      }),
      virtualService('a.example.org', http('a-back.example.org', '{ uri: { prefix: /a } }'), {
        name: 'y',
        created: '2015-01-01T00:00:00Z',
      }),
      virtualService('b.example.org', http('b-back.example.org', '{ uri: { prefix: /b } }'), {
        name: 'x',
        created: '2020-01-01T00:00:00Z',
      }),
    );
    assert.equal(call(mesh, { url: 'http://a.example.org/1' }).to, 'outbound|80||both.example.org');
    assert.equal(call(mesh, { url: 'http://b.example.org/2' }).to, 'outbound|80||both.example.org');
    assert.equal(call(mesh, { url: 'http://a.example.org/a' }).to, 'outbound|80||a-back.example.org');
    assert.equal(call(mesh, { url: 'http://b.example.org/b' }).to, 'outbound|80||b-back.example.org');
    assert.equal(call(mesh, { url: 'http://b.example.org/a' }).to, 'no-route');
  });
  test('that end TLS and pass it on, on one port, are told apart by SNI', () => {
    const mesh = manifests(
      pods(),
      gateway(
        `${server('TLS 443 SIMPLE', 'ends.example.org')}, ${server('TLS 443 PASSTHROUGH', 'passes.example.org')}`,
      ),
      virtualService('ends.example.org', tcp('d1.example.org', '{ port: 443 }')),
      virtualService('passes.example.org', tls('d2.example.org', '{ sniHosts: [ passes.example.org ] }'), {
        name: 'w',
      }),
    );
    assert.equal(call(mesh, { url: 'tls://ends.example.org:443', port: 443 }).to, 'outbound|9000||d1.example.org');
    assert.equal(call(mesh, { url: 'tls://passes.example.org:443', port: 443 }).to, 'outbound|443||d2.example.org');
  });
});
