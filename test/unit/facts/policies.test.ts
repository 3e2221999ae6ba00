import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, gateway, gatewayService, http80, object, routes, server, tls443, together } from '../../manifests';
import { inShort, traced } from '../../traced';

const api = 'api.example.com';

/** The classic pattern, by the mesh's own TLS or in plaintext, with a policy. */
const files = (hop: 'mesh' | 'plaintext', policy: string, namespace = 'istio-system'): string =>
  together(
    entry(api),
    gateway(
      hop === 'mesh'
        ? server('{ number: 80, name: https, protocol: HTTPS }', api, 'ISTIO_MUTUAL')
        : server(http80, api),
    ),
    ...(hop === 'mesh'
      ? [
          object(
            'DestinationRule',
            'leg',
            `  host: ${gatewayService}\n  trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: ${api} } }`,
            'istio-system',
          ),
        ]
      : []),
    routes(
      api,
      `  gateways: [mesh, egress]\n  http:\n  - match: [{ gateways: [mesh] }]\n    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]\n  - match: [{ gateways: [egress] }]\n    route: [{ destination: { host: ${api}, port: { number: 80 } } }]`,
    ),
    object('AuthorizationPolicy', 'way-out', policy, namespace),
  );
const to = (source: string, from = 'shop', path = '/'): string =>
  inShort(traced(source, from, `http://${api}${path}`))
    .split(' > ')
    .slice(-1)
    .join();
const allow = (rule: string): string => `  selector: { matchLabels: { istio: egressgateway } }\n  rules: [${rule}]`;
const deny = (rule: string): string => `${allow(rule)}\n  action: DENY`;

describe('EnvoyFilters', () => {
  const filter = (context: string, namespace: string, more = '', applyTo = 'HTTP_FILTER'): string =>
    object(
      'EnvoyFilter',
      'patch',
      `${more}  configPatches: [{ applyTo: ${applyTo}, match: { context: ${context} } }]`,
      namespace,
    );
  const taken = (...args: Parameters<typeof filter>): string[] =>
    traced(together(files('plaintext', allow('{}')), filter(...args)), 'shop', `http://${api}/`)
      .assumptions.filter(({ object: it }) => it?.resource.kind === 'EnvoyFilter')
      .map(({ text }) => text);

  test('are taken to leave the way of requests, at the proxies that they change', () => {
    assert.deepEqual(taken('ANY', 'shop'), [
      'The EnvoyFilter patch changes what Istio gives this proxy, and is taken to leave the way of requests as it is.',
    ]);
    for (const [context, namespace] of [
      ['SIDECAR_OUTBOUND', 'shop'],
      ['GATEWAY', 'istio-system'],
    ] as const)
      assert.equal(taken(context, namespace).length, 1, context);
    assert.equal(
      taken('GATEWAY', 'istio-system', '  workloadSelector: { labels: { istio: egressgateway } }\n').length,
      1,
    );
  });

  test('of other pods, and of what is no configuration of a way, are of no account', () => {
    assert.deepEqual(taken('ANY', 'billing'), []);
    assert.deepEqual(taken('SIDECAR_INBOUND', 'shop'), []);
    assert.deepEqual(
      taken('GATEWAY', 'istio-system', '  workloadSelector: { labels: { istio: ingressgateway } }\n'),
      [],
    );
    assert.deepEqual(taken('ANY', 'shop', '', 'BOOTSTRAP'), []);
  });
});

describe('AuthorizationPolicies at the gateway, in a trace', () => {
  test('P1: they refuse at the gateway, and are asked nothing at the client', () => {
    assert.equal(
      to(files('plaintext', deny('{ to: [{ operation: { paths: ["/admin"] } }] }')), 'shop', '/admin'),
      'blocked denied',
    );
    assert.equal(to(files('plaintext', deny('{ to: [{ operation: { paths: ["/admin"] } }] }'))), 'gateway');
    const onClient = files('plaintext', '  action: DENY\n  rules: [{}]', 'shop');
    assert.equal(to(onClient), 'gateway');
  });

  test('P3: who calls is known by the mesh’s own TLS only', () => {
    const shops = allow('{ from: [{ source: { namespaces: [shop] } }] }');
    assert.equal(to(files('mesh', shops)), 'gateway');
    assert.equal(to(files('mesh', shops), 'billing'), 'blocked denied');
    assert.equal(to(files('plaintext', shops)), 'blocked denied');
  });

  test('P4: they hold in the namespace of the gateway’s pods, and in the root namespace', () => {
    const nobody = '  action: DENY\n  rules: [{}]';
    assert.equal(to(files('plaintext', nobody)), 'blocked denied');
    assert.equal(to(files('plaintext', nobody, 'elsewhere')), 'gateway');
  });

  test('P1: what another program decides is assumed to be allowed', () => {
    const custom = `${allow('{}')}\n  action: CUSTOM\n  provider: { name: opa }`;
    const answer = traced(files('plaintext', custom), 'shop', `http://${api}/`);
    assert.equal(answer.verdict, 'gateway');
    assert.match(answer.assumptions.map((it) => it.text).join(), /another program decide/);
  });
});

describe('the SNI of connections', () => {
  const passing = (port: string, tls: string, section: string): string =>
    together(
      entry(api, tls443),
      gateway(server(port, api, tls)),
      routes(
        api,
        `  gateways: [mesh, egress]\n  tls: [{ match: [{ gateways: [mesh], sniHosts: [${api}] }], route: [{ destination: { host: ${gatewayService}, port: { number: 443 } } }] }${section === 'tls' ? `, { match: [{ gateways: [egress], sniHosts: [${api}] }], ${onward} }]` : `]\n  tcp: [{ match: [{ gateways: [egress] }], ${onward} }]`}`,
      ),
      object(
        'AuthorizationPolicy',
        'by-sni',
        deny(`{ when: [{ key: connection.sni, values: [${api}] }] }`),
        'istio-system',
      ),
    );
  const onward = `route: [{ destination: { host: ${api}, port: { number: 443 } } }]`;
  const verdict = (source: string): string => traced(source, 'shop', `https://${api}/`).verdict;

  test('P2: is read on a port that has a server for TLS', () => {
    assert.equal(verdict(passing(tls443, 'PASSTHROUGH', 'tls')), 'blocked');
  });

  test('P2: is not read on a port that has only a server for TCP', () => {
    assert.equal(verdict(passing('{ number: 443, name: tcp, protocol: TCP }', '', 'tcp')), 'gateway');
  });
});
