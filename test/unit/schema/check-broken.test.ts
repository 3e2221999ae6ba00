import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFields } from '../../../server/src/schema/check';
import { knownKinds, objectType } from '../../../server/src/schema/schema';
import { parse } from '../../../server/src/yaml/parse';
import { istioObject } from './paths';

const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: out, labels: {"a": "b"}}
spec:
  hosts: &hosts
  - {{ .Values.host }}
  - "*.example.com"
  tls:
  - match:
    - port: 443
      sni_hosts: *hosts
      gateways: [mesh, 'b]', !!str 1]
    route: [{destination: {host: a, port: {number: 443}}, weight: 100}, a: b]
  http:
  - <<: [*hosts, {timeout: |-
      3s
      }]
    ? [complex, key]
    : value
`;

test('each beginning of a document is checked as any kind, whatever state it is in', () => {
  const types = knownKinds.map(({ apiVersions, kind }) => objectType(apiVersions[0] ?? '', kind));
  for (let length = 0; length <= text.length; length++) {
    const written = text.slice(0, length);
    const { root } = parse(written);
    const type = types[length % types.length];
    assert.ok(type);
    for (const problem of [...checkFields(root, istioObject('VirtualService')), ...checkFields(root, type)]) {
      assert.ok(0 <= problem.span.start && problem.span.start <= problem.span.end && problem.span.end <= length);
    }
  }
});

test('something that is no mapping at all is of the wrong type', () => {
  const check = (source: string) => checkFields(parse(source).root, istioObject('Gateway')).map((it) => it.problem);
  assert.deepEqual(check(''), []);
  assert.deepEqual(check('# nothing'), []);
  assert.deepEqual(check('- a'), ['type']);
  assert.deepEqual(check('a'), ['type']);
});

test('thousands of unknown fields, and aliases that multiply, cost no time to speak of', () => {
  const many = Array.from({ length: 4_000 }, (_, i) => `  unknownField${i}: 1`).join('\n');
  const started = performance.now();
  assert.equal(checkFields(parse(`spec:\n${many}`).root, istioObject('Gateway')).length, 4_000);
  const route = '  - &route { name: a, rute: 1 }\n';
  const shared = `spec:\n  http:\n${route}${'  - *route\n'.repeat(4_000)}`;
  assert.equal(checkFields(parse(shared).root, istioObject('VirtualService')).length, 1);
  assert.ok(performance.now() - started < 2_000);
});
