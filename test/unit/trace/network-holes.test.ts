import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isolationOf } from '../../../server/src/mesh/network-policies';
import { networkHoles } from '../../../server/src/trace/network-holes';
import { isWithin, type Outside, outsideOf } from '../../../server/src/trace/outside';
import { pathText } from '../../../server/src/yaml/tree';
import { entry, https443, object, together } from '../../manifests';
import { meshOf } from '../../traced';

const outside: Outside = { host: 'api.example.com', addresses: [], ports: [443], protocols: ['TCP', 'UDP'] };
const at = (...addresses: string[]): Outside => ({ ...outside, addresses });
const policy = (egress: string, more = '', namespace = 'shop'): string =>
  object(
    'NetworkPolicy',
    'egress',
    `  policyTypes: [Egress]\n  podSelector: {${more}}\n  egress: ${egress}`,
    namespace,
  );
const toCluster = '{ to: [{ namespaceSelector: { matchLabels: { istio: system } } }] }';
const toDns = '{ ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }] }';
const toRange = (ipBlock: string): string => policy(`[{ to: [{ ipBlock: { ${ipBlock} } }] }]`);
const other = (apiVersion: string, kind: string, spec: string, namespace = 'shop'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: other, namespace: ${namespace} }\nspec: ${spec}\n`;

/** Each hole in short, with its place; `perhaps` where it is not sure. */
function holes(source: string, where = outside): string[] {
  const client = { namespace: 'shop', labels: new Map([['app', 'web']]) };
  return networkHoles(isolationOf(meshOf(source), client), where).map(({ kind, isSure, places }) =>
    [isSure ? '' : 'perhaps', kind, ...places.map(({ object, path }) => `${object.name} ${pathText(path)}`.trim())]
      .filter(Boolean)
      .join(' '),
  );
}

describe('the network lets pods out', () => {
  const cases: readonly [string, readonly string[], string, Outside?][] = [
    ['without a NetworkPolicy', ['no-network-policy'], object('Gateway', 'any', '  servers: []')],
    ['with one that lets nothing out: not', [], policy('[]')],
    ['with one that lets out to the gateway and to DNS: not', [], policy(`[${toCluster}, ${toDns}]`)],
    ['with one for ingress', ['no-network-policy'], object('NetworkPolicy', 'in', '  podSelector: {}\n  ingress: []')],
    ['with one of another namespace', ['no-network-policy'], policy('[]', '', 'books')],
    ['with one for other pods', ['no-network-policy'], policy('[]', ' matchLabels: { app: other } ')],
    ['with one for these pods: not', [], policy('[]', ' matchLabels: { app: web } ')],
    [
      'with one that names no namespace: perhaps',
      ['perhaps network-policy-unknown egress'],
      policy('[]').replace(', namespace: shop', ''),
    ],
    [
      'with one for pods that a template fills in: perhaps',
      ['perhaps network-policy-unknown egress'],
      policy('[]', ' matchLabels: { app: "${APP}" } '),
    ],
    ['with one that lets out to everywhere', ['network-policy-lets-out egress spec.egress[0]'], policy('[{}]')],
    [
      'with one that lets out to all addresses',
      ['network-policy-lets-out egress spec.egress[0].to[0].ipBlock'],
      toRange('cidr: 0.0.0.0/0, except: [10.0.0.0/8]'),
    ],
    [
      'with one that lets out to all addresses of the newer protocol',
      ['network-policy-lets-out egress spec.egress[0].to[0].ipBlock'],
      toRange('cidr: "::/0"'),
    ],
    ['with one that lets out to another port: not', [], policy('[{ ports: [{ port: 8443 }] }]')],
    [
      'with one that lets out to the port',
      ['network-policy-lets-out egress spec.egress[1]'],
      policy(`[${toDns}, { ports: [{ port: 443 }] }]`),
    ],
    [
      'with one that lets out to a range of ports',
      ['network-policy-lets-out egress spec.egress[0]'],
      policy('[{ ports: [{ port: 400, endPort: 500 }] }]'),
    ],
    [
      'with one that lets out to all ports of a protocol, be it that of HTTP/3',
      ['network-policy-lets-out egress spec.egress[0]'],
      policy('[{ ports: [{ protocol: UDP }] }]'),
    ],
    ['with one that lets out to a port of containers by its name: not', [], policy('[{ ports: [{ port: https }] }]')],
    [
      'with one that lets out to a port that a template fills in: perhaps',
      ['perhaps network-policy-lets-out egress spec.egress[0]'],
      policy('[{ ports: [{ port: "${PORT}" }] }]'),
    ],
    ['with one that lets out to private addresses: not', [], toRange('cidr: 10.0.0.0/8')],
    [
      'with one that lets out to some addresses: perhaps',
      ['perhaps network-policy-lets-out egress spec.egress[0].to[0].ipBlock'],
      toRange('cidr: 203.0.113.0/24'),
    ],
    [
      'with one that lets out to addresses that a template fills in: perhaps',
      ['perhaps network-policy-lets-out egress spec.egress[0].to[0].ipBlock'],
      toRange('cidr: "${RANGE}"'),
      at('10.1.2.3'),
    ],
    [
      'with one that lets out to the address of the host',
      ['network-policy-lets-out egress spec.egress[0].to[0].ipBlock'],
      toRange('cidr: 10.0.0.0/8'),
      at('10.1.2.3'),
    ],
    [
      'with one that lets out to one of the addresses of the host',
      ['network-policy-lets-out egress spec.egress[0].to[0].ipBlock'],
      toRange('cidr: 10.0.0.0/8'),
      at('192.0.2.1', '10.1.2.3'),
    ],
    [
      'with one that lets out to all but the address of the host: not',
      [],
      toRange('cidr: 10.0.0.0/8, except: [10.1.0.0/16]'),
      at('10.1.2.3'),
    ],
    [
      'with one that lets out to a part of the range of the host: perhaps',
      ['perhaps network-policy-lets-out egress spec.egress[0].to[0].ipBlock'],
      toRange('cidr: 10.1.0.0/16'),
      at('10.0.0.0/8'),
    ],
    [
      'with two, of which one lets out',
      ['network-policy-lets-out open spec.egress[0]'],
      together(policy('[]'), policy('[{}]').replace('name: egress', 'name: open')),
    ],
    [
      'with a policy of Cilium: perhaps',
      ['perhaps network-policy-unknown other'],
      other('cilium.io/v2', 'CiliumNetworkPolicy', '{ endpointSelector: {}, egress: [] }'),
    ],
    [
      'with a policy of Calico for the whole cluster: perhaps',
      ['perhaps network-policy-unknown other'],
      other('projectcalico.org/v3', 'GlobalNetworkPolicy', '{ types: [Egress] }', 'calico'),
    ],
    [
      'with a policy of Cilium for ingress',
      ['no-network-policy'],
      other('cilium.io/v2', 'CiliumNetworkPolicy', '{ endpointSelector: {}, ingress: [] }'),
    ],
    [
      'with a policy of Cilium in another namespace',
      ['no-network-policy'],
      other('cilium.io/v2', 'CiliumNetworkPolicy', '{ endpointSelector: {}, egress: [] }', 'books'),
    ],
    [
      'with one whose rules a template makes: perhaps',
      ['perhaps network-policy-unknown egress'],
      policy('\n{{- range .Values.rules }}\n  - {{ toYaml . }}\n{{- end }}'),
    ],
  ];
  for (const [title, expected, source, where] of cases)
    test(title, () => {
      assert.deepEqual(holes(source, where), expected);
    });
});

describe('where a host is', () => {
  const addresses = (more: string): readonly string[] =>
    outsideOf(meshOf(entry('api.example.com', https443, more)), 'api.example.com', { port: 443, protocol: 'https' })
      .addresses;

  test('S1, S8: the addresses of a ServiceEntry are those of the server only without resolution', () => {
    assert.deepEqual(addresses('resolution: NONE\n  addresses: [192.0.2.0/28]'), ['192.0.2.0/28']);
    assert.deepEqual(addresses('resolution: DNS\n  addresses: [192.0.2.1]'), []);
    assert.deepEqual(addresses('resolution: STATIC\n  endpoints: [{ address: 192.0.2.1 }]'), ['192.0.2.1']);
    assert.deepEqual(addresses('resolution: DNS\n  endpoints: [{ address: a.example.com }]'), []);
  });

  test('is not known where one of several ServiceEntries asks a name server', () => {
    const mesh = meshOf(
      together(
        entry('api.example.com', https443, 'resolution: NONE\n  addresses: [192.0.2.1]'),
        entry('api.example.com', https443, 'resolution: DNS', 'books'),
      ),
    );
    assert.deepEqual(outsideOf(mesh, 'api.example.com', { port: 443, protocol: 'https' }).addresses, []);
  });

  test('a port is also the one that the traffic really goes to', () => {
    const port = '{ number: 80, name: http, protocol: HTTP, targetPort: 443 }';
    const mesh = meshOf(entry('api.example.com', `${port}, { number: 22, name: tcp, protocol: TCP }`));
    assert.deepEqual(outsideOf(mesh, 'api.example.com', { port: 80, protocol: 'http' }), {
      host: 'api.example.com',
      addresses: [],
      ports: [80, 443],
      protocols: ['TCP'],
    });
  });

  test('what is no range is not known', () => {
    for (const range of ['', '/', 'x/0', '192.0.2.0/99', '::::/1'])
      assert.equal(isWithin(outside, range), 'unknown', range);
  });
});
