import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cutOffLabel, cutOffText } from '../../../server/src/trace/hole-text';
import { hostReport } from '../../../server/src/trace/report';
import { entry, gateway, gatewayService, meshConfig, object, routes, server, tls443, together } from '../../manifests';
import { meshOf } from '../../traced';

const host = 'api.example.com';
const leg = (gateways: string, to: string): string =>
  `  - match: [{ gateways: [${gateways}], port: 443, sniHosts: [${host}] }]\n    route: [{ destination: { host: ${to}, port: { number: 443 } } }]\n`;
/** A TLS connection that a gateway passes through, which the workspace does not have. */
const chain = together(
  entry(host, tls443),
  gateway(server(tls443, host, 'PASSTHROUGH')),
  routes(host, `  gateways: [mesh, egress]\n  tls:\n${leg('mesh', gatewayService)}${leg('egress', host)}`),
);
/** Its pods and its Service. */
const installed = together(
  object(
    'Deployment',
    'istio-egressgateway',
    '  template: { metadata: { labels: { istio: egressgateway, app: gateway } }, spec: { containers: [{ name: istio-proxy }] } }',
    'istio-system',
  ),
  object(
    'Service',
    'istio-egressgateway',
    '  selector: { istio: egressgateway }\n  ports: [{ name: tls, port: 443, targetPort: 8443 }]',
    'istio-system',
  ),
);
const namespace = (name: string, labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { ${labels} } }\n`;
const policy = (...rules: readonly string[]): string =>
  object('NetworkPolicy', 'egress', `  podSelector: {}\n  policyTypes: [Egress]\n  egress: [${rules.join(', ')}]`);

const named = (name: string, more = ''): string =>
  `namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${name} } }${more}`;
const ports = (...all: readonly (number | string)[]): string =>
  `ports: [${all.map((it) => `{ port: ${it} }`).join(', ')}]`;
const dns = '{ ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }] }';
const control = `{ to: [{ ${named('istio-system')} }] }`;

/** What is cut off from the pods of the namespace. */
function cutOff(...objects: readonly string[]): string[] {
  const { ports: found } = hostReport(meshOf(together(...objects)), host);
  const way = found[0]?.ways.find((it) =>
    it.clients.some((client) => client.namespace === 'shop' && client.labels.size === 0),
  );
  assert.ok(way);
  for (const it of way.cutOff) {
    assert.match(cutOffText(it), /^No NetworkPolicy in these manifests lets .*\.$/);
    assert.deepEqual([...new Set(it.places.map(({ object: policy }) => policy.name))], ['egress']);
  }
  return way.cutOff.map(cutOffLabel);
}

describe('P7: NetworkPolicies cut off what pods need', () => {
  test('nothing where none isolates them', () => {
    assert.deepEqual(cutOff(chain, policy().replace('podSelector: {}', 'podSelector: { matchLabels: { a: b } }')), []);
  });

  test('all of it where they let nothing out', () => {
    assert.deepEqual(cutOff(chain, policy()), ['DNS', 'istiod', 'istio-system/istio-egressgateway port 8443']);
  });

  test('nothing where they let out what the documentation says', () => {
    const recipe = policy(
      '{ to: [{ namespaceSelector: { matchLabels: { kube-system: "true" } } }], ports: [{ protocol: UDP, port: 53 }] }',
      '{ to: [{ namespaceSelector: { matchLabels: { istio: system } } }] }',
    );
    assert.deepEqual(cutOff(chain, recipe), []);
    assert.deepEqual(cutOff(chain, recipe, namespace('istio-system', 'istio: system')), []);
    // the labels that it asks for must be there
    assert.deepEqual(cutOff(chain, recipe, namespace('istio-system', 'a: b')), [
      'istiod',
      'istio-system/istio-egressgateway port 8443',
    ]);
    assert.deepEqual(cutOff(chain, recipe, namespace('kube-system', 'kube-system: "true"')), ['DNS over TCP']);
  });
});

describe('P7: names are found', () => {
  const answered: readonly [string, string][] = [
    ['port 53 of everybody', dns],
    ['all ports of the namespace of the name server', `{ to: [{ ${named('kube-system')} }] }`],
    [
      'the name server by its labels',
      `{ to: [{ ${named('kube-system', ', podSelector: { matchLabels: { k8s-app: kube-dns } }')} }] }`,
    ],
    [
      'port 53 of the node',
      `{ to: [{ ipBlock: { cidr: 169.254.20.10/32 } }], ports: [{ protocol: UDP, port: 53 }, { port: 53 }] }`,
    ],
    [
      'the port of OpenShift’s name server',
      '{ ports: [{ protocol: UDP, port: 5353 }, { protocol: TCP, port: 5353 }] }',
    ],
    ['the namespace of OpenShift’s name server', `{ to: [{ ${named('openshift-dns')} }] }`],
    ['the port by its name', '{ ports: [{ protocol: UDP, port: dns }, { port: dns-tcp }] }'],
    ['everybody', '{}'],
  ];
  for (const [title, rule] of answered)
    test(`over ${title}`, () => {
      assert.ok(!cutOff(chain, policy(control, rule)).some((it) => it.startsWith('DNS')));
    });

  test('but not over another port, or in another namespace', () => {
    assert.deepEqual(cutOff(chain, policy(control, `{ ${ports(443)} }`)), ['DNS']);
    assert.deepEqual(cutOff(chain, policy(control, `{ to: [{ ${named('books')} }] }`)), ['DNS']);
  });

  test('over UDP alone only as long as answers are short', () => {
    assert.deepEqual(cutOff(chain, policy(control, '{ ports: [{ protocol: UDP, port: 53 }] }')), ['DNS over TCP']);
    assert.deepEqual(cutOff(chain, policy(control, `{ ${ports(53)} }`)), ['DNS']);
  });
});

describe('P7: sidecars reach istiod', () => {
  const gatewayOnly = `{ to: [{ ${named('istio-system', ', podSelector: { matchLabels: { istio: egressgateway } }')} }] }`;
  const to = (port: number): string => `{ to: [{ ${named('istio-system')} }], ${ports(port)} }`;

  test('on port 15012, and on no other of it', () => {
    assert.deepEqual(cutOff(chain, policy(dns, gatewayOnly, to(15012))), []);
    assert.deepEqual(
      cutOff(chain, policy(dns, `{ to: [{ ${named('istio-system')} }], ${ports(15010, 15017, 8443)} }`)),
      ['istiod'],
    );
  });

  test('by the labels of its pods, as far as they are known', () => {
    const pods = (labels: string): string =>
      `{ to: [{ ${named('istio-system', `, podSelector: { matchLabels: { ${labels} } }`)} }] }`;
    assert.deepEqual(cutOff(chain, policy(dns, gatewayOnly, pods('app: istiod'))), []);
    assert.deepEqual(cutOff(chain, policy(dns, gatewayOnly, pods('app: istiod, istio.io/rev: canary'))), []);
    assert.deepEqual(cutOff(chain, policy(dns, '{ ports: [{ port: 8443 }] }', pods('app: other'))), ['istiod']);
  });

  test('where the mesh says that it is', () => {
    const rules = policy(dns, `{ ${ports(8443)} }`, `{ to: [{ ${named('control')} }] }`);
    const address = (value: string): string => meshConfig(`defaultConfig: { discoveryAddress: "${value}" }`);
    assert.deepEqual(cutOff(chain, rules, address('istiod-canary.control.svc:15012')), []);
    assert.deepEqual(cutOff(chain, rules, address('istiod.elsewhere.svc:15012')), ['istiod']);
    assert.deepEqual(cutOff(chain, rules, address('istiod.example.com:15012')), []);
    assert.deepEqual(cutOff(chain, rules, address('istiod.${NAMESPACE}.svc:15012')), []);
    // whoever names the port knows where it is
    assert.deepEqual(
      cutOff(chain, policy(dns, `{ ${ports(8443)} }`, `{ to: [{ ${named('mesh')} }], ${ports(15012)} }`)),
      [],
    );
    assert.deepEqual(cutOff(chain, rules), ['istiod']);
  });

  test('if pods have them: those of the other data plane need no istiod', () => {
    const ambient = namespace('shop', 'istio.io/dataplane-mode: ambient');
    assert.ok(!cutOff(chain, policy(dns), ambient).includes('istiod'));
  });
});

describe('P7: pods reach the gateway', () => {
  const rest = [dns, `{ ${ports(15012)} }`];

  test('on the port of its pods, and not on that of its Service', () => {
    const to = (port: number): string => policy(...rest, `{ to: [{ ${named('istio-system')} }], ${ports(port)} }`);
    assert.deepEqual(cutOff(chain, installed, to(8443)), []);
    assert.deepEqual(cutOff(chain, installed, to(443)), ['istio-system/istio-egressgateway port 8443']);
  });

  test('on either where the workspace does not have the gateway', () => {
    assert.deepEqual(cutOff(chain, policy(...rest, `{ to: [{ ${named('istio-system')} }], ${ports(443)} }`)), []);
    assert.deepEqual(cutOff(chain, policy(...rest, `{ to: [{ ${named('istio-system')} }], ${ports(80)} }`)), [
      'istio-system/istio-egressgateway port 8443',
    ]);
  });

  test('by the labels of its pods and of its namespace', () => {
    const pods = (labels: string): string[] =>
      cutOff(
        chain,
        installed,
        policy(...rest, `{ to: [{ ${named('istio-system', `, podSelector: { matchLabels: { ${labels} } }`)} }] }`),
      );
    assert.deepEqual(pods('istio: egressgateway'), []);
    assert.deepEqual(pods('istio: ingressgateway'), ['istio-system/istio-egressgateway port 8443']);
    assert.deepEqual(pods('pod-template-hash: abc'), []);
    assert.deepEqual(pods('istio: "${GATEWAY}"'), []);
    assert.deepEqual(cutOff(chain, installed, policy(...rest, `{ to: [{ ${named('istio-egress')} }] }`)), [
      'istio-system/istio-egressgateway port 8443',
    ]);
    assert.deepEqual(cutOff(chain, installed, policy(...rest, '{ to: [{ podSelector: {} }] }')), [
      'istio-system/istio-egressgateway port 8443',
    ]);
  });
});

describe('what leaves directly', () => {
  const direct = entry(host, tls443);
  test('is dropped where no policy lets it out', () => {
    assert.deepEqual(cutOff(direct, policy(control, dns)), ['the host']);
  });
  test('leaves where one does, or may', () => {
    assert.deepEqual(cutOff(direct, policy(control, dns, '{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }')), []);
    assert.deepEqual(cutOff(direct, policy(control, dns, `{ ${ports(443)} }`)), []);
    assert.deepEqual(cutOff(direct, policy(control, dns, '{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }')), []);
  });
});

describe('nothing is said to be cut off', () => {
  const cases: readonly [string, string][] = [
    ['by a policy that names no namespace', policy().replace(', namespace: shop', '')],
    [
      'where a template makes rules',
      policy().replace('[]', '\n{{- range .Values.rules }}\n  - {{ toYaml . }}\n{{- end }}'),
    ],
    [
      'where policies of another kind may let it out',
      together(
        policy(),
        'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: dns, namespace: shop }\nspec: { egress: [{}] }\n',
      ),
    ],
  ];
  for (const [title, source] of cases)
    test(title, () => {
      assert.deepEqual(cutOff(chain, source), []);
    });

  test('T13: where nothing names a namespace and the gateway may be in the same', () => {
    const source = together(chain, policy(dns, `{ to: [{ podSelector: {} }] }`, `{ ${ports(15012)} }`))
      .replaceAll(', namespace: shop', '')
      .replaceAll(gatewayService, 'istio-egressgateway');
    const { ports: found } = hostReport(meshOf(source), host);
    assert.deepEqual(
      found[0]?.ways.map((it) => [it.verdict, it.cutOff]),
      [
        ['gateway', []],
        ['gateway', []],
      ],
    );
  });
});
