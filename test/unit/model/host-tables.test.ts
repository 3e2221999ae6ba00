import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { admits, serverHosts, sharedHosts } from '../../../server/src/mesh/gateway-hosts';
import { compareSpecificity, hostsMatch, hostWithin, resolveHost } from '../../../server/src/model/host';

/*
 * The cases of Istio's own tables for hosts (pkg/config/host/name_test.go and names_test.go at 86c9f01), with names of
 * our own, and those that they leave out: partial wildcards, `*` alone, empty names, upper case.
 */

const matching: readonly (readonly [string, string])[] = [
  ['', ''],
  ['*', ''],
  ['*', '*'],
  ['*', 'org'],
  ['*', 'pay.org'],
  ['*', '*.org'],
  ['pay.org', 'pay.org'],
  ['*.org', 'pay.org'],
  ['*.pay.org', 'api.pay.org'],
  ['*.pay.org', 'eu.api.pay.org'],
  ['*.org', '*.pay.org'],
  ['*.api.pay.org', '*.org'],
  ['api.pay.org', '*.org'],
  ['*pay.org', 'pay.org'],
  ['*pay.org', 'my-pay.org'],
  ['*pay.org', 'api.pay.org'],
  ['*pay.org', '*.pay.org'],
  ['*pay.org', '*.org'],
  ['*.', 'pay.org.'],
];

const apart: readonly (readonly [string, string])[] = [
  ['', 'pay.org'],
  ['*.org', ''],
  ['pay.org', 'shop.org'],
  ['api.pay.org', 'pay.org'],
  ['*.pay.org', 'pay.org'],
  ['*.pay.org', '*.shop.org'],
  ['*.api.pay.org', 'org'],
  ['*.api.pay.org', 'pay.org'],
  ['*pay.org', 'pay.org.uk'],
  ['*pay.org', 'ay.org'],
  ['api.pay.org', '*.pay.ORG'],
  ['pay.org', 'Pay.org'],
  ['pay.org', 'pay.org.'],
];

test('R1: hosts with a name in common match, in any order', () => {
  for (const [a, b] of matching) {
    assert.equal(hostsMatch(a, b), true, `${a} and ${b}`);
    assert.equal(hostsMatch(b, a), true, `${b} and ${a}`);
  }
  for (const [a, b] of apart) {
    assert.equal(hostsMatch(a, b), false, `${a} and ${b}`);
    assert.equal(hostsMatch(b, a), false, `${b} and ${a}`);
  }
});

test('R2: a wildcard has names of any depth below its suffix, not the suffix itself', () => {
  assert.equal(hostsMatch('*.pay.org', 'eu.api.pay.org'), true);
  assert.equal(hostsMatch('*.pay.org', 'pay.org'), false);
  assert.equal(hostsMatch('*pay.org', 'pay.org'), true);
});

test('R3: a host lies within another in one direction only', () => {
  const within: readonly (readonly [string, string])[] = [
    ['', ''],
    ['', '*'],
    ['org', '*'],
    ['*', '*'],
    ['*.org', '*'],
    ['pay.org', 'pay.org'],
    ['pay.org', '*.org'],
    ['api.pay.org', '*.pay.org'],
    ['*.pay.org', '*.org'],
    ['*.pay.org', '*pay.org'],
    ['*.pay.org', '*.pay.org'],
    ['my-pay.org', '*pay.org'],
  ];
  const outside: readonly (readonly [string, string])[] = [
    ['', 'pay.org'],
    ['pay.org', ''],
    ['*', '*.org'],
    ['*', 'pay.org'],
    ['*.org', 'pay.org'],
    ['*.org', '*.pay.org'],
    ['*pay.org', '*.pay.org'],
    ['pay.org', '*.pay.org'],
    ['*.pay.org', 'pay.org'],
    ['*.api.pay.org', 'org'],
    ['pay.org', 'shop.org'],
    ['api.pay.org', 'pay.org'],
    ['api.pay.org', '*.Pay.org'],
  ];
  for (const [a, b] of within) assert.equal(hostWithin(a, b), true, `${a} in ${b}`);
  for (const [a, b] of outside) assert.equal(hostWithin(a, b), false, `${a} in ${b}`);
});

test('R4: of two lists the more specific of each pair is what they share', () => {
  const cases: readonly (readonly [readonly string[], readonly string[], readonly string[]])[] = [
    [['pay.org'], ['shop.org'], []],
    [['pay.org', 'shop.org'], ['shop.org'], ['shop.org']],
    [['pay.org', 'shop.org'], ['*.org'], ['pay.org', 'shop.org']],
    [['*.org'], ['pay.org', 'shop.org'], ['pay.org', 'shop.org']],
    [
      ['pay.org', '*.net'],
      ['*.org', 'shop.net'],
      ['pay.org', 'shop.net'],
    ],
    [['pay.org', '*.net'], ['*.shop.net'], ['*.shop.net']],
    [['pay.org', 'shop.net'], ['*'], ['pay.org', 'shop.net']],
    [['pay.org'], [], []],
    [[], ['pay.org'], []],
    [['*', 'pay.org'], ['pay.org'], ['pay.org']],
    [['*'], ['pay.org'], ['pay.org']],
    [['*'], ['*'], ['*']],
    [['*pay.org'], ['*.pay.org'], ['*.pay.org']],
    [['pay.org'], ['Pay.org'], []],
  ];
  for (const [a, b, expected] of cases) {
    const open = a.map((host) => ({ namespace: undefined, host }));
    assert.deepEqual(sharedHosts(open, b, 'shop'), expected, `${a} and ${b}`);
  }
});

describe('the most specific', () => {
  test('D3: exact hosts first, longer before shorter, then by the alphabet', () => {
    const cases: readonly (readonly string[])[] = [
      ['a', 'b'],
      ['aa', 'bb', 'cc'],
      ['aa', 'a', 'b'],
      ['api.pay.org', 'pay.org', 'uri.org'],
      ['a', 'z', '*'],
      ['api.shop.org', 'pay.org', 'uri.org', '*.shop.org', '*.org', '*'],
      ['pay.net', '*.example.com'],
      ['*.pay.co.uk', '*.pay.org'],
      ['*.pay.org', '*pay.org'],
      ['pay.com', 'pay.org'],
      ['pay.org', ''],
    ];
    for (const ordered of cases)
      for (const start of [[...ordered].reverse(), [...ordered].sort()])
        assert.deepEqual(start.sort(compareSpecificity), ordered);
  });
});

test('G12: of hosts with namespaces, those of the namespace and of every namespace hold', () => {
  const cases: readonly (readonly [readonly string[], string, readonly string[]])[] = [
    [['pay/pay.org', 'shop/shop.org'], 'pay', ['pay.org']],
    [['pay/pay.org', 'shop/shop.org'], 'team', []],
    [['pay/pay.org', '*/shop.org'], 'pay', ['pay.org', 'shop.org']],
    [['pay/pay.org', '*/shop.org'], 'team', ['shop.org']],
    [['pay.org', 'shop/shop.org'], 'shop', ['pay.org', 'shop.org']],
    [['pay.org', 'shop/shop.org'], 'team', ['pay.org']],
    [['./pay.org'], 'own', ['pay.org']],
  ];
  const located = (value: string) => ({ value, span: { start: 0, end: 0 } });
  for (const [hosts, namespace, expected] of cases) {
    const server = { hosts: hosts.map(located) } as unknown as Parameters<typeof serverHosts>[0];
    const found = serverHosts(server, 'own').filter((it) => admits(it, namespace));
    assert.deepEqual(
      found.map((it) => it.host),
      expected,
      `${hosts} for ${namespace}`,
    );
  }
});

test('R5: only a name without a dot is completed', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['pay', 'pay.shop.svc.cluster.local'],
    ['Pay', 'pay.shop.svc.cluster.local'],
    ['pay.team', 'pay.team'],
    ['pay.team.svc.cluster.local', 'pay.team.svc.cluster.local'],
    ['*', '*'],
    ['*.pay.org', '*.pay.org'],
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['', ''],
  ];
  for (const [host, expected] of cases) assert.equal(resolveHost(host, 'shop'), expected);
});
