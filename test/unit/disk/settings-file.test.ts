import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSettings } from '../../../server/src/disk/settings-file';
import { rules } from '../../../server/src/rules';

const [rule] = rules;
const said = (text: string) => parseSettings(text).problems.map(({ line, message }) => `${line}: ${message}`);

describe('the settings file', () => {
  test('has the keys of the editor’s settings', () => {
    const text = `namespace: shop\nexclude: [ vendor/ ]\nrules:\n  ${rule?.id}: off\n`;
    assert.deepEqual(parseSettings(text), {
      values: { namespace: 'shop', exclude: ['vendor/'], rules: { [rule?.id ?? '']: 'off' } },
      problems: [],
    });
  });

  test('may be empty, or say nothing of a key', () => {
    for (const text of ['', '# nothing yet\n', '---\n', 'namespace:\n'])
      assert.deepEqual(parseSettings(text), { values: {}, problems: [] });
  });

  test('that has a wrong key keeps the others, and says the line', () => {
    const { values, problems } = parseSettings('namespace: shop\n\nnamspace: shop\nexclude: vendor\n');
    assert.deepEqual(values, { namespace: 'shop' });
    assert.deepEqual(
      problems.map((it) => [it.file, it.line]),
      [
        ['.istio-egress.yaml', 3],
        ['.istio-egress.yaml', 4],
      ],
    );
    assert.match(problems[0]?.message ?? '', /`namspace` is not a setting; there are namespace, /);
    assert.match(problems[1]?.message ?? '', /`exclude` is a list of texts/);
  });

  test('that names a rule or a severity that does not exist says so', () => {
    assert.match(said('rules: { no-such-rule: off }')[0] ?? '', /^1: .*`no-such-rule`, which does not exist/);
    assert.match(
      said(`\nrules:\n  ${rule?.id}: loud`)[0] ?? '',
      /^2: .*is one of error, warning, information, hint, off/,
    );
  });

  test('that is not valid YAML sets nothing, and says the line', () => {
    const { values, problems } = parseSettings('namespace: shop\nexclude: [ a\n');
    assert.deepEqual(values, {});
    assert.equal(problems.length, 1);
    assert.ok((problems[0]?.line ?? 0) >= 2);
    assert.match(problems[0]?.message ?? '', /^This is not valid YAML: /);
  });

  test('that is no mapping, too deep, or made of aliases that multiply is a problem, not a crash', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((it, i) => `${it}: &${it} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i]}`).join(', ')}]`).join('\n')}\n`;
    for (const text of ['- a\n', 'just text\n', `a: ${'['.repeat(20_000)}`, bomb]) {
      const { values, problems } = parseSettings(text);
      assert.deepEqual(values, {});
      assert.ok(problems.length > 0, text.slice(0, 20));
    }
  });
});
