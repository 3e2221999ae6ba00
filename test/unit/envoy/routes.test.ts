import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Route } from '../../../server/src/envoy/config';
import { sortedRoutes } from '../../../server/src/envoy/routes/routes';
import { pathText } from '../../../server/src/yaml/tree';
import { egress, routes, rules, type Target } from './routes-of';

const clustersOf = ({ action }: Route): string[] =>
  action.kind === 'route' ? action.clusters.map((it) => it.name) : [];
const facts = (found: { readonly passedOver: readonly { readonly fact: string }[] }): string[] =>
  found.passedOver.map((it) => it.fact);

describe('a match', () => {
  test('V7: with gateways is for these only, whatever else it says', () => {
    const source = rules(`
  - match: [{ gateways: [istio-system/egress], sourceLabels: { app: other }, sourceNamespace: other }]
    route: [{ destination: { host: b.com } }]
  - match: [{ gateways: [mesh], sourceLabels: { app: other } }]
    route: [{ destination: { host: c.com } }]`);
    assert.deepEqual(routes(source, { gateway: [egress] }).paths, ['spec.http[0]']);
    const onMesh = routes(source);
    assert.deepEqual([onMesh.paths, facts(onMesh)], [['spec.http[1]'], ['V7']]);
    assert.match(onMesh.passedOver[0]?.text ?? '', /for the gateway istio-system\/egress only/);
  });

  test('V7: without gateways asks for labels and namespace of the pod, on a gateway too', () => {
    const source = rules(`
  - match: [{ sourceLabels: { app: web } }]
    route: [{ destination: { host: b.com } }]
  - match: [{ sourceNamespace: other, uri: { exact: /x } }]
    route: [{ destination: { host: c.com } }]`);
    assert.deepEqual(routes(source, { labels: { app: 'web', more: '1' } }).paths, ['spec.http[0]']);
    assert.deepEqual(routes(source, { namespace: 'other' }).paths, ['spec.http[1]']);
    assert.deepEqual(routes(source, { gateway: [egress], namespace: 'istio-system' }).paths, []);
  });

  test('V10: with a port is for this port of the listener only', () => {
    const source = rules(`
  - match: [{ port: 443 }, { port: 80, uri: { prefix: /v1 } }]
    route: [{ destination: { host: b.com } }]`);
    const on80 = routes(source);
    assert.deepEqual([on80.paths, facts(on80)], [['spec.http[0]'], ['V10']]);
    assert.equal(pathText(on80.passedOver[0]?.path ?? []), 'spec.http[0].match[0].port');
    assert.equal(on80.routes[0]?.match?.uri?.prefix?.value, '/v1');
  });

  test('that nobody can know yet is for every proxy', () => {
    const source = rules(`
  - match: [{ sourceLabels: { app: "{{ .Values.app }}" }, sourceNamespace: "{{ .Release.Namespace }}" }]
    route: [{ destination: { host: b.com } }]`);
    assert.equal(routes(source, { labels: { app: 'web' } }).routes.length, 1);
  });
});

describe('rules', () => {
  test('V8: without a match are for every proxy that the object is bound to', () => {
    const source = rules(
      `
  - route: [{ destination: { host: gateway.istio-system.svc.cluster.local } }]
  - match: [{ gateways: [istio-system/egress] }]
    route: [{ destination: { host: a.example.com } }]`,
      'hosts: [a.example.com]\n  gateways: [mesh, istio-system/egress]',
    );
    const found = routes(source, { gateway: [egress] });
    assert.deepEqual([found.paths, facts(found)], [['spec.http[0]'], ['V9']]);
    assert.equal(found.routes[0]?.because[0]?.fact, 'V8');
  });

  const catchAlls = [
    '{ uri: { prefix: / } }',
    '{ uri: { regex: ".*" } }',
    '{ port: 80 }',
    '{ sourceLabels: {} }',
    '{}',
  ];
  for (const match of catchAlls)
    test(`V9: end with the first match that takes everything: ${match}`, () => {
      const source = rules(`
  - match: [{ uri: { prefix: /v1 } }, ${match}, { uri: { prefix: /v2 } }]
    route: [{ destination: { host: b.com } }]
  - route: [{ destination: { host: c.com } }]`);
      const found = routes(source);
      assert.deepEqual(
        [found.paths, facts(found)],
        [
          ['spec.http[0]', 'spec.http[0]'],
          ['V9', 'V9'],
        ],
      );
      assert.match(found.passedOver[0]?.text ?? '', /spec\.http\[0\]\.match\[1\], which comes first/);
    });

  const others = [
    '{ uri: { prefix: /v1 } }',
    '{ uri: { exact: / } }',
    '{ method: { exact: GET } }',
    '{ scheme: { exact: http } }',
    '{ authority: { exact: a.example.com } }',
    '{ headers: { x: { exact: a } } }',
    '{ withoutHeaders: { x: {} } }',
    '{ queryParams: { x: { exact: a } } }',
  ];
  for (const match of others)
    test(`V9: go on behind ${match}`, () => {
      const source = rules(`
  - match: [${match}]
    route: [{ destination: { host: b.com } }]
  - route: [{ destination: { host: c.com } }]`);
      assert.equal(routes(source).routes.length, 2);
    });

  test('V11: are none where no match is for the proxy', () => {
    const source = rules(`
  - match: [{ port: 443 }]
    route: [{ destination: { host: b.com } }]`);
    assert.deepEqual(routes(source).routes, []);
  });

  test('V15: that take everything go behind the others on a gateway', () => {
    const source = rules(`
  - match: [{ uri: { prefix: /v1 } }]
    route: [{ destination: { host: b.com } }]
  - route: [{ destination: { host: c.com } }]`);
    const [first, last] = routes(source).routes;
    if (!first || !last) assert.fail();
    assert.deepEqual(sortedRoutes([last, first]), [first, last]);
  });

  test('have the name of rule and match', () => {
    const source = rules(`
  - name: v1
    match: [{ name: get, method: { exact: GET } }, { uri: { prefix: /v1 } }]
    route: [{ destination: { host: b.com } }]
  - match: [{ name: other }]
    route: [{ destination: { host: c.com } }]`);
    assert.deepEqual(
      routes(source).routes.map((it) => it.name),
      ['v1.get', 'v1', '.other'],
    );
  });
});

describe('a destination', () => {
  const service = (ports: string): string => `
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { ports: [${ports}] }
`;
  const to = (destination: string): string => rules(`  - route: [{ destination: ${destination} }]`);
  const cluster = (source: string): string | undefined => routes(source).routes.flatMap(clustersOf)[0];

  test('3.4: has the port that it names', () => {
    assert.equal(cluster(to('{ host: b.com, port: { number: 8443 }, subset: v1 }')), 'outbound|8443|v1|b.com');
  });

  test('3.4: has the only port of its service', () => {
    assert.equal(cluster(to('{ host: api }') + service('{ port: 8080 }')), 'outbound|8080||api.shop.svc.cluster.local');
  });

  test('3.4: has the port of the listener where its service has several or is not known', () => {
    const several = service('{ port: 8080, name: http }, { port: 8081, name: grpc }');
    assert.equal(cluster(to('{ host: api }') + several), 'outbound|80||api.shop.svc.cluster.local');
    assert.equal(cluster(to('{ host: b.com }')), 'outbound|80||b.com');
  });

  test('3.4: without a host leads to UnknownService', () => {
    assert.equal(cluster(to('{ port: { number: 80 } }')), 'UnknownService');
  });

  test('3.4: that is an ExternalName Service is the name that it stands for', () => {
    const named = `
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { type: ExternalName, externalName: api.example.com, ports: [{ port: 443 }] }
`;
    assert.equal(cluster(to('{ host: api }') + named), 'outbound|443||api.example.com');
  });

  test('R5: is a Service of the own namespace where it has no dot, and literal where it has', () => {
    assert.equal(cluster(to('{ host: API }')), 'outbound|80||api.shop.svc.cluster.local');
    assert.equal(cluster(to('{ host: api.other }')), 'outbound|80||api.other');
  });
});

describe('an action', () => {
  const actionOf = (rule: string, target: Target = {}) => routes(rules(`  - ${rule}`), target).routes[0]?.action;

  test('shares the requests by weight, and leaves out what has none', () => {
    const action = actionOf(`route:
    - { destination: { host: b.com }, weight: 3 }
    - { destination: { host: c.com } }
    - { destination: { host: d.com }, weight: 1 }`);
    if (action?.kind !== 'route') assert.fail();
    assert.deepEqual(
      action.clusters.map((it) => [it.name, it.weight, pathText(it.origin?.path ?? [])]),
      [
        ['outbound|80||b.com', 75, 'spec.http[0].route[0]'],
        ['outbound|80||d.com', 25, 'spec.http[0].route[2]'],
      ],
    );
  });

  test('sends everything to the only destination, whatever its weight', () => {
    const action = actionOf('route: [{ destination: { host: b.com }, weight: 0 }]');
    assert.deepEqual(action?.kind === 'route' && action.clusters.map((it) => it.weight), [100]);
  });

  test('copies to mirrors with more than zero percent', () => {
    const action = actionOf(`route: [{ destination: { host: b.com } }]
    mirror: { host: c.com }
    mirrorPercentage: { value: 0 }
    mirrors: [{ destination: { host: d.com } }, { destination: { host: e.com }, percentage: { value: 0 } }]`);
    assert.deepEqual(action?.kind === 'route' && action.mirrors, ['outbound|80||d.com']);
  });

  test('rewrites host and path, the rule before the destination', () => {
    const action = actionOf(`route:
    - { destination: { host: b.com }, weight: 50, headers: { request: { set: { Host: one } } } }
    - { destination: { host: c.com }, weight: 50, headers: { request: { add: { ":authority": two } } } }`);
    assert.deepEqual(action?.kind === 'route' && action.clusters.map((it) => it.authority), ['one', 'two']);
    const both = actionOf(`route: [{ destination: { host: b.com }, headers: { request: { set: { host: one } } } }]
    rewrite: { authority: three, uri: /v2 }`);
    if (both?.kind !== 'route') assert.fail();
    assert.deepEqual([both.clusters[0]?.authority, both.rewrite], ['three', { authority: 'three', path: '/v2' }]);
  });

  test('redirects, which goes before a response and a route', () => {
    const rule = `redirect: { authority: b.com, uri: /x, scheme: https, redirectCode: 308 }
    directResponse: { status: 503 }`;
    assert.deepEqual(actionOf(rule), {
      kind: 'redirect',
      status: 308,
      location: { scheme: 'https', authority: 'b.com', path: '/x' },
    });
  });

  test('redirects to the port of the request, but not to the usual one', () => {
    const rule = 'redirect: { derivePort: FROM_REQUEST_PORT }';
    assert.deepEqual(actionOf(rule), { kind: 'redirect', status: 301, location: {} });
    assert.deepEqual(actionOf(rule, { port: 8080 }), { kind: 'redirect', status: 301, location: { port: 8080 } });
    assert.deepEqual(actionOf(rule, { port: 443, isTls: true }), { kind: 'redirect', status: 301, location: {} });
  });

  test('answers', () => {
    assert.deepEqual(actionOf('directResponse: { status: 403 }'), { kind: 'response', status: 403 });
  });
});
