import assert from 'node:assert/strict';
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

  const refused: readonly [readonly string[], RegExp][] = [
    [[], /name the host: --host api\.example\.com/],
    [['api.example.com'], /api\.example\.com is one too many; name the host by --host/],
    [['--host', '10.0.0.1'], /is an address/],
    [['--host', '*.example.com'], /is a wildcard/],
    [['--host', 'a_b.example.com'], /is not a DNS name/],
    [['--host', 'a.example.com', '--app', 'https', '--outside', 'tls'], /encrypted twice/],
    [['--host', 'a.example.com', '--app', 'smtp'], /one of http, https/],
    [['--host', 'a.example.com', '--api', 'consul'], /one of istio, gateway-api/],
    [['--host', 'a.example.com', '--host', 'b.example.com'], /more than one --host is not available yet/],
    [['--host', 'a.example.com', '--app', 'tcp:5432'], /--app tcp:5432 is not available yet/],
    [['--host', 'a.example.com', '--outside', 'mtls'], /--outside mtls is not available yet/],
    [['--host', 'a.example.com', '--api', 'ambient'], /--api ambient is not available yet/],
    [['--host', 'a.example.com', '--into', 'x.yaml'], /--into is not available yet/],
    [['--host', 'a.example.com', '--write'], /--write is not available yet/],
    [['--host', 'a.example.com', '--api', 'sidecar'], /--api sidecar is not available yet/],
    [['--host', 'a.example.com', '--authorization'], /--authorization is not available yet/],
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
