import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { istioEgress } from './command-line';

test('the README shows what trace prints', () => {
  const [, command = '', printed] =
    /```\n\$ istio-egress (trace [^\n]*)\n(.*?)\n```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
  assert.equal(istioEgress(command.split(' '), { cwd: '.' }).stdout.trimEnd(), printed);
});
