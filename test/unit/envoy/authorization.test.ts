import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorize, type Caller, type Guarded } from '../../../server/src/envoy/authorization/authorize';
import { parseRequest } from '../../../server/src/envoy/request';
import { pathText } from '../../../server/src/yaml/tree';
import { entry, gateway, gatewayService, http80, meshConfig, object, routes, server, together } from '../../manifests';
import { inShort, meshOf, traced } from '../../traced';

const pods: Guarded = {
  namespace: 'istio-system',
  labels: new Map([['istio', 'egressgateway']]),
  isHttp: true,
  port: 8443,
};
const shop: Caller = { identity: { namespace: 'shop', serviceAccount: 'web' }, sni: 'api.example.com' };
const anybody: Caller = { identity: undefined, sni: 'api.example.com' };
const passthrough = { ...pods, isHttp: false };

const policy = (rules: string, action = 'ALLOW', namespace = 'istio-system', more = '', metadata = ''): string =>
  object(
    'AuthorizationPolicy',
    action.toLowerCase(),
    `  action: ${action}\n  rules: ${rules}\n${more}`,
    namespace,
    metadata,
  );

interface Asked {
  readonly to?: string;
  readonly workload?: Guarded;
  readonly caller?: Caller;
  readonly method?: string;
  readonly headers?: readonly string[];
}

function asked(source: string, { to, workload = pods, caller = shop, ...options }: Asked = {}) {
  const request = parseRequest(to ?? 'http://api.example.com/v1/items?x=1', options);
  if (typeof request === 'string') assert.fail(request);
  return authorize(meshOf(source), workload, request, caller);
}
const decision = (source: string, call: Asked = {}) => asked(source, call).decision;

describe('P1: policies of a gateway', () => {
  test('P1: are asked at the gateway, and those of the client never on its way out', () => {
    const http = `  gateways: [mesh, egress]
  http:
  - match: [{ gateways: [mesh] }]
    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]
  - match: [{ gateways: [egress] }]
    route: [{ destination: { host: api.example.com, port: { number: 80 } } }]`;
    const files = [
      entry('api.example.com'),
      gateway(server(http80, 'api.example.com')),
      routes('api.example.com', http),
    ];
    const without = inShort(traced(together(...files), 'shop', 'http://api.example.com/'));
    const denied = together(...files, policy('[{}]', 'DENY', 'shop'));
    assert.equal(inShort(traced(denied, 'shop', 'http://api.example.com/')), without);
  });

  const cases: readonly [string, string, 'allow' | 'deny' | 'unknown'][] = [
    ['without any', object('Gateway', 'any', '  servers: []'), 'allow'],
    ['ALLOW that matches', policy('[{}]'), 'allow'],
    ['ALLOW without rules', policy('[]'), 'deny'],
    ['ALLOW for another', policy('[{ to: [{ operation: { methods: [PUT] } }] }]'), 'deny'],
    ['DENY that matches', policy('[{}]', 'DENY'), 'deny'],
    ['DENY without rules', policy('[]', 'DENY'), 'allow'],
    ['DENY before ALLOW', together(policy('[{}]'), policy('[{}]', 'DENY')), 'deny'],
    ['CUSTOM that matches', policy('[{}]', 'CUSTOM'), 'unknown'],
    ['CUSTOM and DENY', together(policy('[{}]', 'CUSTOM'), policy('[{}]', 'DENY')), 'deny'],
    ['AUDIT', policy('[{}]', 'AUDIT'), 'allow'],
    ['DENY on trial', policy('[{}]', 'DENY', 'istio-system', '', 'annotations: { istio.io/dry-run: "true" }'), 'allow'],
    ['ALLOW on trial', policy('[]', 'ALLOW', 'istio-system', '', 'annotations: { istio.io/dry-run: "true" }'), 'allow'],
  ];
  for (const [title, source, expected] of cases)
    test(`P1: ${title}: ${expected}`, () => {
      assert.equal(decision(source), expected);
    });

  test('name the rule that decides', () => {
    const [because] = asked(policy('[{ to: [{ operation: { ports: ["80"] } }] }, {}]', 'DENY')).because;
    assert.deepEqual([pathText(because?.path ?? []), because?.object?.name], ['spec.rules[1]', 'deny']);
    assert.equal(because?.text, 'AuthorizationPolicy istio-system/deny refuses the request.');
  });
});

describe('a rule', () => {
  const to = (operation: string): string => policy(`[{ to: [{ operation: { ${operation} } }] }]`);
  const from = (source: string): string => policy(`[{ from: [{ source: { ${source} } }] }]`);
  const when = (key: string, values: string): string => policy(`[{ when: [{ key: "${key}", values: [${values}] }] }]`);
  const cases: readonly [string, 'allow' | 'deny' | 'unknown', Asked?][] = [
    [to('hosts: [API.example.com]'), 'allow'],
    [to('hosts: ["*.example.com"]'), 'allow'],
    [to('hosts: ["api.*"]'), 'allow'],
    [to('hosts: [api.example.com]'), 'deny', { to: 'http://api.example.com:8080/' }],
    [to('notHosts: [api.example.com]'), 'deny'],
    [to('methods: [GET, PUT]'), 'allow'],
    [to('notMethods: [GET]'), 'deny'],
    [to('paths: [/v1/items]'), 'allow'],
    [to('paths: [/v1/*]'), 'allow'],
    [to('paths: ["*/items"]'), 'allow'],
    [to('paths: ["/{*}/items"]'), 'allow'],
    [to('paths: ["/{*}"]'), 'deny'],
    [to('paths: ["/v1/{**}"]'), 'allow'],
    [to('ports: ["8443"]'), 'allow'],
    [to('ports: ["443"]'), 'deny'],
    [to('ports: ["https"]'), 'deny'],
    [to('methods: [GET], paths: [/v2]'), 'deny'],
    [from('principals: [cluster.local/ns/shop/sa/web]'), 'allow'],
    [from('principals: ["*/sa/web"]'), 'allow'],
    [from('principals: ["cluster.local/ns/shop/*"]'), 'allow'],
    [from('principals: [cluster.local/ns/shop/sa/other]'), 'deny'],
    [from('notPrincipals: ["*"]'), 'deny'],
    [from('namespaces: [shop]'), 'allow'],
    [from('namespaces: [sh*p]'), 'allow'],
    [from('namespaces: [books]'), 'deny'],
    [from('serviceAccounts: [shop/web]'), 'allow'],
    [from('serviceAccounts: [web]'), 'deny'],
    [from('trustDomains: [cluster.local]'), 'allow'],
    [from('ipBlocks: [10.0.0.0/8]'), 'unknown'],
    [from('requestPrincipals: ["*"]'), 'deny'],
    [from('requestPrincipals: ["*"]'), 'unknown', { headers: ['Authorization: Bearer x'] }],
    [when('connection.sni', 'api.example.com'), 'allow'],
    [when('connection.sni', '"*.example.com"'), 'allow'],
    [when('request.headers[X-A]', '"1"'), 'allow', { headers: ['x-a: 1'] }],
    [when('request.headers[X-A]', '"1"'), 'deny'],
    [when('source.namespace', 'shop'), 'allow'],
    [when('no.such.key', 'a'), 'deny'],
    [to('hosts: ["{{ .Values.host }}"]'), 'unknown'],
  ];
  for (const [source, expected, call = {}] of cases)
    test(`${source.slice(source.indexOf('rules: ') + 7).trim()} ${JSON.stringify(call)}: ${expected}`, () => {
      assert.equal(decision(source, call), expected);
    });

  test('means one of from and one of to, and all of when', () => {
    const rule = `[{ from: [{ source: { namespaces: [books] } }, { source: { namespaces: [shop] } }], to: [{ operation: { methods: [PUT] } }, { operation: { methods: [GET] } }], when: [{ key: "request.headers[x-a]", values: ["1"] }] }]`;
    assert.equal(decision(policy(rule), { headers: ['x-a: 1'] }), 'allow');
    assert.equal(decision(policy(rule), { headers: ['x-a: 2'] }), 'deny');
    assert.equal(decision(policy(rule), { headers: ['x-a: 1'], method: 'POST' }), 'deny');
  });

  test('asks for the trust domain of the mesh, which cluster.local always means', () => {
    const files = together(from('principals: [cluster.local/ns/shop/sa/web]'), meshConfig('trustDomain: td'));
    assert.equal(decision(files), 'allow');
    assert.equal(decision(together(from('principals: [td/ns/shop/sa/web]'), meshConfig('trustDomain: td'))), 'allow');
  });

  test('is open where the service account is', () => {
    const caller: Caller = { ...shop, identity: { namespace: 'shop', serviceAccount: undefined } };
    assert.equal(decision(from('principals: [cluster.local/ns/shop/sa/web]'), { caller }), 'unknown');
    assert.equal(decision(from('principals: [cluster.local/ns/books/sa/web]'), { caller }), 'deny');
    assert.equal(decision(from('namespaces: [shop]'), { caller }), 'allow');
  });
});

describe('before a server that passes on bytes', () => {
  const call: Asked = { workload: passthrough, to: 'https://api.example.com/' };
  const byMethod = '[{ to: [{ operation: { methods: [DELETE], ports: ["8443"] } }] }]';

  test('P2: an ALLOW rule that asks for HTTP never matches', () => {
    const { decision, passedOver } = asked(policy('[{ to: [{ operation: { hosts: ["*"] } }] }]'), call);
    assert.deepEqual([decision, passedOver[0]?.fact], ['deny', 'P2']);
    assert.match(passedOver[0]?.text ?? '', /passes on bytes, in which nobody sees the host/);
  });

  test('P2: a DENY rule that asks for HTTP matches as if it did not', () => {
    assert.equal(decision(policy(byMethod, 'DENY'), call), 'deny');
    assert.equal(decision(policy(byMethod.replace('8443', '80'), 'DENY'), call), 'allow');
  });

  test('P2: the SNI is known', () => {
    const bySni = '[{ when: [{ key: connection.sni, values: [api.example.com] }] }]';
    assert.equal(decision(policy(bySni), call), 'allow');
    assert.equal(decision(policy(bySni), { ...call, caller: { ...anybody, sni: 'other.com' } }), 'deny');
  });
});

describe('without mutual TLS', () => {
  for (const source of ['principals: ["*"]', 'namespaces: [shop]', 'serviceAccounts: [shop/web]'])
    test(`P3: nobody knows who calls: ${source}`, () => {
      const { decision, passedOver } = asked(policy(`[{ from: [{ source: { ${source} } }] }]`), { caller: anybody });
      assert.deepEqual([decision, passedOver[0]?.fact], ['deny', 'P3']);
    });

  test('P3: so whom a DENY rule excepts is refused, too', () => {
    const others = policy('[{ from: [{ source: { notNamespaces: [shop] } }] }]', 'DENY');
    assert.deepEqual([decision(others), decision(others, { caller: anybody })], ['allow', 'deny']);
  });
});

describe('a policy', () => {
  const selecting = (value: string): string => `  selector: { matchLabels: { istio: ${value} } }`;

  test('P4: counts in the namespace of the pods and in the root namespace', () => {
    const at = { workload: { ...pods, namespace: 'egress' } };
    assert.equal(decision(policy('[{}]', 'DENY', 'egress'), at), 'deny');
    assert.equal(decision(policy('[{}]', 'DENY', 'istio-system'), at), 'deny');
    assert.equal(decision(policy('[{}]', 'DENY', 'shop'), at), 'allow');
    const root = meshConfig('rootNamespace: root');
    assert.equal(decision(together(policy('[{}]', 'DENY', 'istio-system'), root), at), 'allow');
    assert.equal(decision(together(policy('[{}]', 'DENY', 'root'), root), at), 'deny');
  });

  test('P4: is for the pods that it selects', () => {
    assert.equal(decision(policy('[{}]', 'DENY', 'istio-system', selecting('egressgateway'))), 'deny');
    assert.equal(decision(policy('[{}]', 'DENY', 'istio-system', selecting('ingressgateway'))), 'allow');
  });

  test('that names a target is for gateways of the Gateway API only', () => {
    const target = '  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: egress }]';
    const source = policy('[{}]', 'DENY', 'istio-system', target);
    assert.equal(decision(source), 'allow');
    const labels = new Map([['gateway.networking.k8s.io/gateway-name', 'egress']]);
    assert.equal(decision(source, { workload: { ...pods, labels } }), 'deny');
  });

  test('without a namespace may be for the pods, and is where it selects them', () => {
    const unnamed = (more = ''): string => policy('[{}]', 'DENY', 'x', more).replace(', namespace: x', '');
    assert.equal(decision(unnamed()), 'unknown');
    assert.equal(decision(unnamed(selecting('egressgateway'))), 'deny');
  });
});
