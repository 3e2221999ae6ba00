import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Findings, fixesOf } from '../../../server/src/features/findings';
import { readDocument } from '../../../server/src/model/document';
import { edited, fixture } from '../../fixture';

const versions: Readonly<Record<string, string>> = {
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  BackendTLSPolicy: 'gateway.networking.k8s.io/v1',
  Listeners: 'gateway.networking.k8s.io/v1',
};

const written = (kind: string, spec: string): string =>
  `apiVersion: ${versions[kind] ?? 'networking.istio.io/v1'}\nkind: ${kind === 'Listeners' ? 'Gateway' : kind}\n` +
  `metadata: { name: it, namespace: shop }\nspec: ${spec}\n`;

/** What the fixes of what is refused leave of a spec, by their titles. */
function repairs(kind: string, spec: string, beside = ''): Readonly<Record<string, string>> {
  const opened = fixture(`#- main.yaml\n${written(kind, spec)}#- beside.yaml\n${beside}`);
  const findings = new Findings(opened.workspace);
  const refused = findings.of(opened.main).filter((it) => it.rule.id === 'invalid-object');
  const [first] = refused;
  assert.ok(first, `${spec} is refused`);
  return Object.fromEntries(
    fixesOf(first).map(({ title, edits }) => {
      const text = [...edited(opened, edits).values()].join('');
      assert.ok((readDocument(text).resources[0]?.refusals.length ?? 0) < refused.length, `${title}: ${text}`);
      return [title, text.slice(text.indexOf('spec: ') + 6).trimEnd()];
    }),
  );
}

const server = (port: string, more = ''): string =>
  `{ selector: { istio: egressgateway }, servers: [ { port: { ${port} }, hosts: [ a.example ]${more} } ] }`;
const entry = (hosts: string, ports: string, more = ''): string =>
  `{ hosts: [ ${hosts} ], ports: [ ${ports} ]${more} }`;
const route = (more: string): string => `{ hosts: [ a.example ], http: [ { ${more} } ] }`;
const to = 'route: [ { destination: { host: a.example } } ]';
const policy = (more: string): string => `{ host: a.example, trafficPolicy: { ${more} } }`;
const tls = '{ number: 443, name: tls, protocol: TLS }';

const first: readonly (readonly [string, string, string, string])[] = [
  ['a duration without a unit', 'VirtualService', route(`timeout: "30", ${to}`), route(`timeout: "30s", ${to}`)],
  [
    'a duration as a route of the Gateway API has it',
    'HTTPRoute',
    '{ rules: [ { timeouts: { request: "5" } } ] }',
    '{ rules: [ { timeouts: { request: "5s" } } ] }',
  ],
  [
    'blanks between the causes of a retry',
    'VirtualService',
    route(`retries: { attempts: 2, retryOn: "5xx, reset" }, ${to}`),
    route(`retries: { attempts: 2, retryOn: "5xx,reset" }, ${to}`),
  ],
  [
    'a URL for the name of a host',
    'ServiceEntry',
    entry('"https://a.example:443/v1"', tls, ', resolution: DNS'),
    entry('"a.example"', tls, ', resolution: DNS'),
  ],
  [
    'a port behind a host of a Gateway',
    'Gateway',
    server('number: 80, name: http, protocol: HTTP').replace('a.example', '"shop/a.example:80"'),
    server('number: 80, name: http, protocol: HTTP').replace('a.example', '"shop/a.example"'),
  ],
  [
    'half a wildcard',
    'Gateway',
    server('number: 80, name: http, protocol: HTTP').replace('a.example', '"*a.example"'),
    server('number: 80, name: http, protocol: HTTP').replace('a.example', '"*.a.example"'),
  ],
  [
    'dots in the name of a subset',
    'DestinationRule',
    '{ host: a.example, subsets: [ { name: v1.0 } ] }',
    '{ host: a.example, subsets: [ { name: v1-0 } ] }',
  ],
  [
    'dots where a route asks for it',
    'VirtualService',
    route('route: [ { destination: { host: a.example, subset: v1.0 } } ]'),
    route('route: [ { destination: { host: a.example, subset: v1-0 } } ]'),
  ],
  [
    'two ports of one name',
    'ServiceEntry',
    entry('a.example', `${tls}, { number: 8443, name: tls, protocol: TLS }`),
    entry('a.example', `${tls}, { number: 8443, name: tls-8443, protocol: TLS }`),
  ],
  [
    'a port without a name',
    'ServiceEntry',
    entry('a.example', '{ number: 443, protocol: TLS }'),
    entry('a.example', '{ number: 443, protocol: TLS, name: tls-443 }'),
  ],
  [
    'a server without a name',
    'Gateway',
    server('number: 80, protocol: HTTP'),
    server('number: 80, protocol: HTTP, name: http-80'),
  ],
  [
    'a certificate from two places',
    'Gateway',
    server(
      'number: 443, name: https, protocol: HTTPS',
      ', tls: { mode: SIMPLE, credentialName: a, serverCertificate: /c, privateKey: /k }',
    ),
    server('number: 443, name: https, protocol: HTTPS', ', tls: { mode: SIMPLE, credentialName: a }'),
  ],
  [
    'a certificate beside the mesh’s own',
    'Gateway',
    server('number: 443, name: https, protocol: HTTPS', ', tls: { mode: ISTIO_MUTUAL, credentialName: a }'),
    server('number: 443, name: https, protocol: HTTPS', ', tls: { mode: ISTIO_MUTUAL }'),
  ],
  [
    'a namespace that is named twice',
    'ServiceEntry',
    entry('a.example', tls, ', exportTo: [ ., shop ]'),
    entry('a.example', tls, ', exportTo: [ . ]'),
  ],
  [
    'a host that is named twice',
    'VirtualService',
    `{ hosts: [ a.example, b.example, a.example ], http: [ { ${to} } ] }`,
    `{ hosts: [ a.example, b.example ], http: [ { ${to} } ] }`,
  ],
  [
    'addresses as endpoints of a host without a resolution',
    'ServiceEntry',
    entry('a.example', tls, ', endpoints: [ { address: 203.0.113.7 } ]'),
    entry('a.example', tls, ', endpoints: [ { address: 203.0.113.7 } ], resolution: STATIC'),
  ],
  [
    'names as endpoints of a host that is looked up nowhere',
    'ServiceEntry',
    entry('a.example', tls, ', resolution: STATIC, endpoints: [ { address: b.example } ]'),
    entry('a.example', tls, ', resolution: DNS, endpoints: [ { address: b.example } ]'),
  ],
  [
    'one host that is to be looked up by its name',
    'ServiceEntry',
    entry('a.example', tls, ', resolution: DYNAMIC_DNS'),
    entry('a.example', tls, ', resolution: DNS'),
  ],
  [
    'destinations without weights',
    'VirtualService',
    route('route: [ { destination: { host: a.example } }, { destination: { host: b.example } } ]'),
    route(
      'route: [ { destination: { host: a.example }, weight: 50 }, { destination: { host: b.example }, weight: 50 } ]',
    ),
  ],
  [
    'failures that are not told apart',
    'DestinationRule',
    policy('outlierDetection: { consecutiveLocalOriginFailures: 5 }'),
    policy('outlierDetection: { consecutiveLocalOriginFailures: 5, splitExternalLocalOriginErrors: true }'),
  ],
  [
    'a file beside a credential',
    'DestinationRule',
    policy('tls: { mode: SIMPLE, credentialName: a, caCertificates: /ca }'),
    policy('tls: { mode: SIMPLE, credentialName: a }'),
  ],
  [
    'an authority for a certificate that nobody looks at',
    'DestinationRule',
    policy('tls: { mode: SIMPLE, caCertificates: /ca, insecureSkipVerify: true }'),
    policy('tls: { mode: SIMPLE, caCertificates: /ca }'),
  ],
  [
    'a host in capitals, which only the Gateway API refuses',
    'HTTPRoute',
    '{ hostnames: [ A.example ] }',
    '{ hostnames: [ a.example ] }',
  ],
  [
    'a path without its slash',
    'HTTPRoute',
    '{ rules: [ { matches: [ { path: { value: v1 } } ] } ] }',
    '{ rules: [ { matches: [ { path: { value: /v1 } } ] } ] }',
  ],
  [
    'a certificate of the server that nobody vouches for',
    'BackendTLSPolicy',
    '{ targetRefs: [ { group: "", kind: Service, name: a } ], validation: { hostname: a.example } }',
    '{ targetRefs: [ { group: "", kind: Service, name: a } ], validation: { hostname: a.example, wellKnownCACertificates: System } }',
  ],
  [
    'a listener of TLS that says nothing of it',
    'Listeners',
    '{ gatewayClassName: istio, listeners: [ { name: tls, port: 443, protocol: TLS } ] }',
    '{ gatewayClassName: istio, listeners: [ { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } } ] }',
  ],
];

for (const [what, kind, wrong, right] of first)
  test(`the first repair is plain: ${what}`, () => {
    assert.equal(Object.values(repairs(kind, wrong))[0], right);
    assert.deepEqual(readDocument(written(kind, right)).resources[0]?.refusals ?? [], []);
  });

test('where two things may be meant, both are offered', () => {
  const sni = (hosts: string, name: string): string =>
    `{ hosts: [ ${hosts} ], tls: [ { match: [ { sniHosts: [ ${name} ] } ], ${to} } ] }`;
  const declared = (hosts: string): string => written('ServiceEntry', entry(hosts, tls, ', resolution: DNS'));
  const asked = sni('a.example', 'b.example');
  assert.deepEqual(repairs('VirtualService', asked, declared('a.example, b.example')), {
    "Change 'b.example' to 'a.example'": sni('a.example', 'a.example'),
    "Change 'a.example' to 'b.example'": sni('b.example', 'b.example'),
    "Add 'b.example' to the hosts": sni('a.example, b.example', 'b.example'),
  });
  assert.deepEqual(Object.keys(repairs('VirtualService', asked, declared('a.example'))), [
    "Change 'b.example' to 'a.example'",
  ]);
  assert.deepEqual(Object.keys(repairs('Gateway', server('number: 443, name: https, protocol: HTTPS'))), [
    'Pass TLS on (mode PASSTHROUGH)',
    'End the TLS of the mesh (mode ISTIO_MUTUAL)',
  ]);
  const http = server('number: 80, name: http, protocol: HTTP', ', tls: { mode: ISTIO_MUTUAL }');
  assert.deepEqual(Object.keys(repairs('Gateway', http)), [
    'Speak HTTPS (protocol: HTTPS)',
    'Speak TLS (protocol: TLS)',
  ]);
  const rule = written('VirtualService', `{ hosts: [ a.example ], gateways: [ it ], http: [ { ${to} } ] }`);
  assert.deepEqual(repairs('Gateway', http, rule), {
    "Remove 'tls'": server('number: 80, name: http, protocol: HTTP'),
  });
});

test('what only the author knows is not guessed', () => {
  assert.deepEqual(
    repairs('VirtualService', route('timeout: 1500us, route: [ { destination: { host: a.example } } ]')),
    {},
  );
  assert.deepEqual(repairs('ServiceEntry', entry('"*"', tls)), {});
  assert.deepEqual(repairs('DestinationRule', '{ host: a.example, trafficPolicy: { tls: { mode: MUTUAL } } }'), {});
});
