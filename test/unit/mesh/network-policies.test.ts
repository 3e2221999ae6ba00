import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Pods, reachesPods } from '../../../server/src/mesh/network-policies';
import { object, together } from '../../manifests';
import { meshOf } from '../../traced';

const client: Pods = { namespace: 'shop', labels: new Map([['app', 'web']]) };
const gateway: Pods = { namespace: 'istio-system', labels: new Map([['istio', 'egressgateway']]) };

const policy = (egress: string, more = '', namespace = 'shop'): string =>
  object(
    'NetworkPolicy',
    'egress',
    `  policyTypes: [Egress]\n  podSelector: {${more}}\n  egress: [${egress}]`,
    namespace,
  );
const named = '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } }';
const reach = (source: string, port = 8443) => reachesPods(meshOf(source), client, gateway, port);

test('a NetworkPolicy for pods of its own namespace may mean those of an unknown one', () => {
  const own = meshOf(policy('{ to: [{ podSelector: {} }] }'));
  assert.equal(reachesPods(own, client, { ...gateway, namespace: '' }, 8443).answer, 'yes');
});

describe('a NetworkPolicy of the client', () => {
  test('P7: is asked for the port of the gateway’s pods, and not for that of its Service', () => {
    const to = (port: number): string => policy(`{ to: [${named}], ports: [{ port: ${port} }] }`);
    assert.equal(reach(to(8443)).answer, 'yes');
    const { answer, because } = reach(to(443));
    assert.deepEqual([answer, because[0]?.fact, because[0]?.path], ['no', 'P7', ['spec', 'egress', 0, 'ports']]);
    assert.match(because[0]?.text ?? '', /not for port 8443, on which the pods listen/);
  });

  const cases: readonly [string, string, 'yes' | 'no' | 'unknown'][] = [
    ['that is not there', object('Gateway', 'any', '  servers: []'), 'yes'],
    ['without rules', policy(''), 'no'],
    ['for other pods', policy('', ' matchLabels: { app: other } '), 'yes'],
    ['for these pods', policy('', ' matchExpressions: [{ key: app, operator: In, values: [web] }] '), 'no'],
    ['of another namespace', policy('', '', 'books'), 'yes'],
    ['that says nothing of egress', object('NetworkPolicy', 'in', '  podSelector: {}\n  ingress: []'), 'yes'],
    ['that lets everything out', policy('{}'), 'yes'],
    ['for the namespace by its name', policy(`{ to: [${named}] }`), 'yes'],
    ['for all namespaces', policy('{ to: [{ namespaceSelector: {} }] }'), 'yes'],
    [
      'for a label of namespaces that are not here',
      policy('{ to: [{ namespaceSelector: { matchLabels: { a: b } } }] }'),
      'unknown',
    ],
    ['for pods of its own namespace', policy('{ to: [{ podSelector: {} }] }'), 'no'],
    [
      'for the pods of the namespace',
      policy(`{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { istio: egressgateway } } }] }`),
      'yes',
    ],
    [
      'for other pods of the namespace',
      policy(`{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { istio: ingressgateway } } }] }`),
      'no',
    ],
    ['for addresses', policy('{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }'), 'unknown'],
    ['for UDP', policy('{ ports: [{ protocol: UDP, port: 8443 }] }'), 'no'],
    ['for a range of ports', policy('{ ports: [{ port: 8000, endPort: 9000 }] }'), 'yes'],
    ['for a port by its name', policy('{ ports: [{ port: https }] }'), 'unknown'],
    ['without a namespace', policy('').replace(', namespace: shop', ''), 'unknown'],
    ['and another that lets it out', together(policy(''), policy('{}').replace('name: egress', 'name: open')), 'yes'],
  ];
  for (const [title, source, expected] of cases)
    test(`${title}: ${expected}`, () => {
      assert.equal(reach(source).answer, expected);
    });

  test('for a label that the namespace has', () => {
    const labelled = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: istio-system, labels: { a: b } }\n';
    const to = (label: string): string => policy(`{ to: [{ namespaceSelector: { matchLabels: { a: ${label} } } }] }`);
    assert.equal(reach(together(to('b'), labelled)).answer, 'yes');
    assert.equal(reach(together(to('c'), labelled)).answer, 'no');
  });

  test('without a namespace beside one that isolates the pods may let it out', () => {
    const open = policy('{}').replace('name: egress', 'name: open').replace(', namespace: shop', '');
    assert.equal(reach(together(policy(''), open)).answer, 'unknown');
    assert.equal(reach(open).answer, 'yes');
  });

  test('for a protocol is for no other', () => {
    const udp = meshOf(policy('{ ports: [{ protocol: UDP, port: 53 }] }'));
    assert.equal(reachesPods(udp, client, gateway, 53, 'UDP').answer, 'yes');
    assert.equal(reachesPods(udp, client, gateway, 53).answer, 'no');
  });

  test('for pods of its own namespace may be for those of which nobody says where they are', () => {
    const own = policy('{ to: [{ podSelector: {} }] }');
    assert.equal(reachesPods(meshOf(own), client, { ...gateway, namespace: '' }, 8443).answer, 'yes');
    assert.equal(reachesPods(meshOf(own), client, { ...gateway, namespace: 'shop' }, 8443).answer, 'yes');
  });
});
