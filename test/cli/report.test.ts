import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  entry,
  gateway,
  gatewayService,
  http80,
  https443,
  object,
  routes,
  server,
  tls443,
  together,
} from '../manifests';
import { folderOf, istioEgress } from './command-line';

const manifests = together(
  entry('api.example.com', `${http80}, ${tls443}`),
  entry('*.example.org', https443, 'resolution: NONE\n  exportTo: ["."]'),
);
const folder = folderOf({ 'shop/hosts.yaml': manifests });
const print = (...words: string[]): string => istioEgress(['report', ...words], { cwd: folder }).stdout;

test('text has a block for each host, and what holds for all at the end', () => {
  assert.deepEqual(istioEgress(['report', 'shop'], { cwd: folder }), {
    status: 0,
    stdout: `*.example.org
  ServiceEntry shop/any-example-org, shop/hosts.yaml:13
  443 https  namespace shop, directly
             the application's own TLS to the host
             every other pod, directly, let through by a proxy that does not know the host
             the application's own TLS to the host

api.example.com
  ServiceEntry shop/api-example-com, shop/hosts.yaml:5
  80 http    every pod, directly
             HTTP in plain text to the host
  443 tls    every pod, directly
             the application's own TLS to the host

any other host
             every pod, directly, let through by a proxy that does not know the host

2 external hosts on 3 ports. Ways to them: 3 direct, 1 let through as unknown.
`,
    stderr: '',
  });
});

test('text tells hosts together of which it has the same to tell', () => {
  const twice = entry('api.example.com').replace('hosts: [', 'hosts: [www.example.com, ');
  const { stdout } = istioEgress(['report', '-'], { input: twice });
  assert.match(stdout, /^api\.example\.com\n {2}ServiceEntry .*\nwww\.example\.com\n {2}ServiceEntry .*\n {2}80 http /);
});

describe('whether pods can bypass a gateway', () => {
  const host = 'api.example.com';
  const leg = (gateways: string, to: string): string =>
    `  - match: [{ gateways: [${gateways}], port: 443, sniHosts: [${host}] }]\n    route: [{ destination: { host: ${to}, port: { number: 443 } } }]\n`;
  const chain = together(
    entry(host, tls443),
    gateway(server(tls443, host, 'PASSTHROUGH')),
    routes(host, `  gateways: [mesh, egress]\n  tls:\n${leg('mesh', gatewayService)}${leg('egress', host)}`),
  );
  const policy = object(
    'NetworkPolicy',
    'egress',
    '  policyTypes: [Egress]\n  podSelector: {}\n  egress: [{ to: [{ namespaceSelector: { matchLabels: { istio: system } } }] }]',
  );
  const guarded = folderOf({ 'egress.yaml': together(chain, policy), 'open.yaml': chain });
  const report = (...words: string[]): string => istioEgress(['report', ...words], { cwd: guarded }).stdout;

  test('is told below the ways, with the places', () => {
    assert.match(
      report('open.yaml'),
      /\n {2}443 tls {2}every pod, through istio-system\/istio-egressgateway\n {11}the application's own TLS, end to end\n\n/,
    );
    assert.match(
      report('open.yaml'),
      / Bypass closed: none\.\n\nBypass:\n {2}- no NetworkPolicy: No NetworkPolicy in these manifests isolates[\s\S]*\n {2}- ALLOW_ANY: With ALLOW_ANY a proxy lets through/,
    );
  });

  test('is told of each way where it differs', () => {
    const text = report('egress.yaml');
    assert.match(text, /namespace shop, through .*\n +the application's own TLS, end to end; bypass closed\n/);
    assert.match(
      text,
      /every other pod, through .*\n +the application's own TLS, end to end; bypass open: no NetworkPolicy, ALLOW_ANY\n/,
    );
    assert.match(
      text,
      /Bypass closed: 1 of 2\.\n\nBypass:\n {2}- closed: The NetworkPolicies of these pods leave them no other way out\.\s+\(egress\.yaml:\d+\)\n/,
    );
  });

  test('is a column of the tables', () => {
    assert.match(
      report('egress.yaml', '--format', 'markdown'),
      /^\| Host \| Port \| Who \| Way \| Encryption \| Bypass \| Declared at \|$/m,
    );
    assert.match(
      report('egress.yaml', '--format', 'markdown'),
      /\| every other pod \| .* \| open: no NetworkPolicy, ALLOW\\_ANY \| `/,
    );
    assert.match(
      report('egress.yaml', '--format', 'markdown'),
      /^- Bypass: \*\*no NetworkPolicy\*\*\. No NetworkPolicy in these/m,
    );
    const [head, shop, others] = report('egress.yaml', '--format', 'csv').split('\r\n');
    assert.match(head ?? '', /,bypass,holes,cutOff,/);
    assert.match(shop ?? '', /namespace shop,gateway,.*,closed,,,ServiceEntry/);
    assert.match(others ?? '', /every other pod,gateway,.*,open,no NetworkPolicy; ALLOW_ANY,,ServiceEntry/);
  });

  test('is data in JSON, each hole with its level and places', () => {
    const excluded =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { template: { metadata: { annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "443" } } } }\n';
    const input = together(chain, policy, excluded);
    const { hosts } = JSON.parse(istioEgress(['report', '--format', 'json', '-'], { input }).stdout);
    const [way] = hosts[0].ports[0].ways;
    assert.deepEqual([way.bypass.answer, way.bypass.mesh], ['closed', 'open']);
    assert.deepEqual(
      way.bypass.closedBy.map((it: { resource: string; path: string }) => [it.resource, it.path]),
      [['NetworkPolicy shop/egress', 'spec.egress']],
    );
    const [, hole] = way.bypass.holes;
    assert.deepEqual(
      { ...hole, places: hole.places.map((it: { resource: string; file: string }) => [it.resource, it.file]) },
      {
        level: 'mesh',
        kind: 'not-captured',
        sure: true,
        label: 'excluded port',
        text: 'The port is excluded from the sidecar, so connections to it pass no proxy.',
        places: [['Deployment shop/web', '<stdin>']],
      },
    );
  });

  test('and what their policies cut off from them is told with the way', () => {
    const input = together(chain, policy.replace('istio: system', 'kubernetes.io/metadata.name: istio-egress'));
    const text = istioEgress(['report', '-'], { input }).stdout;
    assert.match(text, /bypass closed; cut off: DNS, istiod and\s+istio-system\/istio-egressgateway port 8443\n/);
    assert.match(text, /\nCut off:\n {2}- DNS: No NetworkPolicy in these manifests lets DNS out of these pods/);
    const { hosts } = JSON.parse(istioEgress(['report', '--format', 'json', '-'], { input }).stdout);
    assert.deepEqual(
      hosts[0].ports[0].ways[0].cutOff.map((it: { from: string; label: string; places: object[] }) => [
        it.from,
        it.label,
        it.places.length,
      ]),
      [
        ['dns', 'DNS', 1],
        ['istiod', 'istiod', 1],
        ['gateway', 'istio-system/istio-egressgateway port 8443', 1],
      ],
    );
  });
});

test('markdown is a table', () => {
  const lines = print('--format', 'markdown').split('\n');
  assert.equal(lines[0], '## Egress');
  assert.ok(
    lines.includes(
      "| `*.example.org` | 443 https | namespace shop | directly | the application's own TLS to the host |  | `shop/hosts.yaml:13` |",
    ),
  );
});

describe('csv', () => {
  test('is a header and a line for each way, as RFC 4180 has it', () => {
    assert.deepEqual(print('--format', 'csv').split('\r\n'), [
      'host,port,protocol,who,verdict,reason,gateway,toGateway,toHost,bypass,holes,cutOff,declaredBy,file,line',
      `*.example.org,443,https,namespace shop,direct,,,,the application's own TLS,,,,ServiceEntry shop/any-example-org,shop/hosts.yaml,13`,
      `*.example.org,443,https,every other pod,passthrough,,,,the application's own TLS,,,,ServiceEntry shop/any-example-org,shop/hosts.yaml,13`,
      `api.example.com,80,http,every pod,direct,,,,HTTP in plain text,,,,ServiceEntry shop/api-example-com,shop/hosts.yaml,5`,
      `api.example.com,443,tls,every pod,direct,,,,the application's own TLS,,,,ServiceEntry shop/api-example-com,shop/hosts.yaml,5`,
      `any other host,,,every pod,passthrough,,,,,,,,,,`,
      '',
    ]);
  });

  test('has nothing that a spreadsheet takes for a formula', () => {
    const hostile = together(entry('=cmd.example.com'), entry('"-a"'), entry('"@x,y"'), entry('"+1 "'));
    const { stdout } = istioEgress(['report', '--format', 'csv', '-'], { input: hostile.replaceAll('""', '"') });
    const lines = stdout.trimEnd().split('\r\n').slice(1);
    assert.ok(lines.length > 4);
    for (const line of lines) assert.doesNotMatch(line, /(?:^|,)"?[=+@-]/);
    assert.ok(lines.some((it) => it.startsWith("'=cmd.example.com,")));
  });
});

describe('json', () => {
  interface Printed {
    readonly version: number;
    readonly hosts: readonly {
      readonly mesh: string | null;
      readonly host: string;
      readonly declaredBy: readonly object[];
      readonly ports: readonly { readonly port: number; readonly ways: readonly { readonly verdict: string }[] }[];
    }[];
    readonly otherHosts: readonly {
      readonly mesh: string | null;
      readonly ways: readonly { readonly verdict: string }[];
    }[];
  }
  const data = (cwd: string, ...words: string[]): Printed =>
    JSON.parse(istioEgress(['report', '--format', 'json', ...words], { cwd }).stdout) as Printed;

  test('is the whole report as data', () => {
    const { version, hosts, otherHosts } = data(folder);
    const range = { start: { line: 5, column: 11 }, end: { line: 5, column: 28 } };
    const declaredBy = [
      { resource: 'ServiceEntry shop/api-example-com', path: 'spec.hosts[0]', file: 'shop/hosts.yaml', range },
    ];
    assert.equal(version, 1);
    assert.deepEqual(hosts[1], {
      mesh: null,
      host: 'api.example.com',
      declaredBy,
      ports: [
        { port: 80, protocol: 'http', declaredBy, ways: [way('HTTP in plain text', [])] },
        { port: 443, protocol: 'tls', declaredBy, ways: [way("the application's own TLS", ['application'], 'tcp')] },
      ],
    });
    assert.deepEqual(
      otherHosts.map((it) => [it.mesh, it.ways.map(({ verdict }) => verdict)]),
      [[null, ['passthrough']]],
    );
  });

  const way = (text: string, layers: readonly string[], protocol = 'http') => ({
    who: 'every pod',
    clients: [{ namespace: 'shop', labels: {} }],
    everybodyElse: true,
    verdict: 'direct',
    reason: null,
    cause: null,
    response: null,
    gateways: [],
    legs: [{ from: 'sidecar', to: 'host', route: null, wire: { protocol, layers }, sni: null, text }],
    split: false,
    bypass: null,
    cutOff: [],
    assumptions: [],
  });

  test('has each mesh where there are several', () => {
    const kustomization = 'resources: [hosts.yaml]\n';
    const several = folderOf({
      'dev/kustomization.yaml': kustomization,
      'dev/hosts.yaml': entry('dev.example.com'),
      'prod/kustomization.yaml': kustomization,
      'prod/hosts.yaml': entry('prod.example.com'),
    });
    assert.deepEqual(
      data(several).hosts.map((it) => [it.mesh, it.host]),
      [
        ['dev', 'dev.example.com'],
        ['prod', 'prod.example.com'],
      ],
    );
    assert.match(
      istioEgress(['report'], { cwd: several }).stdout,
      /^Mesh dev\n\ndev\.example\.com\n[\s\S]*\nMesh prod\n/,
    );
    assert.match(istioEgress(['report', '--format', 'csv'], { cwd: several }).stdout, /^mesh,host,[\s\S]*\ndev,dev\./);
    assert.match(istioEgress(['report', '--format', 'markdown'], { cwd: several }).stdout, /\n### `prod`\n/);
    // of the paths that are named, only one is a mesh
    assert.deepEqual(
      data(several, 'prod').hosts.map((it) => it.mesh),
      [null],
    );
  });
});

test('-n is the namespace of objects that name none', () => {
  const unnamed = entry('api.example.com', http80, 'resolution: DNS\n  exportTo: ["."]').replace(
    ', namespace: shop',
    '',
  );
  const { stdout } = istioEgress(['report', '-n', 'books', '-'], { input: unnamed });
  assert.match(stdout, /ServiceEntry books\/api-example-com, <stdin>:5\n {2}80 http {2}namespace books, directly\n/);
});

test('a workspace without external hosts is told in a sentence', () => {
  const input = object('Gateway', 'egress', '  servers: []');
  for (const format of ['text', 'markdown'])
    assert.match(
      istioEgress(['report', '--format', format, '-'], { input }).stdout,
      /No manifest names a host outside/,
    );
  assert.equal(istioEgress(['report', '--format', 'csv', '-'], { input }).stdout.trim().split('\n').length, 1);
});

test('a file that cannot be read gives status 2, and the others are told all the same', () => {
  const { status, stdout, stderr } = istioEgress(['report', 'shop', 'nowhere.yaml'], { cwd: folder });
  assert.equal(status, 2);
  assert.match(stdout, /api\.example\.com/);
  assert.match(stderr, /^istio-egress: nowhere\.yaml: .+\n$/);
});

test('nothing in a manifest steers the terminal or breaks a table', () => {
  const spec = `  hosts: ["a|\`b\`\\e[31m\\nc.example.com"]\n  ports: [${http80}]\n  resolution: DNS`;
  const input = object('ServiceEntry', 'hostile', spec);
  const escapeCharacter = String.fromCharCode(0x1b);
  for (const format of ['text', 'markdown', 'csv']) {
    const { stdout } = istioEgress(['report', '--format', format, '-'], { input });
    assert.ok(!stdout.includes(escapeCharacter));
    assert.equal(stdout.split('\n').filter((it) => it.includes('c.example.com')).length, 1);
  }
  const table = istioEgress(['report', '--format', 'markdown', '-'], { input }).stdout.split('\n');
  assert.match(
    table.find((it) => it.includes('80 http')) ?? '',
    /^\| `` a\\\|`b`\uFFFD\[31m c\.example\.com `` \| 80 http /,
  );
});
