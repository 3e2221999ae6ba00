import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Route } from '../../../server/src/envoy/config';
import { pathText } from '../../../server/src/yaml/tree';
import { meshConfig } from '../../manifests';
import { egress, routes, rules } from './routes-of';

const delegate = (http: string, more = '', namespace = 'api'): string => `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: routes, namespace: ${namespace} }
spec:
  ${more}
  http:
${http.replace(/^\n/, '')}`;

const root = (match = '', more = ''): string =>
  rules(
    `  - ${match && `match: [${match}]\n    `}delegate: { name: routes, namespace: api }${more && `\n    ${more}`}`,
  );
const to = (host: string, match = ''): string =>
  `  - ${match && `match: [${match}]\n    `}route: [{ destination: { host: ${host} } }]`;
const clusters = (all: readonly Route[]): string[] =>
  all.flatMap(({ action }) => (action.kind === 'route' ? action.clusters.map((it) => it.name) : []));

describe('a rule that delegates', () => {
  test('V6: has the rules of its delegate, which keep their place', () => {
    const { routes: found } = routes(
      root('{ uri: { prefix: /v1 } }') + delegate(`${to('b.com', '{ uri: { prefix: /v1/x } }')}\n${to('c.com')}`),
    );
    assert.deepEqual(
      found.map((it) => [it.origin?.object.name, pathText(it.origin?.path ?? []), it.match?.uri?.prefix?.value]),
      [
        ['routes', 'spec.http[0]', '/v1/x'],
        ['routes', 'spec.http[1]', '/v1'],
      ],
    );
    assert.deepEqual(clusters(found), ['outbound|80||b.com', 'outbound|80||c.com']);
  });

  const left: readonly [string, string, RegExp][] = [
    ['that is not there', '', /VirtualService api\/routes, which is not there/],
    ['with hosts of its own', delegate(to('b.com'), 'hosts: [x.com]'), /has hosts of its own/],
    ['of another namespace', delegate(to('b.com'), '', 'other'), /is not there/],
    ['that is not exported', delegate(to('b.com'), 'exportTo: ["."]'), /not exported to namespace shop/],
    [
      'that is not exported by default',
      `${delegate(to('b.com'))}\n---\n${meshConfig("defaultVirtualServiceExportTo: ['.']")}`,
      /not exported to namespace shop/,
    ],
  ];
  for (const [title, source, reason] of left)
    test(`V6: is left out, and no other is, for a delegate ${title}`, () => {
      const found = routes(`${root()}\n  - route: [{ destination: { host: c.com } }]\n${source}`);
      assert.deepEqual(clusters(found.routes), ['outbound|80||c.com']);
      assert.deepEqual([found.passedOver.length, found.passedOver[0]?.fact], [1, 'V6']);
      assert.match(found.passedOver[0]?.text ?? '', reason);
    });

  test('V6: has a delegate that is exported to its namespace', () => {
    assert.equal(routes(root() + delegate(to('b.com'), 'exportTo: [shop]')).routes.length, 1);
  });

  test('R6: has short names of the delegate in its namespace, and its own in its own', () => {
    const { routes: found } = routes(root('', 'mirror: { host: log }') + delegate(to('api')));
    assert.deepEqual(clusters(found), ['outbound|80||api.api.svc.cluster.local']);
    assert.deepEqual(
      found.map(({ action }) => action.kind === 'route' && action.mirrors),
      [['outbound|80||log.shop.svc.cluster.local']],
    );
  });

  test('V6: gives its rewrite and its name to rules that have none', () => {
    const source =
      root('', 'name: root\n    rewrite: { uri: /a }') +
      delegate(`${to('b.com', '{ uri: { prefix: /x } }')}\n    name: one\n    rewrite: { uri: /b }\n${to('c.com')}`);
    assert.deepEqual(
      routes(source).routes.map(({ name, action }) => [name, action.kind === 'route' && action.rewrite]),
      [
        ['root-one', { path: '/b' }],
        ['root', { path: '/a' }],
      ],
    );
  });
});

describe('matches of both', () => {
  const contradictions: readonly [string, string][] = [
    ['{ uri: { prefix: /v1 } }', '{ uri: { prefix: /v2 } }'],
    ['{ uri: { exact: /v1 } }', '{ uri: { prefix: /v1 } }'],
    ['{ uri: { prefix: /v1 } }', '{ uri: { regex: "/v1.*" } }'],
    ['{ uri: { regex: "/v1.*" } }', '{ uri: { prefix: /v1 } }'],
    ['{ method: { exact: GET } }', '{ method: { exact: PUT } }'],
    ['{ headers: { x: { exact: a } } }', '{ headers: { x: { exact: b } } }'],
    ['{ queryParams: { x: { prefix: a } } }', '{ queryParams: { x: { exact: b } } }'],
    ['{ ignoreUriCase: true }', '{ uri: { prefix: /v1 } }'],
    ['{ port: 80 }', '{ port: 443 }'],
    ['{ sourceNamespace: shop }', '{ uri: { prefix: /v1 } }'],
    ['{ sourceLabels: { app: a } }', '{ sourceLabels: { app: b } }'],
    ['{ gateways: [mesh] }', '{ gateways: [istio-system/egress] }'],
    ['{ gateways: [mesh] }', '{ gateways: [mesh, istio-system/egress] }'],
  ];
  for (const [own, theirs] of contradictions)
    test(`V6: contradict, so the rule is left out: ${own} and ${theirs}`, () => {
      const found = routes(root(own) + delegate(to('b.com', theirs)));
      assert.deepEqual([found.routes.length, found.passedOver[0]?.fact], [0, 'V6']);
      assert.match(found.passedOver[0]?.text ?? '', /contradicts that of the rule in VirtualService shop\/a/);
    });

  const agreements: readonly [string, string][] = [
    ['{ uri: { prefix: /v1 } }', '{ uri: { exact: /v1/x } }'],
    ['{ uri: { exact: /v1 } }', '{ uri: { exact: /v1 } }'],
    ['{ uri: { prefix: /v1 } }', '{ method: { exact: GET } }'],
    ['{ headers: { x: { exact: a } } }', '{ headers: { y: { exact: b } } }'],
    ['{ port: 80 }', '{ uri: { prefix: /v1 } }'],
    ['{ sourceNamespace: shop }', '{ sourceNamespace: shop }'],
    ['{ gateways: [mesh, istio-system/egress] }', '{ gateways: [mesh] }'],
  ];
  for (const [own, theirs] of agreements)
    test(`V6: agree: ${own} and ${theirs}`, () => {
      assert.equal(routes(root(own) + delegate(to('b.com', theirs))).routes.length, 1);
    });

  test('V6: are put together, and each pair that agrees is one', () => {
    const own = '{ uri: { prefix: /v1 }, headers: { x: { exact: a } } }, { uri: { prefix: /v1/x } }';
    const { routes: found } = routes(
      root(own) + delegate(to('b.com', '{ uri: { prefix: /v1/x/y }, headers: { y: { exact: b } } }')),
    );
    assert.deepEqual(
      found.map(({ match }) => [match?.uri?.prefix?.value, [...(match?.headers?.keys() ?? [])]]),
      [
        ['/v1/x/y', ['x', 'y']],
        ['/v1/x/y', ['y']],
      ],
    );
  });

  test('V6: keep the gateways of the rule that delegates, in its own namespace', () => {
    const source =
      rules(
        `  - match: [{ gateways: [egress] }]\n    delegate: { name: routes, namespace: api }`,
        'hosts: [a.example.com]\n  gateways: [egress]',
      ) + delegate(to('b.com', '{ uri: { prefix: /v1 } }'));
    assert.equal(routes(source, { gateway: [{ ...egress, namespace: 'shop' }] }).routes.length, 1);
    assert.equal(routes(source, { gateway: [{ ...egress, namespace: 'api' }] }).routes.length, 0);
  });
});
