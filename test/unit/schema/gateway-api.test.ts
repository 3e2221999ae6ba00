import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkFields, type FieldProblem } from '../../../server/src/schema/check';
import { fieldAt, knownKinds, objectType, typeAt } from '../../../server/src/schema/schema';
import { parse } from '../../../server/src/yaml/parse';
import { pathText } from '../../../server/src/yaml/tree';
import { istioObject, known, steps, unknownPaths } from './paths';

const group = 'gateway.networking.k8s.io';

/** What the CRDs of Gateway API 1.6 serve, the version to use first in front. */
const served: Record<string, string[]> = {
  Gateway: ['v1', 'v1beta1'],
  GatewayClass: ['v1', 'v1beta1'],
  HTTPRoute: ['v1', 'v1beta1'],
  GRPCRoute: ['v1'],
  TLSRoute: ['v1', 'v1alpha3', 'v1alpha2'],
  TCPRoute: ['v1', 'v1alpha2'],
  ReferenceGrant: ['v1', 'v1beta1'],
  BackendTLSPolicy: ['v1', 'v1alpha3'],
  ListenerSet: ['v1'],
};

const gatewayApi = (kind: string, version = 'v1') => known(`${group}/${version}`, kind);

test('the kinds of the Gateway API are known in the versions that are served, and in no other', () => {
  const found = knownKinds.filter((it) => it.apiVersions[0]?.startsWith(`${group}/`));
  assert.deepEqual(
    Object.fromEntries(found.map((it) => [it.kind, it.apiVersions])),
    Object.fromEntries(
      Object.entries(served).map(([kind, versions]) => [kind, versions.map((it) => `${group}/${it}`)]),
    ),
  );
  for (const [kind, versions] of Object.entries(served)) for (const it of versions) gatewayApi(kind, it);
});

test('a kind has the same type in each version that has the same fields', () => {
  for (const [kind, versions] of Object.entries(served))
    for (const version of versions)
      if (version !== 'v1alpha2' || kind !== 'TLSRoute')
        assert.equal(gatewayApi(kind, version), gatewayApi(kind), kind);
});

test('a TLSRoute must say its hostnames since v1alpha3, and could leave them out before', () => {
  const isRequired = (version: string) => fieldAt(gatewayApi('TLSRoute', version), ['spec', 'hostnames'])?.required;
  assert.deepEqual(['v1', 'v1alpha3', 'v1alpha2'].map(isRequired), [true, true, false]);
});

describe('the fields of an object are those of the CRD, each and no other', () => {
  const reference = 'group kind name namespace';
  const selector = 'matchExpressions matchLabels';
  const parent = `${reference} port sectionName`;
  const backend = `${reference} port weight`;
  const listener = 'allowedRoutes hostname name port protocol tls';
  const filter = 'extensionRef requestHeaderModifier requestMirror responseHeaderModifier type';
  const expected: Record<string, Record<string, string>> = {
    Gateway: {
      spec: 'addresses allowedListeners defaultScope gatewayClassName infrastructure listeners tls',
      'spec.addresses.0': 'type value',
      'spec.infrastructure': 'annotations labels parametersRef',
      'spec.infrastructure.parametersRef': 'group kind name',
      'spec.allowedListeners.namespaces': 'from selector',
      'spec.listeners.0': listener,
      'spec.listeners.0.allowedRoutes': 'kinds namespaces',
      'spec.listeners.0.allowedRoutes.kinds.0': 'group kind',
      'spec.listeners.0.allowedRoutes.namespaces': 'from selector',
      'spec.listeners.0.allowedRoutes.namespaces.selector': selector,
      'spec.listeners.0.tls': 'certificateRefs mode options',
      'spec.listeners.0.tls.certificateRefs.0': reference,
      'spec.tls': 'backend frontend',
      'spec.tls.backend.clientCertificateRef': reference,
      'spec.tls.frontend': 'default perPort',
      'spec.tls.frontend.perPort.0': 'port tls',
      'spec.tls.frontend.perPort.0.tls.validation': 'caCertificateRefs mode',
      'spec.tls.frontend.default.validation.caCertificateRefs.0': reference,
    },
    GatewayClass: {
      spec: 'controllerName description parametersRef',
      'spec.parametersRef': reference,
    },
    HTTPRoute: {
      spec: 'hostnames parentRefs rules useDefaultGateways',
      'spec.parentRefs.0': parent,
      'spec.rules.0': 'backendRefs filters matches name retry sessionPersistence timeouts',
      'spec.rules.0.matches.0': 'headers method path queryParams',
      'spec.rules.0.matches.0.path': 'type value',
      'spec.rules.0.matches.0.headers.0': 'name type value',
      'spec.rules.0.backendRefs.0': `filters ${backend}`,
      'spec.rules.0.filters.0': `cors externalAuth requestRedirect urlRewrite ${filter}`,
      'spec.rules.0.filters.0.urlRewrite': 'hostname path',
      'spec.rules.0.filters.0.urlRewrite.path': 'replaceFullPath replacePrefixMatch type',
      'spec.rules.0.filters.0.requestRedirect': 'hostname path port scheme statusCode',
      'spec.rules.0.filters.0.requestMirror': 'backendRef fraction percent',
      'spec.rules.0.filters.0.requestMirror.backendRef': `${reference} port`,
      'spec.rules.0.filters.0.cors': 'allowCredentials allowHeaders allowMethods allowOrigins exposeHeaders maxAge',
      'spec.rules.0.timeouts': 'backendRequest request',
      'spec.rules.0.retry': 'attempts backoff codes',
    },
    GRPCRoute: {
      spec: 'hostnames parentRefs rules useDefaultGateways',
      'spec.parentRefs.0': parent,
      'spec.rules.0': 'backendRefs filters matches name sessionPersistence',
      'spec.rules.0.matches.0': 'headers method',
      'spec.rules.0.matches.0.method': 'method service type',
      'spec.rules.0.filters.0': filter,
      'spec.rules.0.backendRefs.0': `filters ${backend}`,
    },
    TLSRoute: {
      spec: 'hostnames parentRefs rules useDefaultGateways',
      'spec.parentRefs.0': parent,
      'spec.rules.0': 'backendRefs name',
      'spec.rules.0.backendRefs.0': backend,
    },
    TCPRoute: {
      spec: 'parentRefs rules useDefaultGateways',
      'spec.parentRefs.0': parent,
      'spec.rules.0': 'backendRefs name',
      'spec.rules.0.backendRefs.0': backend,
    },
    ReferenceGrant: {
      spec: 'from to',
      'spec.from.0': 'group kind namespace',
      'spec.to.0': 'group kind name',
    },
    BackendTLSPolicy: {
      spec: 'options targetRefs validation',
      'spec.targetRefs.0': 'group kind name sectionName',
      'spec.validation': 'caCertificateRefs hostname subjectAltNames wellKnownCACertificates',
      'spec.validation.caCertificateRefs.0': 'group kind name',
      'spec.validation.subjectAltNames.0': 'hostname type uri',
    },
    ListenerSet: {
      spec: 'listeners parentRef',
      'spec.parentRef': reference,
      'spec.listeners.0': listener,
      'spec.listeners.0.tls': 'certificateRefs mode options',
    },
  };
  for (const [kind, objects] of Object.entries(expected))
    test(kind, () => {
      for (const version of served[kind] ?? [])
        for (const [path, fields] of Object.entries(objects)) {
          const type = typeAt(gatewayApi(kind, version), steps(path));
          assert.ok(type?.kind === 'object', `${version} ${kind} ${path}`);
          assert.deepEqual([...type.fields.keys()].sort(), fields.split(' ').sort(), `${version} ${kind} ${path}`);
        }
    });
});

test('fields that must be there are known as such', () => {
  const required = (kind: string, path: string): string[] => {
    const type = typeAt(gatewayApi(kind), steps(path));
    return type?.kind === 'object' ? [...type.fields.values()].filter((it) => it.required).map((it) => it.name) : [];
  };
  assert.deepEqual(required('Gateway', 'spec'), ['gatewayClassName', 'listeners']);
  assert.deepEqual(required('Gateway', 'spec.listeners.0'), ['name', 'port', 'protocol']);
  assert.deepEqual(required('HTTPRoute', 'spec.parentRefs.0'), ['name']);
  assert.deepEqual(required('HTTPRoute', 'spec.rules.0.filters.0'), ['type']);
  assert.deepEqual(required('TLSRoute', 'spec.rules.0'), ['backendRefs']);
  assert.deepEqual(required('BackendTLSPolicy', 'spec'), ['targetRefs', 'validation']);
  assert.deepEqual(required('BackendTLSPolicy', 'spec.validation'), ['hostname']);
  assert.deepEqual(required('ReferenceGrant', 'spec.from.0'), ['group', 'kind', 'namespace']);
});

test('ports, weights and status codes are whole numbers', () => {
  for (const [kind, path] of [
    ['Gateway', 'spec.listeners.0.port'],
    ['Gateway', 'spec.tls.frontend.perPort.0.port'],
    ['HTTPRoute', 'spec.parentRefs.0.port'],
    ['HTTPRoute', 'spec.rules.0.backendRefs.0.port'],
    ['HTTPRoute', 'spec.rules.0.backendRefs.0.weight'],
    ['HTTPRoute', 'spec.rules.0.filters.0.requestRedirect.statusCode'],
    ['HTTPRoute', 'spec.rules.0.retry.codes.0'],
    ['TLSRoute', 'spec.rules.0.backendRefs.0.port'],
    ['TCPRoute', 'spec.rules.0.backendRefs.0.port'],
  ] as const) {
    assert.equal(typeAt(gatewayApi(kind), steps(path))?.kind, 'integer', `${kind} ${path}`);
  }
});

test('the Gateway of the Gateway API and that of Istio are told apart by their group', () => {
  const istio = istioObject('Gateway');
  assert.notEqual(gatewayApi('Gateway'), istio);
  assert.deepEqual(unknownPaths(istio, ['spec.servers.0.port', 'spec.listeners']), ['spec.listeners']);
  assert.deepEqual(unknownPaths(gatewayApi('Gateway'), ['spec.servers', 'spec.listeners.0.port']), ['spec.servers']);
  assert.equal(objectType('networking.istio.io/v1', 'Gateway'), istio);
  assert.equal(knownKinds.find((it) => it.kind === 'Gateway')?.apiVersions[0], 'networking.istio.io/v1');
});

test('descriptions say what a field is for, and not what implementations have to do', () => {
  const text = (kind: string, path: string): string => fieldAt(gatewayApi(kind), steps(path))?.description ?? '';
  assert.equal(text('Gateway', 'spec.tls.frontend'), 'Frontend describes TLS config when client connects to Gateway.');
  assert.match(text('Gateway', 'spec'), /^Gateway represents /);
  assert.match(text('Gateway', 'spec.listeners.0.tls.mode'), /two possible modes:\n\n- Terminate: .*\n- Passthrough: /);
  assert.match(text('TLSRoute', 'spec.hostnames'), /exceptions:\n\n1\. IPs .*\n2\. .*`\*\.`/);
  assert.match(text('HTTPRoute', 'spec.rules.0.retry'), /\n\nOnly in the experimental channel of the Gateway API\.$/);
  assert.doesNotMatch(text('HTTPRoute', 'spec.rules.0.timeouts'), /experimental|Support/);
});

test('no description has a note to tools in it, or is longer than a screen', () => {
  for (const kind of Object.keys(served)) {
    const walk = (type: ReturnType<typeof typeAt>): void => {
      if (type?.kind === 'list') walk(type.items);
      if (type?.kind === 'map') walk(type.values);
      if (type?.kind !== 'object') return;
      for (const field of type.fields.values()) {
        assert.doesNotMatch(field.description, /<\/?gateway:|\\\*|^Support:/m, field.name);
        assert.ok(field.description.length < 1000, field.name);
        walk(field.type);
      }
    };
    walk(fieldAt(gatewayApi(kind), ['spec'])?.type);
  }
});

describe('what the API server would refuse or drop is found', () => {
  const problems = (kind: string, spec: string, version?: string): FieldProblem[] => {
    const { root, errors } = parse(`spec:\n${spec.replace(/^/gm, '  ')}`);
    assert.deepEqual(errors, []);
    return checkFields(root, gatewayApi(kind, version));
  };
  const said = (found: FieldProblem[]): string[] => found.map((it) => `${it.problem} ${pathText(it.path)}`);

  test('a misspelt field, with the one that is meant', () => {
    for (const version of ['v1', 'v1beta1']) {
      const [problem, ...others] = problems('HTTPRoute', 'rules:\n- backendRef: [ { name: out, port: 80 } ]', version);
      assert.deepEqual(others, []);
      assert.ok(problem?.problem === 'unknown-field');
      assert.deepEqual(problem.suggestions, ['backendRefs']);
    }
  });

  test('a field of the route in its rule, with the place where it belongs', () => {
    const [problem] = problems('HTTPRoute', 'rules:\n- hostnames: [ api.example.com ]');
    assert.ok(problem?.problem === 'unknown-field');
    assert.deepEqual(problem.elsewhere.map(pathText), ['spec.hostnames']);
  });

  test('a field of Istio’s Gateway', () => {
    assert.deepEqual(said(problems('Gateway', 'gatewayClassName: istio\nselector: { istio: egressgateway }')), [
      'unknown-field spec.selector',
    ]);
  });

  test('a match of an HTTPRoute in a TLSRoute', () => {
    assert.deepEqual(said(problems('TLSRoute', 'rules:\n- matches: [ { path: { value: / } } ]')), [
      'unknown-field spec.rules[0].matches',
    ]);
  });

  test('a value that is not one of the allowed ones', () => {
    const [mode] = problems('Gateway', 'listeners:\n- tls: { mode: TERMINATE }');
    assert.ok(mode?.problem === 'enum');
    assert.equal(mode.suggestion, 'Terminate');
    const from = 'allowedRoutes: { namespaces: { from: None } }';
    assert.deepEqual(said(problems('Gateway', `listeners:\n- ${from}`)), [
      'enum spec.listeners[0].allowedRoutes.namespaces.from',
    ]);
    assert.deepEqual(problems('Gateway', 'allowedListeners: { namespaces: { from: None } }'), []);
    assert.deepEqual(said(problems('HTTPRoute', 'rules:\n- filters: [ { type: UrlRewrite } ]')), [
      'enum spec.rules[0].filters[0].type',
    ]);
    assert.deepEqual(said(problems('GRPCRoute', 'rules:\n- filters: [ { type: URLRewrite } ]')), [
      'enum spec.rules[0].filters[0].type',
    ]);
  });

  test('a value of the wrong type', () => {
    const text = 'parentRefs: { name: egress }\nrules:\n- backendRefs: [ { name: out, port: "443" } ]';
    assert.deepEqual(said(problems('TLSRoute', text)), [
      'type spec.parentRefs',
      'type spec.rules[0].backendRefs[0].port',
    ]);
  });

  test('but no value of a field that is open for others', () => {
    assert.deepEqual(problems('Gateway', 'listeners: [ { protocol: example.com/quic } ]'), []);
    assert.deepEqual(problems('BackendTLSPolicy', 'validation: { wellKnownCACertificates: example.com/own }'), []);
    assert.deepEqual(problems('Gateway', 'addresses: [ { type: example.com/pool, value: out } ]'), []);
  });

  test('and nothing in an egress set-up that is right', () => {
    const gateway = `
gatewayClassName: istio
addresses: [ { type: Hostname, value: istio-egressgateway.istio-system.svc.cluster.local } ]
infrastructure: { labels: { team: edge }, parametersRef: { group: "", kind: ConfigMap, name: egress } }
tls: { backend: { clientCertificateRef: { name: client } } }
listeners:
- name: tls
  hostname: api.example.com
  port: 443
  protocol: TLS
  tls:
    mode: Terminate
    options: { gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL }
  allowedRoutes:
    kinds: [ { kind: TLSRoute } ]
    namespaces: { from: Selector, selector: { matchExpressions: [ { key: egress, operator: Exists } ] } }`;
    assert.deepEqual(problems('Gateway', gateway), []);
    const route = `
parentRefs:
- { group: networking.istio.io, kind: ServiceEntry, name: api, port: 443 }
hostnames: [ api.example.com ]
rules:
- name: out
  backendRefs:
  - { group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443, weight: 1 }`;
    assert.deepEqual(problems('TLSRoute', route), []);
    const policy = `
targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: api, sectionName: https } ]
validation: { hostname: api.example.com, wellKnownCACertificates: System }`;
    for (const version of ['v1', 'v1alpha3']) assert.deepEqual(problems('BackendTLSPolicy', policy, version), []);
  });
});
