import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFields } from '../../../server/src/schema/check';
import { typeAt } from '../../../server/src/schema/schema';
import { parse } from '../../../server/src/yaml/parse';
import { pathText } from '../../../server/src/yaml/tree';
import { known, steps, unknownPaths } from './paths';

const networkPolicy = known('networking.k8s.io/v1', 'NetworkPolicy');

const problems = (spec: string): string[] => {
  const { root, errors } = parse(`spec:\n${spec.trim().replace(/^/gm, '  ')}`);
  assert.deepEqual(errors, []);
  return checkFields(root, networkPolicy).map((it) => `${it.problem} ${pathText(it.path)}`);
};

test('each field of a NetworkPolicy is known', () => {
  const peer = ['podSelector.matchLabels.app', 'namespaceSelector.matchExpressions.0.values.0', 'ipBlock.except.0'];
  const paths = [
    'spec.podSelector.matchLabels.app',
    'spec.policyTypes.0',
    ...['protocol', 'port', 'endPort'].flatMap((it) => [`spec.egress.0.ports.0.${it}`, `spec.ingress.0.ports.0.${it}`]),
    ...peer.flatMap((it) => [`spec.egress.0.to.0.${it}`, `spec.ingress.0.from.0.${it}`]),
  ];
  assert.deepEqual(unknownPaths(networkPolicy, paths), []);
});

test('a port of a NetworkPolicy has a number or a name, and ends with a number', () => {
  assert.equal(typeAt(networkPolicy, steps('spec.egress.0.ports.0.port'))?.kind, 'text-or-number');
  assert.equal(typeAt(networkPolicy, steps('spec.egress.0.ports.0.endPort'))?.kind, 'integer');
  assert.deepEqual(
    problems('egress: [ { ports: [ { port: dns }, { port: 443, endPort: 444 }, { port: "80" } ] } ]'),
    [],
  );
  assert.deepEqual(problems('egress: [ { ports: [ { port: true }, { endPort: last } ] } ]'), [
    'type spec.egress[0].ports[0].port',
    'type spec.egress[0].ports[1].endPort',
  ]);
});

test('a NetworkPolicy that lets pods only into the mesh and to the DNS is right', () => {
  assert.deepEqual(
    problems(`
podSelector: {}
policyTypes: [ Egress ]
egress:
- to:
  - namespaceSelector: { matchExpressions: [ { key: mesh, operator: NotIn, values: [ none ] } ] }
    podSelector: { matchLabels: { istio: egressgateway } }
  - ipBlock: { cidr: 10.0.0.0/8, except: [ 10.1.0.0/16 ] }
- ports: [ { protocol: UDP, port: 53 } ]`),
    [],
  );
});

test('the mistakes that people make in a NetworkPolicy are found', () => {
  assert.deepEqual(problems('podSelectors: {}'), ['unknown-field spec.podSelectors']);
  assert.deepEqual(problems('policyTypes: [ egress ]'), ['enum spec.policyTypes[0]']);
  assert.deepEqual(problems('policyTypes: Egress'), ['type spec.policyTypes']);
  assert.deepEqual(problems('egress: [ { from: [] } ]'), ['unknown-field spec.egress[0].from']);
  assert.deepEqual(problems('egress: [ { to: [ { cidr: 0.0.0.0/0 } ] } ]'), [
    'unknown-field spec.egress[0].to[0].cidr',
  ]);
  assert.deepEqual(problems('egress: [ { to: [ { ipBlock: 0.0.0.0/0 } ] } ]'), ['type spec.egress[0].to[0].ipBlock']);
  assert.deepEqual(problems('egress: [ { ports: [ { protocol: tcp } ] } ]'), ['enum spec.egress[0].ports[0].protocol']);
  assert.deepEqual(problems('podSelector: { matchLabels: { version: 1 } }'), [
    'type spec.podSelector.matchLabels.version',
  ]);
  assert.deepEqual(problems('podSelector: { matchExpressions: [ { key: a, operator: in } ] }'), [
    'enum spec.podSelector.matchExpressions[0].operator',
  ]);
});
