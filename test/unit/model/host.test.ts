import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compareSpecificity,
  hostLabel,
  hostsMatch,
  hostWithin,
  resolveHost,
  sameHost,
  serviceHost,
  serviceName,
} from '../../../server/src/model/host';

test('two hosts match if they have a name in common', () => {
  const cases: [string, string, boolean][] = [
    ['a.com', 'a.com', true],
    ['a.com', 'b.com', false],
    ['*.a.com', 'b.a.com', true],
    ['*.a.com', 'c.b.a.com', true],
    ['*.a.com', 'a.com', false],
    ['*a.com', 'a.com', true],
    ['*a.com', 'xa.com', true],
    ['*', 'a.com', true],
    ['*.com', '*.a.com', true],
    ['*.a.com', '*.b.com', false],
    ['*', '*', true],
  ];
  for (const [a, b, expected] of cases) {
    assert.equal(hostsMatch(a, b), expected, `${a} and ${b}`);
    assert.equal(hostsMatch(b, a), expected, `${b} and ${a}`);
  }
});

test('a host lies within another one way only', () => {
  const cases: [string, string, boolean][] = [
    ['a.com', 'a.com', true],
    ['b.a.com', '*.a.com', true],
    ['*.a.com', 'b.a.com', false],
    ['*.b.a.com', '*.a.com', true],
    ['*.a.com', '*.b.a.com', false],
    ['*.a.com', '*', true],
    ['*', '*.a.com', false],
    ['a.com', '*.a.com', false],
  ];
  for (const [a, b, expected] of cases) assert.equal(hostWithin(a, b), expected, `${a} within ${b}`);
});

test('what lies within another also matches it, and matching does not depend on the order', () => {
  const label = fc.constantFrom('a', 'b', 'com');
  const host = fc
    .tuple(fc.constantFrom('', '*.', '*'), fc.array(label, { minLength: 1, maxLength: 4 }))
    .map(([star, labels]) => star + labels.join('.'));
  fc.assert(
    fc.property(host, host, (a, b) => {
      assert.equal(hostsMatch(a, b), hostsMatch(b, a));
      if (hostWithin(a, b)) assert.ok(hostsMatch(a, b));
      if (hostWithin(a, b) && hostWithin(b, a)) assert.equal(a, b);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('a name without a dot is a Service of the own namespace, one with a dot stays as it is', () => {
  assert.equal(resolveHost('reviews', 'shop'), 'reviews.shop.svc.cluster.local');
  assert.equal(resolveHost('reviews.shop', 'other'), 'reviews.shop');
  assert.equal(resolveHost('API.Example.com', 'shop'), 'api.example.com');
  assert.equal(resolveHost('*', 'shop'), '*');
});

test('a Service in an unknown namespace could be one in any, and is shown in `default`', () => {
  const unknown = serviceHost('reviews', '');
  assert.ok(sameHost(unknown, 'reviews.shop.svc.cluster.local'));
  assert.ok(!sameHost(unknown, 'ratings.shop.svc.cluster.local'));
  assert.ok(!sameHost('reviews.a.svc.cluster.local', 'reviews.b.svc.cluster.local'));
  assert.equal(hostLabel(unknown), 'reviews.default.svc.cluster.local');
  assert.deepEqual(serviceName(unknown), { name: 'reviews', namespace: '' });
});

test('the namespace of a Service may be filled in later', () => {
  for (const host of ['gw.{{ .Values.namespace }}.svc.cluster.local', 'gw.${NS}.svc.cluster.local'])
    assert.equal(resolveHost(host, 'shop'), 'gw..svc.cluster.local');
});

test('an exact host is more specific than any wildcard, a longer wildcard than a shorter', () => {
  assert.deepEqual(['*', '*.com', 'a.com', '*.a.com'].sort(compareSpecificity), ['a.com', '*.a.com', '*.com', '*']);
});
