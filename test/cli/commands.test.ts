import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { explanation } from '../../server/src/cli/explain';
import { rules } from '../../server/src/rules';
import { folderOf, istioEgress } from './command-line';

const commands = ['check', 'trace', 'generate', 'report', 'explain', 'rules', 'lsp'];
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe('--help and --version', () => {
  test('say what the program has', () => {
    const { status, stdout } = istioEgress(['--help']);
    assert.equal(status, 0);
    for (const it of commands) assert.match(stdout, new RegExp(`\n {2}${it} `));
    assert.deepEqual(istioEgress(['--version']), { status: 0, stdout: `istio-egress ${version}\n`, stderr: '' });
    assert.deepEqual(istioEgress(['check', '--version']), istioEgress(['--version']));
  });

  for (const command of commands)
    test(`belong to ${command}, too`, () => {
      const { status, stdout } = istioEgress([command, '--help']);
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`\nUsage: istio-egress ${command} \\[OPTION…\\]`));
      assert.ok(stdout.split('\n').every((it) => it.length <= 100));
    });
});

describe('a mistake in the call is one line with the remedy, and exit status 2', () => {
  const mistakes: readonly [readonly string[], RegExp][] = [
    [[], /name a command: check, trace, generate, report, explain, rules, lsp/],
    [['chekc'], /there is no command chekc, did you mean check\?/],
    [['frobnicate'], /there is no command frobnicate; there are check, /],
    [['check', '--frmat', 'json'], /unknown option --frmat, did you mean --format\?/],
    [['check', '--format', 'jsn'], /--format cannot be jsn, did you mean json\?; it is one of text, json, /],
    [['check', '--format'], /--format needs a value: FORMAT/],
    [['check', '-n', '--fix'], /-n needs a value: NS/],
    [['check', '--fix=yes'], /--fix takes no value/],
    [['check', '--fail-on', 'fatal'], /it is one of error, warning, information, hint, never/],
    [['report', '--format', 'cvs'], /--format cannot be cvs; it is one of text, markdown, csv, json/],
    [['trace'], /say who sends the request: --from NAMESPACE/],
    [['trace', '--from', 'Shop', '--to', 'http://a.com'], /--from begins with a namespace, not with Shop/],
    [['trace', '--from', 'shop/web', '--to', 'http://a.com'], /--from has labels as k=v, not web/],
    [['trace', '--from', 'shop'], /say where the request goes: --to https:/],
    [['trace', '--from', 'shop', '--to', 'a.com'], /a\.com is no URL; write http:\/\/a\.com/],
    [
      ['trace', '--from', 'shop', '--to', 'http://a.com', '--service-account', 'A'],
      /--service-account is a name, not A/,
    ],
    [['explain'], /name a rule/],
    [['explain', 'unknown-feild'], /there is no rule unknown-feild, did you mean unknown-field\?/],
    [['explain', 'unknown-field', 'egress-loop'], /one rule at a time/],
    [['lsp', 'here'], /here is one too many/],
  ];
  for (const [words, message] of mistakes)
    test(`istio-egress ${words.join(' ')}`, () => {
      const { status, stdout, stderr } = istioEgress(words);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, message);
      assert.match(stderr, /^istio-egress: .+\n$/);
    });
});

describe('explain', () => {
  test('prints all that is known of a rule', () => {
    const { status, stdout } = istioEgress(['explain', 'virtual-service-gateway-not-found']);
    assert.equal(status, 0);
    assert.match(stdout, /^error virtual-service-gateway-not-found\n\nA VirtualService is bound/);
    assert.match(stdout, /\n {4}# {3}\^{14} There is no Gateway/);
    assert.match(stdout, /\nAfter the first fix\n/);
    assert.match(stdout, /\n {4}rules:\n {6}virtual-service-gateway-not-found: off\n/);
    assert.match(stdout, /\nSee https:/);
  });

  test('knows the codes of other programs', () => {
    assert.match(istioEgress(['explain', 'kia1102']).stdout, /virtual-service-gateway-not-found/);
  });

  test('prints data, too', () => {
    const { stdout } = istioEgress(['explain', 'unknown-field', '--format', 'json']);
    const printed = JSON.parse(stdout) as { version: number; rules: { id: string; examples: object[] }[] };
    assert.deepEqual([printed.version, printed.rules.map((it) => it.id)], [1, ['unknown-field']]);
    assert.ok((printed.rules[0]?.examples.length ?? 0) > 0);
  });

  for (const rule of rules)
    test(`has words for ${rule.id}`, () => {
      const text = explanation(rule, (_, it) => it);
      for (const part of [rule.id, rule.severity, rule.reference, `${rule.id}: off`])
        assert.ok(text.includes(part), part);
      assert.match(text, /\^/, 'its first example shows what is found');
      assert.doesNotMatch(text, /undefined|\[object/);
    });
});

test('rules lists every rule, as text and as data', () => {
  const lines = istioEgress(['rules']).stdout.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((it) => it.split(' ')[0]),
    rules.map((it) => it.id),
  );
  const data = JSON.parse(istioEgress(['rules', '--format', 'json']).stdout) as { rules: { id: string }[] };
  assert.deepEqual(
    data.rules.map((it) => it.id),
    rules.map((it) => it.id),
  );
});

test('lsp starts the server beside it, over standard input and output unless another way is named', () => {
  const folder = folderOf({ 'server.js': 'console.log(process.argv.slice(2).join(" "))' });
  copyFileSync('dist/cli.js', join(folder, 'cli.js'));
  const start = (...words: string[]): string =>
    spawnSync(process.execPath, ['cli.js', 'lsp', ...words], { cwd: folder, encoding: 'utf8' }).stdout.trim();
  assert.deepEqual([start(), start('--stdio'), start('--node-ipc')], ['lsp --stdio', 'lsp --stdio', 'lsp --node-ipc']);
});

test('a reader that has seen enough is no error', () => {
  const pipe = spawnSync('sh', ['-c', '"$0" "$1" rules --format json | head -c 1', process.execPath, 'dist/cli.js'], {
    encoding: 'utf8',
  });
  assert.deepEqual([pipe.stdout, pipe.stderr], ['{', '']);
});
