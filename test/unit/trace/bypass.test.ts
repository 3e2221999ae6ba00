import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resourceLabel } from '../../../server/src/cli/object-places';
import { levelOf } from '../../../server/src/trace/hole';
import { holeLabel, holeText } from '../../../server/src/trace/hole-text';
import { hostReport, type ReportedWay } from '../../../server/src/trace/report';
import { pathText } from '../../../server/src/yaml/tree';
import {
  entry,
  gateway,
  gatewayService,
  http80,
  meshConfig,
  object,
  routes,
  server,
  tls443,
  together,
} from '../../manifests';
import { meshOf } from '../../traced';

const host = 'api.example.com';
const leg = (gateways: string, to: string): string =>
  `  - match: [{ gateways: [${gateways}], port: 443, sniHosts: [${host}] }]\n    route: [{ destination: { host: ${to}, port: { number: 443 } } }]\n`;

/** Both legs of a TLS connection that the gateway passes through. */
const chain = (more = '', ports = tls443): string =>
  together(
    entry(host, ports),
    gateway(server(tls443, host, 'PASSTHROUGH')),
    routes(host, `  gateways: [mesh, egress]\n${more}  tls:\n${leg('mesh', gatewayService)}${leg('egress', host)}`),
  );
const registryOnly = object('Sidecar', 'default', '  outboundTrafficPolicy: { mode: REGISTRY_ONLY }');
const namespace = (name: string, labels = ''): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}${labels && `, labels: { ${labels} }`} }\n`;
/** What the documentation has around its gateway. */
const recipe = object(
  'NetworkPolicy',
  'egress',
  `  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{ namespaceSelector: { matchLabels: { kube-system: "true" } } }]
    ports: [{ protocol: UDP, port: 53 }]
  - to: [{ namespaceSelector: { matchLabels: { istio: system } } }]`,
);
const deployment = (annotations: string, more = '', labels = 'app: web'): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec:\n  template:\n    metadata: { labels: { ${labels} }, annotations: { ${annotations} } }\n    spec: { containers: [{ name: web }]${more} }\n`;
const excludedPort = (ports: string): string => deployment(`traffic.sidecar.istio.io/excludeOutboundPorts: "${ports}"`);

/** The way of some pods to the host. */
function wayOf(source: string, who = 'shop', port = 443): ReportedWay {
  const [own = '', label = ''] = who.split('/');
  const ways = hostReport(meshOf(source), host).ports.find((it) => it.port === port)?.ways ?? [];
  const isOf = ({ clients, isOfEverybodyElse }: ReportedWay): boolean =>
    own === '*'
      ? isOfEverybodyElse
      : clients.some(
          (it) => it.namespace === own && [...it.tellingLabels].map((pair) => pair.join('=')).join() === label,
        );
  const way = ways.find(isOf);
  assert.ok(way, `nobody is ${who}`);
  return way;
}

/** What network and mesh answer, and each hole with its places. */
function bypass(source: string, who?: string, port?: number): string[] {
  const { bypass: found } = wayOf(source, who, port);
  assert.ok(found);
  for (const hole of found.holes) assert.match(holeText(hole), /^[A-Z].*\.$/);
  return [
    `${found.answer}, ${found.mesh}`,
    ...found.holes.map((hole) =>
      [
        `${levelOf(hole)}: ${holeLabel(hole)}`,
        ...hole.places.map((it) => `${resourceLabel(it.object)} ${pathText(it.path)}`.trim()),
      ].join(' | '),
    ),
  ];
}

const noPolicy = 'network: no NetworkPolicy';

describe('the door is closed', () => {
  test('P7: by the recipe of the documentation and REGISTRY_ONLY, with the policies that close it', () => {
    const source = together(chain(), registryOnly, recipe);
    assert.deepEqual(bypass(source), ['closed, closed']);
    assert.deepEqual(
      wayOf(source).bypass?.closedBy.map(({ object, path }) => [object.name, path]),
      [['egress', ['spec', 'egress']]],
    );
    assert.deepEqual(wayOf(source).cutOff, []);
  });

  test('3.9: by the network alone, whatever the mesh lets out', () => {
    assert.deepEqual(bypass(together(chain(), recipe)), ['closed, open', 'mesh: ALLOW_ANY']);
  });

  test('3.9: not by the mesh alone, as a pod can go around its sidecar', () => {
    assert.deepEqual(bypass(together(chain(), registryOnly)), ['open, closed', noPolicy]);
  });

  test('for the namespaces of the policies only', () => {
    assert.deepEqual(bypass(together(chain(), registryOnly, recipe), '*'), ['open, open', noPolicy, 'mesh: ALLOW_ANY']);
  });

  test('also where no manifest names its namespace', () => {
    const source = together(chain(), registryOnly, recipe).replaceAll(', namespace: shop', '');
    assert.deepEqual(bypass(source, ''), ['closed, closed']);
  });
});

describe('the mesh lets past the gateway', () => {
  test('3.9 ALLOW_ANY: what it does not know, and says where that is written', () => {
    const config = meshConfig('outboundTrafficPolicy: { mode: ALLOW_ANY }');
    assert.deepEqual(bypass(together(chain(), config)), [
      'open, open',
      noPolicy,
      'mesh: ALLOW_ANY | ConfigMap istio-system/istio data.mesh.outboundTrafficPolicy',
    ]);
    const sidecar = object('Sidecar', 'default', '  outboundTrafficPolicy: { mode: ALLOW_ANY }');
    assert.deepEqual(
      bypass(together(chain(), sidecar)).at(-1),
      'mesh: ALLOW_ANY | Sidecar shop/default spec.outboundTrafficPolicy',
    );
  });

  test('3.9 Sidecar: not what it sends to an egress proxy', () => {
    const proxy = `egressProxy: { host: ${gatewayService}, port: { number: 443 } }`;
    const sidecar = object('Sidecar', 'default', `  outboundTrafficPolicy: { mode: ALLOW_ANY, ${proxy} }`);
    assert.deepEqual(bypass(together(chain(), sidecar)), ['open, closed', noPolicy]);
  });

  test('another port of the host that has no legs', () => {
    const source = together(chain('', `${tls443}, ${http80}`), registryOnly);
    assert.deepEqual(bypass(source), ['open, closed', noPolicy]);
    assert.deepEqual(bypass(source, 'shop', 80), [
      'open, open',
      noPolicy,
      'mesh: sent directly | ServiceEntry shop/api-example-com spec.hosts',
    ]);
  });

  test('S11: pods that see another ServiceEntry for the host, and not the VirtualService', () => {
    const own = entry(host, tls443, 'resolution: DNS\n  exportTo: ["."]', 'books');
    const hidden = chain().replace('  gateways: [mesh, egress]', '  exportTo: ["."]\n  gateways: [mesh, egress]');
    assert.deepEqual(bypass(together(hidden, registryOnly, own), 'books'), [
      'open, open',
      noPolicy,
      'mesh: sent directly | ServiceEntry books/api-example-com spec.ports | ServiceEntry shop/api-example-com spec.ports',
      'mesh: ALLOW_ANY',
    ]);
  });

  test('pods for which the rule is not', () => {
    const source = together(
      chain().replace('port: 443, sniHosts', 'sourceLabels: { app: web }, port: 443, sniHosts'),
      registryOnly,
    );
    assert.deepEqual(bypass(source, 'shop/app=web'), ['open, closed', noPolicy]);
    assert.deepEqual(bypass(source, 'shop'), [
      'open, open',
      noPolicy,
      'mesh: sent directly | ServiceEntry shop/api-example-com spec.ports',
    ]);
  });

  test('a share of the requests', () => {
    const source = chain().replace(
      `{ destination: { host: ${gatewayService}, port: { number: 443 } } }`,
      `{ weight: 90, destination: { host: ${gatewayService}, port: { number: 443 } } }, { weight: 10, destination: { host: ${host}, port: { number: 443 } } }`,
    );
    assert.deepEqual(bypass(together(source, registryOnly)), [
      'open, open',
      noPolicy,
      'mesh: sent directly | VirtualService shop/routes spec.tls[0]',
    ]);
  });

  describe('S2: by a ServiceEntry without resolution', () => {
    const any = (more = 'resolution: NONE', ports = tls443): string => entry('*.example.org', ports, more);
    test('on the same port, as it sends to whatever address is dialled', () => {
      assert.deepEqual(bypass(together(chain(), registryOnly, any())), [
        'open, open',
        noPolicy,
        'mesh: resolution NONE | ServiceEntry shop/any-example-org spec.resolution',
      ]);
    });
    const cases: readonly [string, string][] = [
      ['on another port', any('resolution: NONE', http80)],
      ['for certain addresses', any('resolution: NONE\n  addresses: [192.0.2.0/28]')],
      ['with a resolution', entry('www.example.org', tls443)],
      [
        'of another namespace',
        any('resolution: NONE\n  exportTo: ["."]').replace('namespace: shop', 'namespace: books'),
      ],
      ['that is the host itself', ''],
    ];
    for (const [title, more] of cases)
      test(`not one ${title}`, () => {
        const source = more === '' ? chain().replace('resolution: DNS', 'resolution: NONE') : together(chain(), more);
        assert.deepEqual(bypass(together(source, registryOnly)), ['open, closed', noPolicy]);
      });
  });
});

describe('requests do not come to a sidecar', () => {
  const annotated = (source: string, more = ''): string[] =>
    bypass(together(chain(), registryOnly, source, ...(more ? [more] : []))).slice(2);
  test('on a port that pods exclude', () => {
    assert.deepEqual(bypass(together(chain(), registryOnly, excludedPort('80, 443'))), [
      'open, open',
      noPolicy,
      'mesh: excluded port | Deployment shop/web spec.template.metadata.annotations.traffic.sidecar.istio.io/excludeOutboundPorts',
    ]);
    assert.deepEqual(annotated(excludedPort('4430')), []);
    assert.deepEqual(annotated(excludedPort('${PORTS}')), []);
  });

  test('on a port that the mesh excludes, where pods say nothing else', () => {
    const values = '{ global: { proxy: { excludeOutboundPorts: "443" } } }';
    const operator = `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: control }\nspec: { profile: demo, values: ${values} }\n`;
    assert.deepEqual(annotated(operator), [
      'mesh: excluded port | IstioOperator default/control spec.values.global.proxy.excludeOutboundPorts',
    ]);
    const sail = `apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: { name: default }\nspec: { values: ${values} }\n`;
    assert.deepEqual(annotated(sail), [
      'mesh: excluded port | Istio default spec.values.global.proxy.excludeOutboundPorts',
    ]);
    const file = together(chain(), registryOnly);
    const source = `#- main.yaml\n${file}#- values.yaml\nglobal:\n  proxy:\n    excludeOutboundPorts: 443\n`;
    assert.match(
      bypass(source).at(-1) ?? '',
      /^mesh: excluded port \| HelmValues .* global\.proxy\.excludeOutboundPorts$/,
    );
  });

  test('to addresses that are excluded, where the host may be', () => {
    const excluded = (ranges: string): string[] =>
      annotated(deployment(`traffic.sidecar.istio.io/excludeOutboundIPRanges: "${ranges}"`)).map(
        (it) => it.split(' | ')[0] ?? '',
      );
    assert.deepEqual(excluded('0.0.0.0/0'), ['mesh: excluded addresses']);
    assert.deepEqual(excluded('198.51.100.0/24'), ['mesh: perhaps excluded addresses']);
    assert.deepEqual(excluded('10.0.0.0/8,169.254.169.254/32'), []);
  });

  test('but to addresses that are included', () => {
    const included = (ranges: string, more = ''): string[] =>
      annotated(deployment(`traffic.sidecar.istio.io/includeOutboundIPRanges: "${ranges}"${more}`)).map(
        (it) => it.split(' | ')[0] ?? '',
      );
    assert.deepEqual(included('10.0.0.0/8'), ['mesh: addresses not included']);
    assert.deepEqual(included(''), ['mesh: addresses not included']);
    assert.deepEqual(included('198.51.100.0/24'), ['mesh: perhaps addresses not included']);
    assert.deepEqual(included('*'), []);
    assert.deepEqual(included('10.0.0.0/8', ', traffic.sidecar.istio.io/includeOutboundPorts: "443"'), []);
  });

  test('of pods that have nothing redirected', () => {
    assert.deepEqual(annotated(deployment('sidecar.istio.io/interceptionMode: NONE')).length, 1);
    assert.deepEqual(annotated(deployment('sidecar.istio.io/interceptionMode: TPROXY')), []);
  });

  describe('of pods without one', () => {
    const cases: readonly [string, string, readonly string[]][] = [
      [
        'that refuse it by a label',
        deployment('', '', 'sidecar.istio.io/inject: "false"'),
        ['mesh: no sidecar | Deployment shop/web spec.template.metadata.labels.sidecar.istio.io/inject'],
      ],
      [
        'that refuse it by an annotation',
        deployment('sidecar.istio.io/inject: "false"'),
        ['mesh: no sidecar | Deployment shop/web spec.template.metadata.annotations.sidecar.istio.io/inject'],
      ],
      [
        'on the network of their machine',
        deployment('', ', hostNetwork: true'),
        ['network: hostNetwork | Deployment shop/web spec.template.spec.hostNetwork'],
      ],
      [
        'in a namespace that refuses it',
        namespace('shop', 'istio-injection: disabled'),
        ['mesh: no sidecar | Namespace shop metadata.labels.istio-injection'],
      ],
      [
        'in a namespace that says nothing',
        namespace('shop', 'a: b'),
        ['mesh: perhaps no sidecar | Namespace shop metadata.labels'],
      ],
      [
        'in such a namespace, of which some pods are known',
        together(namespace('shop'), deployment('')),
        ['mesh: perhaps no sidecar | Namespace shop metadata.labels'],
      ],
      [
        'in a namespace of the other data plane that they refuse',
        together(
          namespace('shop', 'istio.io/dataplane-mode: ambient'),
          deployment('', '', 'istio.io/dataplane-mode: none'),
        ),
        ['mesh: no sidecar | Deployment shop/web spec.template.metadata.labels.istio.io/dataplane-mode'],
      ],
      ['not: the namespace gives it', namespace('shop', 'istio-injection: enabled'), []],
      ['not: a revision gives it', namespace('shop', 'istio.io/rev: canary'), []],
      ['not: the other data plane has them', namespace('shop', 'istio.io/dataplane-mode: ambient'), []],
      ['not: a template may give it', namespace('shop', 'istio-injection: "${INJECT}"'), []],
      [
        'not: the pods ask for it',
        together(namespace('shop'), deployment('', '', 'sidecar.istio.io/inject: "true"')),
        [],
      ],
      ['not: the pods ask for a revision', together(namespace('shop'), deployment('', '', 'istio.io/rev: canary')), []],
      [
        'not: it is written in the manifest',
        together(namespace('shop'), deployment('sidecar.istio.io/status: "{}"')),
        [],
      ],
      [
        'not: the mesh gives it to all',
        together(
          namespace('shop'),
          'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: { name: default }\nspec: { values: { sidecarInjectorWebhook: { enableNamespacesByDefault: true } } }\n',
        ),
        [],
      ],
      ['not: nothing is known of the namespace', deployment(''), []],
    ];
    for (const [title, source, expected] of cases)
      test(title, () => {
        assert.deepEqual(
          bypass(together(chain(), registryOnly, source)).filter((it) => /no sidecar|hostNetwork/.test(it)),
          expected,
        );
      });

    test('not: Kubernetes, Istio and gateways are no clients', () => {
      const platform = together(...['kube-system', 'istio-system', 'istio-egress'].map((it) => namespace(it)));
      assert.deepEqual(bypass(together(chain(), registryOnly, platform), '*'), [
        'open, open',
        noPolicy,
        'mesh: ALLOW_ANY',
      ]);
    });

    test('in a namespace that nothing else speaks of', () => {
      const source = together(chain(), registryOnly, namespace('legacy', 'istio-injection: disabled'));
      assert.deepEqual(bypass(source, '*'), [
        'open, open',
        noPolicy,
        'mesh: ALLOW_ANY',
        'mesh: no sidecar | Namespace legacy metadata.labels.istio-injection',
      ]);
    });

    test('no NetworkPolicy holds on the network of the machine', () => {
      assert.deepEqual(
        bypass(together(chain(), registryOnly, recipe, deployment('', ', hostNetwork: true')))[0],
        'open, closed',
      );
    });

    test('is told of those alone whose labels a policy asks for', () => {
      const policy = recipe.replace('podSelector: {}', 'podSelector: { matchLabels: { app: web } }');
      const source = together(chain(), registryOnly, policy, deployment('sidecar.istio.io/inject: "false"'));
      assert.deepEqual(bypass(source, 'shop/app=web')[0], 'closed, open');
      assert.deepEqual(bypass(source, 'shop'), ['open, closed', noPolicy]);
    });
  });
});

describe('in ambient mode', () => {
  const waypoint =
    'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: waypoint, namespace: shop }\nspec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }\n';
  const ambient = together(
    namespace('shop', 'istio.io/dataplane-mode: ambient'),
    object(
      'ServiceEntry',
      'api',
      `  hosts: [${host}]\n  ports: [${tls443}]\n  addresses: [240.240.0.1]\n  resolution: DNS`,
      'shop',
      'labels: { istio.io/use-waypoint: waypoint }',
    ),
    waypoint,
  );
  test('a ztunnel lets through what it does not know, whatever the mesh says', () => {
    assert.deepEqual(bypass(together(ambient, registryOnly)), ['open, open', noPolicy, 'mesh: ztunnel']);
    const policy = recipe.replace(
      '[{ namespaceSelector: { matchLabels: { istio: system } } }]',
      '[{ podSelector: {} }]',
    );
    assert.deepEqual(bypass(together(ambient, policy))[0], 'closed, open');
    assert.deepEqual(
      wayOf(together(ambient, policy)).cutOff.map((it) => it.from),
      ['dns'],
    );
  });
  test('A NetworkPolicy is asked for the port of the waypoint', () => {
    const to = (port: number): string =>
      recipe.replace(
        '  - to: [{ namespaceSelector: { matchLabels: { istio: system } } }]',
        `  - { to: [{ podSelector: {} }], ports: [{ port: ${port} }] }`,
      );
    assert.deepEqual(
      wayOf(together(ambient, to(15008))).cutOff.map((it) => it.from),
      ['dns'],
    );
    assert.deepEqual(
      wayOf(together(ambient, to(443))).cutOff.map((it) => it.from),
      ['dns', 'gateway'],
    );
  });
});
