import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  egressPort,
  entry,
  hostname,
  http80,
  kubernetesGateway,
  kubernetesGatewayService,
  kubernetesRoute,
  listener,
  object,
  routes,
  sendTo,
  toEgress,
  toEntry,
  together,
} from '../../manifests';
import { inShort, leftOut, type traced as Traced, traced } from '../../traced';

const api = 'api.example.com';
const names = ['one', 'two', 'three'] as const;
const others = names.map((it) => entry(`${it}.example.org`));

/** A rule for some matches, to one of the other hosts. */
const rule = (to: (typeof names)[number], matches = ''): string =>
  `{ ${matches && `matches: [${matches}], `}backendRefs: [${hostname(`${to}.example.org`)}] }`;
const path = (value: string, type = 'PathPrefix', more = ''): string =>
  `{ path: { type: ${type}, value: ${value} }${more && `, ${more}`} }`;

const route = (rules: string, name = 'route', metadata = ''): string =>
  kubernetesRoute('HTTPRoute', name, toEntry(api), `[${rules}]`, { metadata });

/** Where a sidecar sends a request to. */
const sent = (source: string, at = '/', options: Parameters<typeof Traced>[3] = {}): string =>
  traced(together(entry(api), ...others, source), 'shop', `http://${api}${at}`, options)
    .hops[0]?.branches.map(({ cluster }) => /\|\|(\w+)/.exec(cluster)?.[1])
    .join() ?? '';

describe('routes of the Gateway API', () => {
  test('V22: a prefix is one of whole segments, unlike a VirtualService’s', () => {
    const byRoute = route(`${rule('one', path('/v1'))}, ${rule('two')}`);
    const byVirtualService = routes(
      api,
      ['one', 'two']
        .map(
          (it) =>
            `  - ${it === 'one' ? 'match: [{ uri: { prefix: /v1 } }]\n    ' : ''}route: [{ destination: { host: ${it}.example.org } }]\n`,
        )
        .join('')
        .replace(/^/, '  http:\n'),
    );
    for (const [at, own, theirs] of [
      ['/v1', 'one', 'one'],
      ['/v1/x', 'one', 'one'],
      ['/v1?q=1', 'one', 'one'],
      ['/v10', 'two', 'one'],
      ['/', 'two', 'two'],
    ] as const) {
      assert.equal(sent(byRoute, at), own, at);
      assert.equal(sent(byVirtualService, at), theirs, at);
    }
    assert.equal(sent(route(`${rule('one', path('/v1/'))}, ${rule('two')}`), '/v1'), 'one');
  });

  test('V22: the match that asks for most comes first, whatever order they are written in', () => {
    const exactAndPrefix = route(
      `${rule('three')}, ${rule('two', path('/v1/long'))}, ${rule('one', path('/v1/long', 'Exact'))}`,
    );
    assert.deepEqual(
      ['/v1/long', '/v1/long/x', '/v1'].map((it) => sent(exactAndPrefix, it)),
      ['one', 'two', 'three'],
    );
    const lengths = route(`${rule('three', path('/a'))}, ${rule('one', path('/a/b/c'))}, ${rule('two', path('/a/b'))}`);
    assert.deepEqual(
      ['/a/b/c', '/a/b', '/a'].map((it) => sent(lengths, it)),
      ['one', 'two', 'three'],
    );
    const others = route(
      [
        rule('three', path('/')),
        rule('two', path('/', 'PathPrefix', 'headers: [{ name: x-a, value: "1" }]')),
        rule('one', path('/', 'PathPrefix', 'method: POST')),
      ].join(', '),
    );
    const headers = ['x-a: 1'];
    assert.equal(sent(others, '/', { method: 'POST', headers }), 'one');
    assert.equal(sent(others, '/', { headers }), 'two');
    assert.equal(sent(others), 'three');
  });

  test('V22: rules of several routes for one host stand together; of equal ones the older comes first', () => {
    const both = (olderIs: string): string =>
      together(
        route(rule('one'), 'a', olderIs === 'a' ? 'creationTimestamp: "2024-01-01T00:00:00Z"' : ''),
        route(
          `${rule('two')}, ${rule('three', path('/v1'))}`,
          'b',
          olderIs === 'b' ? 'creationTimestamp: "2024-01-01T00:00:00Z"' : '',
        ),
      );
    assert.equal(sent(both('a')), 'one');
    assert.equal(sent(both('b')), 'two');
    assert.equal(sent(both('')), 'one');
    for (const older of ['a', 'b']) assert.equal(sent(both(older), '/v1'), 'three');
  });

  test('V22: for sidecars a route of a ServiceEntry with * takes nothing, where a VirtualService takes every host', () => {
    const wildcard = entry('*.example.com', http80, 'resolution: NONE');
    const files = (own: string): string => together(entry(api), wildcard, ...others, own);
    const to = kubernetesRoute('HTTPRoute', 'route', toEntry('any-example-com'), `[${rule('one')}]`);
    const virtualService = routes('*.example.com', '  http: [{ route: [{ destination: { host: one.example.org } }] }]');
    for (const host of [api, 'www.example.com']) {
      const url = `http://${host}/`;
      assert.match(inShort(traced(files(to), 'shop', url)), /\|\|(api|\*)\.example\.com > direct$/);
      assert.match(inShort(traced(files(virtualService), 'shop', url)), /\|\|one\.example\.org > direct$/);
    }
    const answer = traced(files(to), 'shop', 'http://www.example.com/');
    assert.ok(leftOut(answer).includes('K5 route spec.parentRefs.0'), leftOut(answer).join());
  });

  test('V22: beside a VirtualService for the host the older one has all of it; clients in the route’s namespace have the route', () => {
    const old = 'creationTimestamp: "2024-01-01T00:00:00Z"';
    const files = (ofRoute: string, ofVirtualService: string): string =>
      together(
        entry(api),
        ...others,
        route(rule('one'), 'route', ofRoute),
        routes(
          api,
          '  http: [{ route: [{ destination: { host: two.example.org } }] }]',
          'own',
          'shop',
          ofVirtualService,
        ),
      );
    const from = (namespace: string, source: string): string => inShort(traced(source, namespace, `http://${api}/`));
    assert.match(from('billing', files(old, '')), /one\.example\.org > direct$/);
    assert.match(from('billing', files('', old)), /two\.example\.org > direct$/);
    assert.match(from('shop', files('', old)), /one\.example\.org > direct$/);
  });

  test('V22: a gateway has routes of its own namespace before others', () => {
    const files = together(
      entry(api),
      ...others,
      kubernetesGateway(listener('HTTP', 80)),
      kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80))),
      kubernetesRoute('HTTPRoute', 'a', toEgress(), `[${rule('one')}]`, { hostnames: api }),
      kubernetesRoute('HTTPRoute', 'b', toEgress(), `[${rule('two')}]`, { hostnames: api, namespace: 'infra' }),
    );
    assert.equal(
      inShort(traced(files, 'shop', `http://${api}/`)),
      `sidecar outbound|80||${kubernetesGatewayService} > gateway outbound|80||two.example.org > gateway`,
    );
  });
});

describe('policies at a Kubernetes Gateway', () => {
  const denied = (spec: string, namespace = 'infra'): boolean => {
    const files = together(
      entry(api),
      kubernetesGateway(listener('HTTP', 80)),
      kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80))),
      kubernetesRoute('HTTPRoute', 'from-gateway', toEgress(), sendTo(hostname(api)), { hostnames: api }),
      object('AuthorizationPolicy', 'nobody', `  action: DENY\n  rules: [{}]\n${spec}`, namespace),
    );
    const answer = traced(files, 'shop', `http://${api}/`);
    assert.ok(answer.cause === undefined || answer.cause.reason === 'denied', inShort(answer));
    return answer.cause !== undefined;
  };
  const target = '  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: egress }]';

  test('P5: one is for the Gateway that it names, in its own namespace', () => {
    assert.ok(denied(target));
    assert.ok(denied(target.replace('Refs: [{', 'Ref: {').replace('}]', '}')));
    assert.ok(!denied(target.replace('name: egress', 'name: other')));
    assert.ok(!denied(target, 'istio-system'));
    assert.ok(!denied(target.replace('gateway.networking.k8s.io', 'networking.istio.io')));
  });

  test('P5: a selector takes the pods by their labels', () => {
    const selector = (label: string): string => `  selector: { matchLabels: { ${label} } }`;
    assert.ok(denied(selector('gateway.networking.k8s.io/gateway-name: egress')));
    assert.ok(!denied(selector('gateway.networking.k8s.io/gateway-name: other')));
    assert.ok(denied(''));
  });

  test('P5: what names a Gateway is nothing to other gateways', () => {
    const files = together(
      entry(api),
      object('AuthorizationPolicy', 'nobody', `  action: DENY\n  rules: [{}]\n${target}`, 'istio-system'),
      object(
        'Gateway',
        'egress',
        `  selector: { istio: egressgateway }\n  servers: [{ port: ${http80}, hosts: [${api}] }]`,
      ),
      routes(
        api,
        `  gateways: [mesh, egress]\n  http:\n  - match: [{ gateways: [mesh] }]\n    route: [{ destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } } }]\n  - match: [{ gateways: [egress] }]\n    route: [{ destination: { host: ${api}, port: { number: 80 } } }]`,
      ),
    );
    assert.equal(traced(files, 'shop', `http://${api}/`).verdict, 'gateway');
  });
});
