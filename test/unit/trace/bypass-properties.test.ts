import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isolationOf } from '../../../server/src/mesh/network-policies';
import { holeLabel, holeText } from '../../../server/src/trace/hole-text';
import { networkHoles } from '../../../server/src/trace/network-holes';
import type { Outside } from '../../../server/src/trace/outside';
import { hostReport, unnamedHostsReport } from '../../../server/src/trace/report';
import { externalHosts } from '../../../server/src/trace/requests';
import { entry, object, routes, tls443, together } from '../../manifests';
import { randomMesh, randomNumbers } from '../../random-mesh';
import { meshOf } from '../../traced';

const client = { namespace: 'shop', labels: new Map([['app', 'web']]) };
const outsides: readonly Outside[] = [
  { host: 'api.example.com', addresses: [], ports: [443], protocols: ['TCP', 'UDP'] },
  { host: 'api.example.com', addresses: ['198.51.100.4'], ports: [80, 8080], protocols: ['TCP'] },
];
const pick = <T>(random: (below: number) => number, items: readonly T[]): T => items[random(items.length)] as T;

function randomRule(random: (below: number) => number): string {
  const port = (): string =>
    pick(random, [
      '{ port: 443 }',
      '{ port: 80, endPort: 9000 }',
      '{ protocol: UDP, port: 53 }',
      '{ port: https }',
      '{}',
    ]);
  const peer = (): string =>
    pick(random, [
      '{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }',
      '{ ipBlock: { cidr: 198.51.100.0/24 } }',
      '{ ipBlock: { cidr: 10.0.0.0/8 } }',
      '{ ipBlock: { cidr: "${RANGE}" } }',
      '{ namespaceSelector: {} }',
      '{ podSelector: { matchLabels: { app: db } } }',
    ]);
  const ports = pick(random, ['', `ports: [${port()}]`, `ports: [${port()}, ${port()}]`]);
  const to = pick(random, ['', `to: [${peer()}]`, `to: [${peer()}, ${peer()}]`]);
  return `{ ${[ports, to].filter(Boolean).join(', ')} }`;
}

const policy = (name: string, rules: readonly string[]): string =>
  object('NetworkPolicy', name, `  podSelector: {}\n  policyTypes: [Egress]\n  egress: [${rules.join(', ')}]`);

/** How open the network is: 0 for closed, 1 for perhaps, 2 for open. */
function openness(policies: readonly string[], outside: Outside): number {
  const holes = networkHoles(isolationOf(meshOf(together(...policies, entry('api.example.com'))), client), outside);
  return holes.some((it) => it.isSure) ? 2 : holes.length > 0 ? 1 : 0;
}

test('each policy and each rule adds to what isolated pods may dial, and the first one takes', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = randomNumbers(seed);
    const rules = Array.from({ length: random(4) }, () => randomRule(random));
    const more = randomRule(random);
    const outside = pick(random, outsides);
    const before = openness([policy('one', rules)], outside);
    const context = `${seed}: ${rules.join(' ')} and ${more}`;
    assert.ok(openness([], outside) >= before, context);
    assert.ok(openness([policy('one', [...rules, more])], outside) >= before, context);
    assert.equal(
      openness([policy('one', rules), policy('two', [more])], outside),
      openness([policy('one', [...rules, more])], outside),
      context,
    );
    assert.equal(openness([policy('one', rules), policy('two', [])], outside), before, context);
  }
});

test('whatever stands where something else belongs, there is an answer', () => {
  const manifests = [
    object('NetworkPolicy', 'p', '  podSelector: {}\n  policyTypes: [Egress]\n  egress: VALUE'),
    object('NetworkPolicy', 'p', '  podSelector: VALUE\n  policyTypes: [Egress]'),
    object('NetworkPolicy', 'p', '  policyTypes: [Egress]\n  egress: [{ ports: VALUE, to: VALUE }]'),
    object(
      'NetworkPolicy',
      'p',
      '  policyTypes: [Egress]\n  egress: [{ ports: [{ port: VALUE, endPort: VALUE, protocol: VALUE }] }]',
    ),
    object(
      'NetworkPolicy',
      'p',
      '  policyTypes: [Egress]\n  egress: [{ to: [{ ipBlock: { cidr: VALUE, except: VALUE } }] }]',
    ),
    object(
      'NetworkPolicy',
      'p',
      '  policyTypes: [Egress]\n  egress: [{ to: [{ namespaceSelector: VALUE, podSelector: VALUE }] }]',
    ),
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: VALUE }\n',
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: VALUE } }\n',
    'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: c, namespace: shop }\nspec: VALUE\n',
    ...['excludeOutboundPorts', 'excludeOutboundIPRanges', 'includeOutboundIPRanges', 'includeOutboundPorts'].map(
      (it) =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d, namespace: shop }\nspec: { template: { metadata: { annotations: { traffic.sidecar.istio.io/${it}: VALUE } }, spec: { hostNetwork: VALUE } } }\n`,
    ),
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: o }\nspec: { profile: demo, meshConfig: { defaultConfig: { discoveryAddress: VALUE } }, values: { global: { proxy: { includeIPRanges: VALUE } } } }\n',
  ];
  const chain = together(
    entry('api.example.com', tls443),
    routes(
      'api.example.com',
      '  tls: [{ match: [{ port: 443, sniHosts: [api.example.com] }], route: [{ destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } } }] }]',
    ),
  );
  const values = [
    '7',
    '-1',
    '1e400',
    'null',
    '[]',
    '{}',
    '"x"',
    '"/"',
    '"0.0.0.0/0,,"',
    '", ,"',
    '[{}]',
    '[[]]',
    '[null]',
    '"{{ .Values.x }}"',
    'true',
  ];
  for (const manifest of manifests)
    for (const value of values) {
      const mesh = meshOf(together(chain, manifest.replaceAll('VALUE', value)));
      for (const { ports } of externalHosts(mesh).map((it) => hostReport(mesh, it)))
        for (const way of ports.flatMap((it) => it.ways))
          assert.ok(way.bypass === undefined || way.bypass.holes.every((it) => holeText(it).length > 0), manifest);
    }
});

test('the order of objects never matters', () => {
  const seen = (objects: readonly string[]): string[] => {
    const mesh = meshOf(together(...objects));
    const ways = [
      ...externalHosts(mesh).flatMap((it) => hostReport(mesh, it).ports.flatMap((port) => port.ways)),
      ...unnamedHostsReport(mesh),
    ];
    return ways.map(({ bypass, cutOff }) =>
      [
        bypass?.answer,
        bypass?.mesh,
        ...(bypass?.holes ?? []).map(holeLabel).sort(),
        ...cutOff.map((it) => it.from),
      ].join(),
    );
  };
  for (let seed = 1; seed <= 5; seed++) {
    const random = randomNumbers(seed);
    const objects = [
      ...randomMesh(seed, 60).map((it) => it.text),
      policy('one', [randomRule(random)]),
      policy('two', [randomRule(random)]),
    ];
    assert.deepEqual(seen(objects.toReversed()), seen(objects), String(seed));
  }
});
