import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { enforcementOf } from '../../../server/src/trace/enforcement';
import type { Outside } from '../../../server/src/trace/outside-reach';
import { object, together } from '../../manifests';
import { meshOf } from '../../traced';

const outside: Outside = { addresses: [], ports: [443] };
const policy = (egress: string, more = '', namespace = 'shop'): string =>
  object(
    'NetworkPolicy',
    'egress',
    `  policyTypes: [Egress]\n  podSelector: {${more}}\n  egress: ${egress}`,
    namespace,
  );
const toCluster = '{ to: [{ namespaceSelector: { matchLabels: { istio: system } } }] }';
const toDns = '{ ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }] }';

describe('a way is enforced where a NetworkPolicy leaves pods no other', () => {
  const cases: readonly [string, string, string, Outside?][] = [
    ['without one', 'no', object('Gateway', 'any', '  servers: []')],
    ['with one that lets nothing out', 'yes', policy('[]')],
    ['with one that lets out to the gateway and to DNS', 'yes', policy(`[${toCluster}, ${toDns}]`)],
    ['with one for ingress', 'no', object('NetworkPolicy', 'in', '  podSelector: {}\n  ingress: []')],
    ['with one of another namespace', 'no', policy('[]', '', 'books')],
    ['with one for other pods', 'no', policy('[]', ' matchLabels: { app: other } ')],
    ['with one for these pods', 'yes', policy('[]', ' matchLabels: { app: web } ')],
    ['with one that names no namespace', 'unknown', policy('[]').replace(', namespace: shop', '')],
    ['with one that lets out to everywhere', 'no', policy('[{}]')],
    [
      'with one that lets out to all addresses',
      'no',
      policy('[{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }] }]'),
    ],
    ['with one that lets out to another port', 'yes', policy('[{ ports: [{ port: 8443 }] }]')],
    ['with one that lets out to a range of ports', 'no', policy('[{ ports: [{ port: 400, endPort: 500 }] }]')],
    ['with one that lets out to private addresses', 'yes', policy('[{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]')],
    [
      'with one that lets out to some addresses',
      'unknown',
      policy('[{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }]'),
    ],
    [
      'with one that lets out to the address of the host',
      'no',
      policy('[{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]'),
      { addresses: ['10.1.2.3'], ports: [443] },
    ],
    [
      'with one that lets out to all but the address of the host',
      'yes',
      policy('[{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }] }]'),
      { addresses: ['10.1.2.3'], ports: [443] },
    ],
    [
      'with two, of which one lets out',
      'no',
      together(policy('[]'), policy('[{}]').replace('name: egress', 'name: open')),
    ],
  ];
  for (const [title, expected, source, where = outside] of cases)
    test(title, () => {
      const client = { namespace: 'shop', labels: new Map([['app', 'web']]) };
      const { answer, text, places } = enforcementOf(meshOf(source), client, 'gateway', where);
      assert.equal(answer, expected);
      assert.match(text, /^[A-Z].*\.$/);
      assert.equal(places.length > 0, text.includes('NetworkPolicy shop/') || answer === 'unknown');
    });
});
