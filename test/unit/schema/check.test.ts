import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFields, type FieldProblem } from '../../../server/src/schema/check';
import { parse } from '../../../server/src/yaml/parse';
import { pathText } from '../../../server/src/yaml/tree';
import { istioObject } from './paths';

/** The problems of a `spec`, or of a whole object where the text begins with `apiVersion`. */
function problems(kind: string, text: string): FieldProblem[] {
  const source = text.startsWith('apiVersion') ? text : `spec:\n${text.replace(/^/gm, '  ')}`;
  const { root, errors } = parse(source);
  assert.deepEqual(errors, []);
  return checkFields(root, istioObject(kind));
}

function only<P extends FieldProblem['problem']>(
  found: FieldProblem[],
  problem: P,
): Extract<FieldProblem, { problem: P }> {
  assert.deepEqual(
    found.map((it) => it.problem),
    [problem],
  );
  return found[0] as Extract<FieldProblem, { problem: P }>;
}

const said = (found: FieldProblem[]): string[] => found.map((it) => `${it.problem} ${pathText(it.path)}`);

test('a field in snake_case is named with its camelCase spelling, and what it holds is still checked', () => {
  const found = problems('VirtualService', 'tls:\n- match:\n  - sni_hosts: { a: b }');
  assert.deepEqual(said(found), ['snake-case spec.tls[0].match[0].sni_hosts', 'type spec.tls[0].match[0].sni_hosts']);
  assert.equal(found[0]?.problem === 'snake-case' && found[0].field, 'sniHosts');
});

test('a field that the API has in snake_case is right', () => {
  assert.deepEqual(problems('VirtualService', 'http:\n- mirror_percent: 10'), []);
  assert.deepEqual(problems('RequestAuthentication', 'jwtRules:\n- jwks_uri: https://a.example/keys'), []);
});

test('an unknown field is reported at its key, with similar fields that are not there yet', () => {
  const text = 'spec:\n  host: a.example\n  hosts: b.example\n  trafficPolcy: {}\n';
  const found = checkFields(parse(text).root, istioObject('DestinationRule'));
  assert.deepEqual(said(found), ['unknown-field spec.hosts', 'unknown-field spec.trafficPolcy']);
  const [hosts, policy] = found;
  assert.ok(hosts?.problem === 'unknown-field' && policy?.problem === 'unknown-field');
  assert.deepEqual(hosts.suggestions, []);
  assert.deepEqual(policy.suggestions, ['trafficPolicy']);
  assert.equal(text.slice(policy.span.start, policy.span.end), 'trafficPolcy');
});

test('a field in the wrong case is unknown, and the right one is suggested', () => {
  const { suggestions } = only(problems('ServiceEntry', 'Hosts: [a.example]'), 'unknown-field');
  assert.equal(suggestions[0], 'hosts');
});

test('a field one level too deep or too shallow is found where it belongs', () => {
  const deep = only(problems('VirtualService', 'http:\n- route:\n  - timeout: 3s'), 'unknown-field');
  assert.deepEqual(deep.elsewhere.map(pathText), ['spec.http[0].timeout']);
  const shallow = only(problems('DestinationRule', 'trafficPolicy:\n  simple: RANDOM'), 'unknown-field');
  assert.deepEqual(shallow.elsewhere.map(pathText), ['spec.trafficPolicy.loadBalancer.simple']);
  const listed = only(problems('VirtualService', 'http:\n- destination: { host: a }'), 'unknown-field');
  assert.ok(listed.elsewhere.map(pathText).includes('spec.http[0].route[0].destination'));
});

test('what stands below an unknown field is not looked at', () => {
  assert.deepEqual(said(problems('Gateway', 'server:\n- prot: { nmber: 80 }')), ['unknown-field spec.server']);
});

test('an unknown field beside `spec` is reported, and one in the metadata', () => {
  const text = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { names: a }\ndata: {}\n';
  assert.deepEqual(said(problems('Gateway', text)), ['unknown-field metadata.names', 'unknown-field data']);
});

test('a value that differs from an allowed one by case or punctuation is that one', () => {
  const mode = (value: string) =>
    only(problems('DestinationRule', `trafficPolicy:\n  tls:\n    mode: ${value}`), 'enum').suggestion;
  assert.equal(mode('simple'), 'SIMPLE');
  assert.equal(mode('Istio-Mutual'), 'ISTIO_MUTUAL');
  assert.equal(mode('MUTUALL'), 'MUTUAL');
  assert.equal(mode('whatever'), undefined);
  const version = problems('Gateway', 'servers:\n- tls: { minProtocolVersion: TLSv1.2 }');
  assert.equal(only(version, 'enum').suggestion, 'TLSV1_2');
});

test('a misspelt value in capitals is no placeholder when it resembles an allowed one', () => {
  const { allowed, suggestion, value } = only(problems('ServiceEntry', 'location: MESH_EXTERN'), 'enum');
  assert.deepEqual(allowed, ['MESH_EXTERNAL', 'MESH_INTERNAL']);
  assert.equal(suggestion, 'MESH_EXTERNAL');
  assert.equal(value, 'MESH_EXTERN');
  assert.deepEqual(problems('ServiceEntry', 'location: ENTRY_LOCATION'), []);
});

test('a value of the wrong shape is reported once, and what it holds is not looked at', () => {
  assert.deepEqual(said(problems('ServiceEntry', 'hosts: a.example')), ['type spec.hosts']);
  assert.deepEqual(said(problems('VirtualService', 'http:\n  match: []')), ['type spec.http']);
  assert.deepEqual(said(problems('VirtualService', 'http:\n- route:\n  - destination: [hst]')), [
    'type spec.http[0].route[0].destination',
  ]);
});

test('a mapping or list of the wrong shape is underlined at its key only', () => {
  const text = 'spec:\n  hosts:\n    a: b\n';
  const { span, expected, found } = only(checkFields(parse(text).root, istioObject('ServiceEntry')), 'type');
  assert.equal(text.slice(span.start, span.end), 'hosts');
  assert.deepEqual([expected, found], ['list', 'mapping']);
});

test('numbers, booleans and strings are told apart as the API server does', () => {
  const port = (value: string) => said(problems('Gateway', `servers:\n- port: { number: ${value} }`)).length;
  assert.deepEqual(['80', '80.0', '0x50', '"80"', '80.5', 'http', 'true'].map(port), [0, 0, 0, 1, 1, 1, 1]);
  const host = (value: string) => said(problems('DestinationRule', `host: ${value}`)).length;
  assert.deepEqual(['a', '"80"', '80', 'true'].map(host), [0, 0, 1, 1]);
  const share = (value: string) =>
    said(problems('VirtualService', `http:\n- mirrorPercentage: { value: ${value} }`)).length;
  assert.deepEqual(['10', '0.5', '"10"'].map(share), [0, 0, 1]);
});

test('words that are booleans in YAML 1.1 only are so here, as kubectl, Helm and Istio read that', () => {
  for (const word of ['y', 'yes', 'No', 'on', 'OFF']) {
    assert.deepEqual(problems('Gateway', `servers:\n- tls: { httpsRedirect: ${word} }`), []);
    const { expected, found } = only(problems('DestinationRule', `host: ${word}`), 'type');
    assert.deepEqual([expected, found], ['string', 'boolean']);
    assert.deepEqual(problems('DestinationRule', `host: "${word}"`), []);
  }
  assert.deepEqual(problems('DestinationRule', 'host: oN'), [], 'only the spellings that its reader lists');
  only(problems('Gateway', 'servers:\n- tls: { httpsRedirect: "yes" }'), 'type');
});

test('what is missing or null is never wrong', () => {
  assert.deepEqual(problems('VirtualService', 'hosts:\nhttp: ~\ntls: []\ntcp:\n- null\n-\n'), []);
});

test('placeholders are never wrong, as keys or as values', () => {
  const text = [
    'hosts: {{ .Values.hosts | toJson }}',
    `location: \${LOCATION}`,
    'resolution: {{ .Values.resolution }}',
    'ports:',
    '- number: {{ .Values.port }}',
    '  name: <name>',
    '- number: PORT_NUMBER',
    '- number: ...',
    '  {{ .Values.key }}: 1',
    'endpoints: $ENDPOINTS',
    '$patch: merge',
    '...: and so on',
  ].join('\n');
  assert.deepEqual(problems('ServiceEntry', text), []);
});

test('a merged or repeated mapping is reported where it is written, once', () => {
  const text = [
    'http:',
    '- &base',
    '  timeouts: 3s',
    '  route: &route',
    '  - destination: { hots: a }',
    '- <<: *base',
    '  name: second',
    '- route: *route',
  ].join('\n');
  assert.deepEqual(said(problems('VirtualService', text)), [
    'unknown-field spec.http[0].timeouts',
    'unknown-field spec.http[0].route[0].destination.hots',
  ]);
});

test('a mapping that is right in one place and wrong in another is reported', () => {
  const text = [
    'trafficPolicy: &policy',
    '  tunnel: { targetHost: a.example, targetPort: 443 }',
    'subsets:',
    '- name: a',
    '  trafficPolicy:',
    '    portLevelSettings:',
    '    - *policy',
  ].join('\n');
  assert.deepEqual(said(problems('DestinationRule', text)), [
    'unknown-field spec.subsets[0].trafficPolicy.portLevelSettings[0].tunnel',
  ]);
});

test('a key that is written as a number is a key of a map', () => {
  assert.deepEqual(problems('PeerAuthentication', 'portLevelMtls:\n  8080: { mode: DISABLE }'), []);
  const found = problems('PeerAuthentication', 'portLevelMtls:\n  8080: { mode: OFF }');
  assert.deepEqual(said(found), ['enum spec.portLevelMtls.8080.mode']);
});

test('what the API server itself prints is right', () => {
  const text = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: a
  namespace: b
  uid: 5e1f0c5a-0000-4000-8000-000000000000
  resourceVersion: "12"
  generation: 3
  creationTimestamp: 2026-01-01T00:00:00Z
  annotations: { kubectl.kubernetes.io/last-applied-configuration: "{}" }
  labels: { app: a }
  finalizers: [a/b]
  ownerReferences: [{ apiVersion: v1, kind: Service, name: a, uid: b, controller: true, blockOwnerDeletion: false }]
  managedFields: [{ manager: kubectl, fieldsV1: { "f:spec": { "f:hosts": {} } } }]
spec: { hosts: [a.example] }
status: { conditions: [{ type: Reconciled, observedGeneration: "3" }] }
`;
  assert.deepEqual(problems('ServiceEntry', text), []);
});
