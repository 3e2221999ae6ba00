import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hostProblem, isLabel, portNumber, readHost } from '../../../server/src/generate/host';

const understood: readonly [string, object][] = [
  ['edition.cnn.com', { host: 'edition.cnn.com', port: undefined, scheme: undefined }],
  ['  Edition.CNN.com. ', { host: 'edition.cnn.com', port: undefined, scheme: undefined }],
  ['api.example.com:8443', { host: 'api.example.com', port: 8443, scheme: undefined }],
  ['https://api.example.com', { host: 'api.example.com', port: undefined, scheme: 'https' }],
  ['HTTPS://api.example.com:8443/v1?q=a#b', { host: 'api.example.com', port: 8443, scheme: 'https' }],
  ['http://user:secret@api.example.com/', { host: 'api.example.com', port: undefined, scheme: 'http' }],
  ['api.example.com/path', { host: 'api.example.com', port: undefined, scheme: undefined }],
  ['api.example.com:', { host: 'api.example.com', port: undefined, scheme: undefined }],
  ['*.example.com', { host: '*.example.com', port: undefined, scheme: undefined }],
  ['reviews.shop.svc.cluster.local', { host: 'reviews.shop.svc.cluster.local', port: undefined, scheme: undefined }],
  [
    "curl -sS -H 'Accept: */*' https://api.example.com/v1 -o out",
    { host: 'api.example.com', port: undefined, scheme: 'https' },
  ],
  ['curl -v api.example.com:8080', { host: 'api.example.com', port: 8080, scheme: undefined }],
  ['xn--mnchen-3ya.example', { host: 'xn--mnchen-3ya.example', port: undefined, scheme: undefined }],
];

const refused: readonly [string, RegExp][] = [
  ['', /A host is needed/],
  ['https://', /A host is needed/],
  ['10.0.0.1', /is an address/],
  ['https://10.0.0.1:443/x', /is an address/],
  ['[2001:db8::1]:443', /is an address/],
  ['2001:db8::1', /is an address/],
  ['*', /takes in too much: write the domain/],
  ['*.com', /takes in too much: write the domain/],
  ['api.*.example.com', /is not a DNS name/],
  ['api_v1.example.com', /is not a DNS name/],
  ['-api.example.com', /is not a DNS name/],
  ['api..example.com', /is not a DNS name/],
  ['api example.com', /is not a DNS name/],
  [`${'a'.repeat(64)}.example.com`, /is not a DNS name/],
  [`${'a.'.repeat(130)}com`, /is not a DNS name/],
  ['münchen.example', /beyond ASCII/],
  ['reviews', /has no dot/],
  ['curl -v', /is not a DNS name|A host is needed|no dot/],
  ['api.example.com:0', /0 is not a port/],
  ['api.example.com:65536', /65536 is not a port/],
  ['ftp://api.example.com', /not ftp/],
  ['grpc://api.example.com', /not grpc/],
];

describe('a host that is typed or pasted', () => {
  for (const [text, expected] of understood)
    test(`'${text}' is understood`, () => {
      assert.deepEqual(readHost(text), expected);
      assert.equal(hostProblem(text), undefined);
    });

  for (const [text, reason] of refused)
    test(`'${text.slice(0, 40)}' is refused with the reason`, () => {
      assert.match(hostProblem(text) ?? '', reason);
    });

  test('a hostile text is refused at once', () => {
    const start = performance.now();
    for (const part of ['a', '@', '.', ':', '/', 'a.', '::', '-']) hostProblem(part.repeat(100_000));
    assert.ok(performance.now() - start < 1000);
  });
});

test('a port is a whole number from 1 to 65535', () => {
  assert.deepEqual(['1', '65535', '0080'].map(portNumber), [1, 65535, 80]);
  assert.deepEqual(
    ['0', '65536', '-1', '8.5', '1e3', '', ' 80', '0x50'].map(portNumber),
    Array.from({ length: 8 }, () => undefined),
  );
});

test('a label is one name of DNS', () => {
  assert.deepEqual(['shop', 'a', 'a-1', 'a'.repeat(63)].map(isLabel), [true, true, true, true]);
  assert.deepEqual(['', 'Shop', 'a.b', '-a', 'a-', 'a'.repeat(64)].map(isLabel), [
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});
