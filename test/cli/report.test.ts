import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, http80, https443, object, tls443, together } from '../manifests';
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

2 external hosts on 3 ports. Ways to them: 3 direct, 1 let through as unknown. Enforced:
none.
Not enforced. No NetworkPolicy in these manifests isolates these pods, so one can go around
its proxy and dial the host itself.
`,
    stderr: '',
  });
});

test('text tells hosts together of which it has the same to tell', () => {
  const twice = entry('api.example.com').replace('hosts: [', 'hosts: [www.example.com, ');
  const { stdout } = istioEgress(['report', '-'], { input: twice });
  assert.match(stdout, /^api\.example\.com\n {2}ServiceEntry .*\nwww\.example\.com\n {2}ServiceEntry .*\n {2}80 http /);
});

test('text says of each way whether it is enforced where that differs', () => {
  const policy = object('NetworkPolicy', 'egress', '  policyTypes: [Egress]\n  podSelector: {}');
  const { stdout } = istioEgress(['report', '-'], { input: together(entry('api.example.com'), policy) });
  assert.match(stdout, /namespace shop, directly\n +HTTP in plain text to the host; enforced\n/);
  assert.match(stdout, /every other pod, directly\n +HTTP in plain text to the host; not enforced\n/);
  assert.match(stdout, /\nEnforced\. NetworkPolicy shop\/egress lets these pods dial nothing outside the cluster,/);
});

test('markdown is a table', () => {
  const lines = print('--format', 'markdown').split('\n');
  assert.equal(lines[0], '## Egress');
  assert.ok(
    lines.includes(
      "| `*.example.org` | 443 https | namespace shop | directly | the application's own TLS to the host | no | `shop/hosts.yaml:13` |",
    ),
  );
  assert.ok(lines.some((it) => it.startsWith('- Enforced: **no**. No NetworkPolicy in these manifests')));
});

describe('csv', () => {
  test('is a header and a line for each way, as RFC 4180 has it', () => {
    const enforcement =
      '"No NetworkPolicy in these manifests isolates these pods, so one can go around its proxy and dial the host itself."';
    assert.deepEqual(print('--format', 'csv').split('\r\n'), [
      'host,port,protocol,who,verdict,reason,gateway,toGateway,toHost,enforced,enforcement,declaredBy,file,line',
      `*.example.org,443,https,namespace shop,direct,,,,the application's own TLS,no,${enforcement},ServiceEntry shop/any-example-org,shop/hosts.yaml,13`,
      `*.example.org,443,https,every other pod,passthrough,,,,the application's own TLS,no,${enforcement},ServiceEntry shop/any-example-org,shop/hosts.yaml,13`,
      `api.example.com,80,http,every pod,direct,,,,HTTP in plain text,no,${enforcement},ServiceEntry shop/api-example-com,shop/hosts.yaml,5`,
      `api.example.com,443,tls,every pod,direct,,,,the application's own TLS,no,${enforcement},ServiceEntry shop/api-example-com,shop/hosts.yaml,5`,
      `any other host,,,every pod,passthrough,,,,,no,${enforcement},,,`,
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
    enforced: 'no',
    enforcement: {
      text: 'No NetworkPolicy in these manifests isolates these pods, so one can go around its proxy and dial the host itself.',
      places: [],
    },
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
