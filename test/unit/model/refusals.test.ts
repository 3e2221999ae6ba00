import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDocument } from '../../../server/src/model/document';
import { pathText } from '../../../server/src/yaml/tree';

/** The paths at which an object is refused, with `!` in front where Istio only warns. */
function refused(source: string): string[] {
  const [resource] = readDocument(source).resources;
  assert.ok(resource, 'the object is of a kind that is known');
  return resource.refusals.map((it) => `${it.severity === 'warning' ? '!' : ''}${pathText(it.path)}`);
}

const versions: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  GRPCRoute: 'gateway.networking.k8s.io/v1',
  TLSRoute: 'gateway.networking.k8s.io/v1',
  BackendTLSPolicy: 'gateway.networking.k8s.io/v1',
  ReferenceGrant: 'gateway.networking.k8s.io/v1',
};

/** The same of a spec in flow style. */
const refusedSpec = (kind: string, spec: string, apiVersion = versions[kind] ?? 'networking.istio.io/v1'): string[] =>
  refused(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: it, namespace: shop }\nspec: ${spec}\n`);

const entry = (more: string): string =>
  `{ hosts: [ a.example ], ports: [ { number: 443, name: tls, protocol: TLS } ], ${more} }`;

test('what a ServiceEntry may have depends on its resolution', () => {
  assert.deepEqual(refusedSpec('ServiceEntry', entry('resolution: DNS')), []);
  assert.deepEqual(refusedSpec('ServiceEntry', entry('endpoints: [ { address: 10.0.0.1 } ]')), ['spec.endpoints']);
  assert.deepEqual(refusedSpec('ServiceEntry', entry('resolution: STATIC, endpoints: [ { address: b.example } ]')), [
    'spec.endpoints[0].address',
  ]);
  assert.deepEqual(refusedSpec('ServiceEntry', entry('resolution: DNS, endpoints: [ { address: b.example } ]')), []);
  assert.deepEqual(refusedSpec('ServiceEntry', entry('resolution: DNS, addresses: [ 10.0.0.0/8 ]')), [
    'spec.addresses[0]',
  ]);
  assert.deepEqual(refusedSpec('ServiceEntry', entry('addresses: [ 10.0.0.0/8, 10.0.0.0/33 ]')), ['spec.addresses[1]']);
  assert.deepEqual(refusedSpec('ServiceEntry', entry('resolution: DYNAMIC_DNS')), ['spec.hosts[0]']);
});

test('several hosts need a protocol that says which is meant', () => {
  const several = (protocol: string): string[] =>
    refusedSpec(
      'ServiceEntry',
      `{ hosts: [ a.example, b.example ], resolution: DNS, ports: [ { number: 1, name: it${protocol} } ] }`,
    );
  assert.deepEqual(several(', protocol: TCP'), ['spec.ports[0].protocol']);
  assert.deepEqual(several(''), ['spec.ports[0].protocol']);
  assert.deepEqual(several(', protocol: grpc'), []);
  assert.deepEqual(several(', protocol: "${PROTOCOL}"'), []);
});

test('an export names each namespace once, and a dot is the own one', () => {
  const to = (list: string): string[] => refusedSpec('ServiceEntry', entry(`resolution: DNS, exportTo: ${list}`));
  assert.deepEqual(to('[ ., infra ]'), []);
  assert.deepEqual(to('[ "~" ]'), []);
  assert.deepEqual(to('[ ., shop ]'), ['spec.exportTo[1]']);
  assert.deepEqual(to('[ infra, "*" ]'), ['spec.exportTo[1]']);
  assert.deepEqual(to('[ infra_1 ]'), ['spec.exportTo[0]']);
});

const server = (protocol: string, more = ''): string =>
  `{ servers: [ { port: { number: 443, name: it, protocol: ${protocol} }, hosts: [ a.example ]${more} } ] }`;

test('the TLS of a server goes with its protocol and its mode', () => {
  const tls = (protocol: string, settings: string): string[] =>
    refusedSpec('Gateway', server(protocol, `, tls: ${settings}`));
  assert.deepEqual(refusedSpec('Gateway', server('TLS')), ['spec.servers[0].port.protocol']);
  assert.deepEqual(refusedSpec('Gateway', server('TCP')), []);
  assert.deepEqual(tls('TCP', '{}'), ['spec.servers[0].tls']);
  assert.deepEqual(tls('HTTP', '{ mode: SIMPLE, credentialName: it }'), ['spec.servers[0].tls']);
  assert.deepEqual(tls('https', '{}'), []);
  assert.deepEqual(tls('HTTPS', '{ mode: MUTUAL, credentialName: it }'), []);
  assert.deepEqual(tls('HTTPS', '{ mode: SIMPLE }'), ['spec.servers[0].tls.mode']);
  assert.deepEqual(tls('HTTPS', '{ mode: ISTIO_MUTUAL, credentialName: it }'), ['spec.servers[0].tls.credentialName']);
  assert.deepEqual(tls('HTTPS', '{ mode: PASSTHROUGH, credentialName: it }'), ['!spec.servers[0].tls.credentialName']);
});

test('a host of a Gateway is a full name, behind a namespace if there is one', () => {
  const hosts = (list: string): string[] =>
    refusedSpec('Gateway', `{ servers: [ { port: { number: 80, name: it, protocol: HTTP }, hosts: ${list} } ] }`);
  assert.deepEqual(hosts('[ "*", "*.a.example", ./a.example, "*/a.example", 10.0.0.1, "${HOST}" ]'), []);
  assert.deepEqual(hosts('[ reviews ]'), ['spec.servers[0].hosts[0]']);
  assert.deepEqual(hosts('[ "*a.example" ]'), ['spec.servers[0].hosts[0]']);
  assert.deepEqual(hosts('[ shop_1/a.example ]'), ['spec.servers[0].hosts[0]']);
});

const routes = (more: string): string => `{ hosts: [ a.example ], ${more} }`;
const to = (...hosts: readonly string[]): string =>
  `[ ${hosts.map((it) => `{ destination: { host: ${it} } }`).join(', ')} ]`;

test('a rule does one thing with a request, and says what', () => {
  const http = (rule: string): string[] => refusedSpec('VirtualService', routes(`http: [ ${rule} ]`));
  assert.deepEqual(http(`{ route: ${to('a.example')}, timeout: 1m30s }`), []);
  assert.deepEqual(http('{ timeout: 5s }'), ['spec.http[0]']);
  assert.deepEqual(http(`{ redirect: { uri: /a }, route: ${to('a.example')} }`), ['spec.http[0].route']);
  assert.deepEqual(http(`{ route: ${to('a.example', 'b.example')} }`), ['spec.http[0].route']);
  assert.deepEqual(http(`{ route: ${to('10.0.0.1')} }`), ['spec.http[0].route[0].destination.host']);
  assert.deepEqual(http(`{ route: ${to('a.example')}, retries: { perTryTimeout: 1s } }`), [
    'spec.http[0].retries.perTryTimeout',
  ]);
  assert.deepEqual(http(`{ route: ${to('a.example')}, timeout: 500us }`), ['spec.http[0].timeout']);
  assert.deepEqual(http(`{ match: [ { uri: { regex: "(?!a)" } } ], route: ${to('a.example')} }`), [
    'spec.http[0].match[0].uri.regex',
  ]);
});

test('a VirtualService for sidecars is not for all hosts, and names none twice', () => {
  const hosts = (list: string, more = ''): string[] =>
    refusedSpec('VirtualService', `{ hosts: ${list}, http: [ { route: ${to('a.example')} } ]${more} }`);
  assert.deepEqual(hosts('[ "*" ]'), ['spec.hosts[0]']);
  assert.deepEqual(hosts('[ "*" ]', ', gateways: [ egress ]'), []);
  assert.deepEqual(hosts('[ "*" ]', ', gateways: [ egress, mesh ]'), ['spec.hosts[0]']);
  assert.deepEqual(hosts('[ a.example, b.example, "*.example" ]'), ['spec.hosts[2]']);
});

test('a Sidecar listens for everything else last', () => {
  const egress = (list: string): string[] => refusedSpec('Sidecar', `{ egress: ${list} }`);
  assert.deepEqual(
    egress('[ { port: { number: 80, protocol: HTTP, name: it }, hosts: [ ./* ] }, { hosts: [ "*/*" ] } ]'),
    [],
  );
  assert.deepEqual(
    egress('[ { hosts: [ "*/*" ] }, { port: { number: 80, protocol: HTTP, name: it }, hosts: [ ./* ] } ]'),
    ['spec.egress[0]'],
  );
  assert.deepEqual(egress('[ { hosts: [ a.example ] } ]'), ['spec.egress[0].hosts[0]']);
  assert.deepEqual(egress('[ { hosts: [ shop/a.example, ./* ] } ]'), ['!spec.egress[0].hosts[0]']);
});

test('a policy that denies or asks somebody else has rules, and conditions that Istio knows', () => {
  assert.deepEqual(refusedSpec('AuthorizationPolicy', '{ action: DENY }'), ['spec.action']);
  assert.deepEqual(refusedSpec('AuthorizationPolicy', '{}'), []);
  assert.deepEqual(
    refusedSpec('AuthorizationPolicy', '{ rules: [ { when: [ { key: source.sni, values: [ a ] } ] } ] }'),
    ['spec.rules[0].when[0].key'],
  );
  assert.deepEqual(
    refusedSpec(
      'AuthorizationPolicy',
      '{ selector: { matchLabels: { a: b } }, targetRef: { kind: Service, name: a } }',
    ),
    ['spec.targetRef'],
  );
  assert.deepEqual(refusedSpec('PeerAuthentication', '{ portLevelMtls: { 80: { mode: STRICT } } }'), [
    'spec.portLevelMtls',
  ]);
});

test('the Gateway API is as strict', () => {
  const rules = (list: string): string[] => refusedSpec('HTTPRoute', `{ parentRefs: [ { name: a } ], rules: ${list} }`);
  assert.deepEqual(rules('[ { backendRefs: [ { name: a, port: 80 } ] } ]'), []);
  assert.deepEqual(rules('[ { backendRefs: [ { name: a } ] } ]'), ['spec.rules[0].backendRefs[0].name']);
  assert.deepEqual(rules('[ { filters: [ { type: URLRewrite } ] } ]'), ['spec.rules[0].filters[0].type']);
  assert.deepEqual(rules('[ { matches: [ { path: { value: a } } ] } ]'), ['spec.rules[0].matches[0].path.value']);
  assert.deepEqual(
    refusedSpec(
      'Gateway',
      '{ gatewayClassName: istio, listeners: [ { name: a, port: 80, protocol: HTTP, tls: {} } ] }',
      'gateway.networking.k8s.io/v1',
    ),
    ['spec.listeners[0].tls'],
  );
  assert.deepEqual(
    refusedSpec(
      'BackendTLSPolicy',
      '{ targetRefs: [ { group: "", kind: Service, name: a } ], validation: { hostname: a.example } }',
    ),
    ['spec.validation'],
  );
});

test('what a field problem says is not said again', () => {
  assert.deepEqual(refusedSpec('ServiceEntry', '{ hosts: a.example }'), []);
  assert.deepEqual(refusedSpec('ServiceEntry', '{ host: [ a.example ] }'), []);
  assert.deepEqual(refusedSpec('VirtualService', routes('htttp: []')), []);
});

test('of a template only values count that are wrong whatever it writes beside them', () => {
  const templated = (spec: string): string[] =>
    refused(
      `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: "{{ .Release.Name }}" }\nspec: ${spec}\n`,
    );
  assert.deepEqual(templated('{ ports: [ { number: 443 } ] }'), []);
  assert.deepEqual(templated('{ hosts: [ a_b.example ] }'), ['spec.hosts[0]']);
});

test('the weights of localities add up, and a failover leads elsewhere', () => {
  const at = 'spec.trafficPolicy.loadBalancer.localityLbSetting';
  const setting = (text: string): string[] =>
    refusedSpec(
      'DestinationRule',
      `{ host: a.example, trafficPolicy: { loadBalancer: { localityLbSetting: { ${text} } } } }`,
    ).map((it) => it.replace(`${at}.`, ''));
  assert.deepEqual(setting('distribute: [ { from: eu/*, to: { eu/a: 80, us/*: 20 } } ]'), []);
  assert.deepEqual(setting('distribute: [ { from: eu, to: { eu: 80, us: 30 } } ]'), ['distribute[0].to']);
  assert.deepEqual(setting('distribute: [ { from: eu, to: { eu: 100, us: 0 } } ]'), ['distribute[0].to.us']);
  assert.deepEqual(setting('distribute: [ { from: eu, to: { eu: 100 } }, { from: eu/a, to: { eu: 100 } } ]'), [
    'distribute[1].from',
  ]);
  assert.deepEqual(setting('distribute: [ { from: "e*u", to: { eu: 100 } } ]'), ['distribute[0].from']);
  assert.deepEqual(setting('failover: [ { from: eu, to: us } ]'), []);
  assert.deepEqual(setting('failover: [ { from: eu, to: eu } ]'), ['failover[0].to']);
  assert.deepEqual(setting('failover: [ { from: eu/a, to: us } ]'), ['failover[0].from']);
});

test('a header has a percent sign only in front of a variable, or twice', () => {
  const value = (text: string): number =>
    refusedSpec(
      'VirtualService',
      `{ hosts: [ a.example ], http: [ { headers: { request: { set: { x-it: '${text}' } } }, route: [ { destination: { host: a.example } } ] } ] }`,
    ).length;
  for (const text of [
    'plain',
    '100%%',
    'from %HOSTNAME%',
    '%REQ(X-ID)%',
    '%START_TIME(%s)%',
    '%DOWNSTREAM(["a", "b"])%',
  ])
    assert.equal(value(text), 0, text);
  for (const text of ['100%', 'abc%123', '%START_TIME%%', '%REQ(X-ID%']) assert.equal(value(text), 1, text);
});

test('a method of gRPC is a name, unless it is an expression', () => {
  const method = (text: string): string[] =>
    refusedSpec('GRPCRoute', `{ rules: [ { matches: [ { method: { ${text} } } ] } ] }`);
  assert.deepEqual(method('service: ledger.v1.Books, method: List_All'), []);
  assert.deepEqual(method('service: /ledger, method: a.b'), [
    'spec.rules[0].matches[0].method.service',
    'spec.rules[0].matches[0].method.method',
  ]);
  assert.deepEqual(method('type: RegularExpression, method: "a.*"'), []);
});

test('a policy for backends says whom it trusts in words that the API server knows', () => {
  const policy = (more: string): string[] =>
    refusedSpec(
      'BackendTLSPolicy',
      `{ targetRefs: [ { group: "", kind: Service, name: a } ], validation: { hostname: a.example, ${more} } }`,
    );
  assert.deepEqual(policy('wellKnownCACertificates: System'), []);
  assert.deepEqual(policy('wellKnownCACertificates: example.com/roots'), []);
  assert.deepEqual(policy('wellKnownCACertificates: Mozilla'), ['spec.validation.wellKnownCACertificates']);
  const names = (uri: string): string =>
    `wellKnownCACertificates: System, subjectAltNames: [ { type: URI, uri: ${uri} } ]`;
  assert.deepEqual(policy(names('"spiffe://a/b"')), []);
  assert.deepEqual(policy(names('a.example')), ['spec.validation.subjectAltNames[0].uri']);
});

test('a route without rules has none written', () => {
  assert.deepEqual(refusedSpec('HTTPRoute', '{ rules: [] }'), ['spec.rules']);
  assert.deepEqual(refusedSpec('HTTPRoute', '{ hostnames: [ a.example ] }'), []);
});
