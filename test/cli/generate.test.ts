import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { check, folderOf, istioEgress } from './command-line';

const kinds = (yaml: string): string[] => [...yaml.matchAll(/^kind: (.+)$/gm)].map(([, kind = '']) => kind);
const generate = (...words: string[]) => istioEgress(['generate', ...words]);

describe('generate', () => {
  const calls: readonly [readonly string[], readonly string[]][] = [
    [
      ['--host', 'api.example.com'],
      ['ServiceEntry', 'Gateway', 'DestinationRule', 'VirtualService'],
    ],
    [
      ['--host', 'api.example.com', '--app', 'http:8080', '--outside', 'tls', '-n', 'shop'],
      ['ServiceEntry', 'Gateway', 'DestinationRule', 'DestinationRule', 'VirtualService'],
    ],
    [
      ['--host', 'https://api.example.com:8443/v1'],
      ['ServiceEntry', 'Gateway', 'VirtualService'],
    ],
    [
      ['--host', 'api.example.com', '--app', 'https', '--hop', 'mtls', '--gateway', 'egress/partner', '--api', 'istio'],
      ['ServiceEntry', 'Gateway', 'DestinationRule', 'VirtualService'],
    ],
    [
      ['--host', 'api.example.com', '--app=http', '--hop=plaintext', '--outside=same'],
      ['ServiceEntry', 'Gateway', 'VirtualService'],
    ],
    [
      [
        '--host',
        'api.example.com',
        '--api',
        'gateway-api',
        '--outside',
        'tls',
        '-n',
        'shop',
        '--gateway',
        'egress/out',
      ],
      ['ServiceEntry', 'Gateway', 'DestinationRule', 'DestinationRule', 'HTTPRoute', 'HTTPRoute'],
    ],
    [
      ['--host', 'https://api.example.com', '--api', 'gateway-api', '--network-policy'],
      ['ServiceEntry', 'Gateway', 'TLSRoute', 'TLSRoute', 'NetworkPolicy'],
    ],
    [
      ['--host', 'https://api.example.com', '--network-policy'],
      ['ServiceEntry', 'Gateway', 'VirtualService', 'NetworkPolicy'],
    ],
    [
      ['--host', 'https://api.example.com', '-n', 'shop', '--authorization', '--registry-only'],
      ['ServiceEntry', 'Gateway', 'DestinationRule', 'VirtualService', 'AuthorizationPolicy', 'Sidecar'],
    ],
  ];
  for (const [words, expected] of calls)
    test(`${words.join(' ')} prints manifests in which check finds nothing`, () => {
      const { status, stdout, stderr } = generate(...words);
      assert.deepEqual([status, stderr], [0, '']);
      assert.deepEqual(kinds(stdout), expected);
      const checked = check('.', ['-', '--fail-on', 'hint'], stdout);
      assert.deepEqual([checked.status, checked.findings], [0, []]);
    });

  test('takes gateway and namespace from the settings', () => {
    const cwd = folderOf({ '.istio-egress.yaml': 'gateway: egress/partner\nnamespace: shop\n' });
    const { stdout } = istioEgress(['generate', '--host', 'api.example.com'], { cwd });
    assert.match(stdout, /host: partner\.egress\.svc\.cluster\.local/);
    assert.match(stdout, /namespace: shop/);
  });

  test('of several hosts and applications is one file, with one Gateway for all', () => {
    const words = [
      '--host',
      'a.example.com',
      '--host',
      'b.example.com',
      '--app',
      'http',
      '--app',
      'https',
      '-n',
      'shop',
    ];
    const { stdout } = generate(...words);
    assert.equal(kinds(stdout).filter((it) => it === 'Gateway').length, 1);
    assert.equal(kinds(stdout).filter((it) => it === 'ServiceEntry').length, 2);
    assert.deepEqual(check('.', ['-', '--fail-on', 'hint'], stdout).findings, []);
  });

  describe('into a folder', () => {
    const first = generate('--host', 'a.example.com', '-n', 'shop').stdout;
    const words = ['--host', 'b.example.com', '-n', 'shop', '--into', '.'];

    test('prints what would change, as a patch, and changes nothing', () => {
      const cwd = folderOf({ 'egress.yaml': first });
      const { status, stdout } = istioEgress(['generate', ...words], { cwd });
      assert.equal(status, 0);
      assert.match(stdout, /^--- a\/egress\.yaml$/m);
      assert.match(stdout, /^\+ {4}- b\.example\.com$/m);
      assert.match(stdout, /^--- \/dev\/null\n\+\+\+ b\/egress-b-example-com\.yaml$/m);
      assert.doesNotMatch(stdout, /^-(?!--)/m);
      assert.deepEqual(readdirSync(cwd), ['egress.yaml']);
    });

    test('changes the files with --write, leaves nothing to find, and nothing to do again', () => {
      const cwd = folderOf({ 'egress.yaml': `# ours\n${first}` });
      assert.deepEqual(istioEgress(['generate', ...words, '--write'], { cwd }).stdout, '');
      assert.deepEqual(readdirSync(cwd), ['egress-b-example-com.yaml', 'egress.yaml']);
      assert.ok(readFileSync(join(cwd, 'egress.yaml'), 'utf8').startsWith('# ours\n'));
      assert.deepEqual(check(cwd, ['.', '--fail-on', 'hint']).findings, []);
      const again = istioEgress(['generate', ...words], { cwd });
      assert.deepEqual([again.status, again.stdout], [0, '']);
      assert.match(again.stderr, /nothing to change/);
    });
  });

  const refused: readonly [readonly string[], RegExp][] = [
    [[], /name the host: --host api\.example\.com/],
    [['api.example.com'], /api\.example\.com is one too many; name the host by --host/],
    [['--host', '10.0.0.1'], /is an address/],
    [['--host', '*.example.com'], /stands for many servers/],
    [['--host', 'a_b.example.com'], /is not a DNS name/],
    [['--host', 'a.example.com', '--app', 'https', '--outside', 'tls'], /encrypted twice/],
    [['--host', 'a.example.com', '--app', 'smtp'], /one of http, grpc, https, tcp/],
    [['--host', 'a.example.com', '--api', 'consul'], /one of istio, gateway-api/],
    [['--host', 'a.example.com', '--write'], /--write needs --into/],
    [['--host', 'a.example.com', '--sidecar', '--api', 'ambient'], /no sidecars/],
    [['--host', 'a.example.com', '--authorization'], /name the namespaces of the clients/],
    [['--host', 'a.example.com', '--authorization', '-n', 'shop', '--hop', 'plaintext'], /must be mtls, not plaintext/],
    [['--host', 'a.example.com', '-n', 'shop', '--export-to', 'shop'], /exported to istio-system, too/],
    [['--host', 'a.example.com', '--network-policy', '-n', 'istio-system'], /would shut in istiod/],
    [['--host', 'a.example.com', '--api', 'gateway-api', '--gateway', 'egress/out'], /name the namespace/],
  ];
  for (const [words, reason] of refused)
    test(`${words.join(' ') || 'nothing'} is refused in one line`, () => {
      const { status, stdout, stderr } = generate(...words);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, reason);
      assert.match(stderr, /^istio-egress: .+\n$/);
    });
});
