import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { counterparts } from '../../server/src/docs/parity';
import { rules } from '../../server/src/rules';

const aliases = new Set(rules.flatMap((it) => it.aliases ?? []));

describe('the table of what other tools say', () => {
  test('has each code once', () => assert.equal(new Set(counterparts.map((it) => it.code)).size, counterparts.length));
  for (const { code, how } of counterparts)
    test(`${code}: ${how === 'differs' ? 'no rule is called so' : 'a rule is called so'}`, () =>
      assert.equal(aliases.has(code), how !== 'differs'));
  test('has every code that a rule is called by', () =>
    assert.deepEqual(
      [...aliases].filter((it) => !counterparts.some(({ code }) => code === it)),
      [],
    ));
});
