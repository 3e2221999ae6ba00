import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gatewaysBehindService } from '../../../../server/src/mesh/gateway-workloads';
import {
  type Call,
  call,
  gateway,
  gatewayHost,
  http,
  manifests,
  meshOf,
  pods,
  server,
  tcp,
  tls,
  virtualService,
} from './gateway';

const api = 'http://api.example.com/';
const secure = 'https://api.example.com/';
const to = (source: ReturnType<typeof manifests>, asked: Call) => call(source, asked).to;
const sent = 'outbound|80||d.example.com';
const passed = 'outbound|443||d.example.com';

describe('which Gateways', () => {
  const rest = virtualService('api.example.com', http('d.example.com'));
  test('G1: labels of the pods decide, the namespace of the Gateway does not', () => {
    const mesh = manifests(
      pods(),
      gateway(server('HTTP 80'), { namespace: 'shop' }),
      virtualService('api.example.com', http('d.example.com'), { gateways: 'shop/way-out' }),
    );
    assert.equal(to(mesh, { url: api }), sent);
    const others = manifests(pods(), gateway(server('HTTP 80'), { selector: '{ istio: other }' }), rest);
    const found = call(others, { url: api });
    assert.deepEqual([found.to, found.passedOver], ['no-listener', ['G1 way-out', 'V1 v']]);
  });
  test('G2: a Gateway without selector is for every gateway', () => {
    assert.equal(to(manifests(pods(), gateway(server('HTTP 80'), { selector: '{}' }), rest), { url: api }), sent);
  });
  test('G3: a pod with a sidecar is no gateway, whatever its labels', () => {
    const pod = (annotations: string, container: string, name = 'web', more = '', rest = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: infra }
spec: { template: { metadata: { labels: { app: web${more} }, annotations: ${annotations} }, spec: { containers: [ ${container} ] } } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: infra }
spec: { selector: { app: web }, ports: [ { port: 80 } ] }
${rest}`;
    const count = (...written: Parameters<typeof pod>) =>
      gatewaysBehindService(
        manifests(pod(...written), gateway(server('HTTP 80'), { selector: '{ app: web }' })),
        'web.infra.svc.cluster.local',
      ).length;
    assert.equal(count('{}', '{ name: app }'), 0);
    assert.equal(count('{ sidecar.istio.io/inject: "true" }', ''), 0);
    assert.equal(count('{ sidecar.istio.io/status: x }', '{ name: app }, { name: istio-proxy }'), 0);
    assert.equal(count('{ inject.istio.io/templates: gateway, sidecar.istio.io/inject: "true" }', '{ name: a }'), 1);
    assert.equal(count('{}', '{ name: istio-proxy }'), 1);
    assert.equal(count('{ sidecar.istio.io/inject: "false" }', '{ name: istio-proxy }, { name: log }'), 1);
    assert.equal(count('{}', ''), 1, 'a part of a manifest, and a Gateway wants the pods');
    assert.equal(count('{}', '{ name: main }', 'team-gateway'), 1, 'called like a gateway');
    const injected =
      '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: infra, labels: { istio-injection: enabled } }';
    assert.equal(count('{}', '{ name: main }', 'team-gateway', '', injected), 0, 'in a namespace with sidecars');
    assert.equal(count('{}', '{ name: main }', 'web', ', istio: egressgateway'), 1, 'labelled like a gateway');
  });
  test('G3: behind a Service of applications there is no gateway', () => {
    const mesh = manifests(gateway(server('HTTP 80')), rest);
    assert.deepEqual(gatewaysBehindService(mesh, 'web.infra.svc.cluster.local'), []);
    assert.deepEqual(gatewaysBehindService(mesh, 'api.example.com'), []);
  });
});

describe('which port', () => {
  const rest = virtualService('api.example.com', http('d.example.com'));
  const on = (number: number, ports?: string, more?: Parameters<typeof pods>[1]) =>
    manifests(pods(ports, more), gateway(server(`HTTP ${number}`)), rest);
  test('G5: a server’s number is that of the Service, and its target is listened on', () => {
    const found = call(on(80), { url: api });
    assert.deepEqual([found.to, found.listener, found.virtualHost], [sent, '0.0.0.0_8080', 'api.example.com:80']);
    assert.equal(to(on(80), { url: api, bound: 80 }), 'no-listener');
  });
  test('G5: a number that no Service has is the pods’ own', () => {
    const found = call(on(8080), { url: api });
    assert.deepEqual([found.to, found.listener, found.virtualHost], [sent, '0.0.0.0_8080', 'api.example.com:8080']);
    assert.equal(to(on(9999), { url: api, bound: 9999 }), sent);
    assert.equal(to(on(9999), { url: api, port: 9999 }), 'no-port');
  });
  test('G5: a target with a name is looked up among the ports of the containers', () => {
    assert.equal(call(on(80, '[ { port: 80, targetPort: web } ]'), { url: api }).listener, '0.0.0.0_9080');
    assert.equal(to(on(80, '[ { port: 80, targetPort: none } ]'), { url: api }), 'no-port');
  });
  test('G5: of two ports of a Service with one target only the first counts', () => {
    const ports = '[ { name: http, port: 80, targetPort: 8080 }, { name: http-more, port: 81, targetPort: 8080 } ]';
    assert.equal(to(on(81, ports), { url: api, port: 81 }), 'no-listener');
    assert.equal(to(on(80, ports), { url: api, port: 81 }), sent);
  });
  test('G5: of several Services the first that has the number counts', () => {
    const another = `
apiVersion: v1
kind: Service
metadata: { name: another, namespace: infra }
spec: { selector: { istio: egress }, ports: [ { port: 80, targetPort: 9080 } ] }`;
    const mesh = manifests(pods(), another, gateway(server('HTTP 80')), rest);
    assert.equal(to(mesh, { url: api }), 'no-listener');
    assert.equal(call(mesh, { url: api, host: 'another.infra.svc.cluster.local' }).listener, '0.0.0.0_9080');
  });
  test('G5: a label of the Service turns the look-up off', () => {
    const serviceLabels = '{ experimental.istio.io/disable-gateway-port-translation: "true" }';
    assert.equal(to(on(80, undefined, { serviceLabels }), { url: api }), 'no-listener');
    assert.equal(to(on(8080, undefined, { serviceLabels }), { url: api }), sent);
  });
  test('G6: pods without the right to do so have nothing below 1024', () => {
    const env = '[ { name: ISTIO_META_UNPRIVILEGED_POD, value: "true" } ]';
    const ports = '[ { port: 80 }, { port: 443, targetPort: 8443 } ]';
    assert.equal(to(on(80, ports), { url: api }), sent);
    const found = call(on(80, ports, { env }), { url: api });
    assert.deepEqual([found.to, found.passedOver], ['no-listener', ['G6 way-out']]);
    assert.equal(to(on(443, ports, { env }), { url: api, port: 443 }), sent, '443 leads to 8443');
  });
  test('G7: where Envoy listens for itself there is no listener for a server', () => {
    const found = call(on(15090, '[ { port: 15090 } ]'), { url: api, port: 15090 });
    assert.deepEqual([found.to, found.passedOver], ['no-listener', ['G7 way-out']]);
  });
});

describe('servers on one port', () => {
  const both = (first: string, second: string, rules: string, more = {}) =>
    manifests(
      pods(),
      gateway(first, { name: 'a' }),
      gateway(second, { name: 'b', ...more }),
      virtualService('"*"', rules, { gateways: 'infra/a, infra/b' }),
    );
  test('G7: plaintext HTTP of all Gateways shares its routes', () => {
    const mesh = both(server('HTTP 80', 'a.example.com'), server('HTTP2 80', 'b.example.com'), http('d.example.com'));
    assert.equal(to(mesh, { url: 'http://a.example.com' }), sent);
    assert.equal(call(mesh, { url: 'http://b.example.com' }).routes, 'http.8080');
  });
  test('G7: an older Gateway comes first, then one with the smaller name', () => {
    const at = (created: string) =>
      both(server('HTTP 80'), server('TCP 80'), `${http('d.example.com')}, ${tcp('t.example.com')}`, { created });
    // what a manifest says nothing of counts as the oldest
    assert.equal(to(at(''), { url: api }), sent);
    const dated = manifests(
      pods(),
      gateway(server('HTTP 80'), { name: 'a', created: '2024-01-02T00:00:00Z' }),
      gateway(server('TCP 80'), { name: 'b', created: '2024-01-01T00:00:00Z' }),
      virtualService('"*"', tcp('t.example.com'), { gateways: 'infra/a, infra/b' }),
    );
    assert.equal(to(dated, { url: api }), 'outbound|9000||t.example.com');
  });
  test('G8: a server with TLS is skipped whole if another has one of its hosts', () => {
    const mesh = both(
      server('HTTPS 443 SIMPLE', 'a.example.com'),
      server('HTTPS 443 SIMPLE', 'a.example.com, b.example.com'),
      http('d.example.com'),
    );
    assert.equal(to(mesh, { url: 'https://a.example.com', port: 443 }), sent);
    const found = call(mesh, { url: 'https://b.example.com', port: 443 });
    assert.deepEqual([found.to, found.passedOver], ['no-filter-chain', ['G8 b']]);
  });
  test('G8: only the same text is the same host', () => {
    const mesh = both(
      server('HTTPS 443 SIMPLE', '"*.example.com"'),
      server('HTTPS 443 SIMPLE', 'b.example.com'),
      http('d.example.com'),
    );
    assert.equal(call(mesh, { url: 'https://b.example.com', port: 443 }).routes, 'https.443.https-443.b.infra');
    assert.equal(call(mesh, { url: 'https://a.example.com', port: 443 }).routes, 'https.443.https-443.a.infra');
  });
  test('G8: two namespaces in front of one host are two texts, and then two chains for one name', () => {
    const mesh = both(
      server('HTTPS 443 SIMPLE', 'x/a.example.com'),
      server('HTTPS 443 SIMPLE', 'y/a.example.com'),
      http('d.example.com'),
    );
    assert.equal(to(mesh, { url: 'https://a.example.com', port: 443 }), 'multiple-filter-chains');
  });
  test('G8: a redirect to https counts as TLS too', () => {
    const redirecting = server('HTTP 80', 'a.example.com', 'tls: { httpsRedirect: true }');
    const found = call(both(redirecting, redirecting, http('d.example.com')), { url: 'http://a.example.com' });
    assert.deepEqual([found.to, found.passedOver], ['tls-redirect', ['G8 b']]);
  });
  test('G9: after plaintext another protocol is skipped', () => {
    const rules = `${http('d.example.com')}, ${tcp('t.example.com')}`;
    const httpFirst = call(both(server('HTTP 80'), server('TCP 80'), rules), { url: api });
    assert.deepEqual([httpFirst.to, httpFirst.passedOver], [sent, ['G9 b']]);
    assert.equal(to(both(server('TCP 80'), server('HTTP 80'), rules), { url: api }), 'outbound|9000||t.example.com');
    assert.deepEqual(call(both(server('TCP 80'), server('TCP 80'), rules), { url: api }).passedOver, ['G9 b']);
    assert.equal(call(both(server('HTTP 443'), server('HTTPS 443 SIMPLE'), rules), { url: api, port: 443 }).to, sent);
  });
  test('G9: plaintext after TLS stands beside it', () => {
    const mesh = both(server('HTTPS 443 SIMPLE', 'a.example.com'), server('HTTP 443'), http('d.example.com'));
    const plain = call(mesh, { url: 'http://a.example.com', port: 443 });
    assert.deepEqual([plain.to, plain.routes], [sent, 'http.8443']);
    assert.equal(call(mesh, { url: 'https://a.example.com', port: 443 }).routes, 'https.443.https-443.a.infra');
  });
  test('G10: servers with TLS stand beside each other, told apart by SNI', () => {
    const mesh = both(
      server('HTTPS 443 SIMPLE', 'a.example.com'),
      server('TLS 443 PASSTHROUGH', 'b.example.com'),
      `${http('d.example.com')}, ${tls('d.example.com', '{ sniHosts: [ b.example.com ] }')}`,
    );
    assert.equal(to(mesh, { url: 'https://a.example.com', port: 443 }), sent);
    assert.equal(to(mesh, { url: 'https://b.example.com', port: 443 }), passed);
  });
  test('G11: routes of TLS have the number of the server, those of plaintext that of the pods', () => {
    const mesh = manifests(
      pods(),
      gateway(`${server('HTTP 80')}, ${server('HTTPS 443 SIMPLE')}`),
      virtualService('"*"', http('d.example.com')),
    );
    assert.equal(call(mesh, { url: api }).routes, 'http.8080');
    assert.equal(call(mesh, { url: secure, port: 443 }).routes, 'https.443.https-443.way-out.infra');
  });
  test('G11: of two servers of a Gateway with one port name the second is skipped', () => {
    const mesh = manifests(
      pods(),
      gateway(`${server('HTTPS 443 SIMPLE', 'a.example.com')}, ${server('HTTPS 443 SIMPLE', 'b.example.com')}`),
      virtualService('"*"', http('d.example.com')),
    );
    const found = call(mesh, { url: 'https://b.example.com', port: 443 });
    assert.deepEqual([found.to, found.passedOver], ['no-filter-chain', ['G11 way-out']]);
  });
  test('G7: a server at one address only is not where the Service leads', () => {
    const mesh = manifests(
      pods(),
      gateway(server('HTTP 80', '"*"', 'bind: 10.0.0.1')),
      virtualService('"*"', http('d.example.com')),
    );
    const found = call(mesh, { url: api });
    assert.deepEqual([found.to, found.passedOver], ['no-listener', ['G7 way-out']]);
  });
});

describe('hosts of a server', () => {
  const bound = (hosts: string, namespace = 'shop', own = 'api.example.com') =>
    manifests(pods(), gateway(server('HTTP 80', hosts)), virtualService(own, http('d.example.com'), { namespace }));
  test('G12: `./` is the Gateway’s namespace, `*/` every', () => {
    assert.equal(to(bound('"./*"'), { url: api }), 'no-route');
    assert.deepEqual(call(bound('"./*"'), { url: api }).passedOver, ['G12 v']);
    assert.equal(to(bound('"./*"', 'infra'), { url: api }), sent);
    assert.equal(to(bound('shop/api.example.com'), { url: api }), sent);
    assert.equal(to(bound('"*/api.example.com"'), { url: api }), sent);
    assert.equal(to(bound('"*/*"'), { url: api }), sent);
  });
  test('G12: namespaces bind what is not HTTP too', () => {
    const mesh = (namespace: string) =>
      manifests(
        pods(),
        gateway(server('TLS 443 PASSTHROUGH', './api.example.com')),
        virtualService('api.example.com', tls('d.example.com', '{ sniHosts: [ api.example.com ] }'), { namespace }),
      );
    assert.equal(to(mesh('infra'), { url: secure, port: 443 }), passed);
    assert.deepEqual(call(mesh('shop'), { url: secure, port: 443 }).passedOver, ['3.4 way-out', 'G12 v']);
  });
  test('R4: the more specific host of the two is the virtual host', () => {
    const name = (hosts: string, own: string) => call(bound(hosts, 'shop', own), { url: api }).virtualHost;
    assert.equal(name('"*"', 'api.example.com'), 'api.example.com:80');
    assert.equal(name('api.example.com', '"*"'), 'api.example.com:80');
    assert.equal(name('"*.example.com"', '"*.com"'), '*.example.com:80');
    assert.equal(name('"*.com"', '"*.example.com"'), '*.example.com:80');
    assert.deepEqual(call(bound('b.example.com'), { url: api }).passedOver, ['R4 v']);
  });
  test('R2: a wildcard does not have the name behind it', () => {
    assert.equal(to(bound('"*.api.example.com"', 'shop', '"*"'), { url: api }), 'no-virtual-host');
  });
  test('R9: for HTTP case does not matter in the end, for SNI it does', () => {
    assert.equal(
      call(bound('API.example.com', 'shop', 'API.example.com'), { url: api }).virtualHost,
      'api.example.com:80',
    );
    assert.equal(to(bound('API.example.com'), { url: api }), 'no-route', 'the two are compared as written');
    const mesh = manifests(
      pods(),
      gateway(server('HTTPS 443 SIMPLE', 'API.example.com')),
      virtualService('"*"', http('d.example.com')),
    );
    assert.equal(to(mesh, { url: secure, port: 443 }), 'no-filter-chain');
  });
  test('G13: a server that ends TLS takes the SNI of its hosts, `*` all, also none', () => {
    const mesh = (hosts: string) =>
      manifests(pods(), gateway(server('HTTPS 443 SIMPLE', hosts)), virtualService('"*"', http('d.example.com')));
    assert.equal(
      to(mesh('infra/api.example.com'), { url: secure, port: 443 }),
      'no-route',
      'takes the name all the same',
    );
    assert.equal(to(mesh('shop/api.example.com'), { url: secure, port: 443 }), sent);
    assert.equal(to(mesh('api.example.com'), { url: secure, sni: 'other.example.com', port: 443 }), 'no-filter-chain');
    assert.equal(to(mesh('"*"'), { url: secure, sni: '', port: 443 }), sent);
    assert.equal(to(mesh('api.example.com'), { url: secure, sni: '', port: 443 }), 'no-filter-chain');
  });
  test('G14: Envoy refuses a port with a wildcard inside a label', () => {
    const mesh = manifests(
      pods(),
      gateway(`${server('HTTPS 443 SIMPLE', '"*api.example.com"')}`),
      virtualService('"*"', http('d.example.com')),
    );
    const found = call(mesh, { url: secure, port: 443 });
    assert.deepEqual([found.to, found.passedOver], ['no-listener', ['G14 way-out']]);
  });
});

describe('an unknown', () => {
  test('R1: a placeholder may be the host, and an unknown namespace any', () => {
    const mesh = meshOf(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: way-out }
spec: { selector: { istio: egress }, servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ "\${HOST}" ] } ] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v }
spec: { hosts: [ api.example.com ], gateways: [ way-out ], http: [ { route: [ { destination: { host: d.example.com, port: { number: 80 } } } ] } ] }`);
    const found = call(mesh, { url: api });
    assert.deepEqual([found.to, found.virtualHost], [sent, 'api.example.com:80']);
  });
  test('R1: so it is where both are still to be filled in', () => {
    const mesh = (own: string) =>
      manifests(
        pods(),
        gateway(`${server('HTTP 80')}, ${server('TLS 443 PASSTHROUGH', '"${HOST}"')}`),
        virtualService(own, `${http('d.example.com')}, ${tls('d.example.com', `{ sniHosts: [ ${own} ] }`)}`),
      );
    assert.equal(to(mesh('"${HOST}"'), { url: api }), sent);
    assert.equal(to(mesh('"${HOST}"'), { url: secure, port: 443 }), passed);
  });
  test('nothing that is half written breaks anything', () => {
    for (const spec of [
      '',
      '{}',
      '{ selector: 1, servers: [ null, {}, { port: {} }, { port: { number: x }, hosts: 1 } ] }',
    ])
      assert.doesNotThrow(() =>
        call(
          manifests(
            pods(),
            `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: way-out, namespace: infra }\nspec: ${spec}`,
            'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: v }\nspec: { hosts: [ api.example.com, "" ], gateways: [ infra/way-out, "" ] }',
          ),
          { url: api },
        ),
      );
    assert.ok(gatewayHost);
  });
});
