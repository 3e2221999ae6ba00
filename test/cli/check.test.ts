import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { check, filesOf, folderOf, istioEgress } from './command-line';
import { bound, gateway, right, withUnknownField } from './manifests';

const rule = 'unknown-field';

describe('the exit status', () => {
  const clean = folderOf({ 'a.yaml': right });
  const wrong = folderOf({ 'a.yaml': withUnknownField() });
  const warns = folderOf({ 'a.yaml': withUnknownField(), '.istio-egress.yaml': `rules: { ${rule}: warning }` });

  const expectations: readonly [string, string, readonly string[], number][] = [
    ['is 0 without findings', clean, [], 0],
    ['is 1 with an error', wrong, [], 1],
    ['is 0 with an error if nothing shall fail', wrong, ['--fail-on', 'never'], 0],
    ['is 0 with a warning', warns, [], 0],
    ['is 1 with a warning if that shall fail', warns, ['--fail-on', 'warning'], 1],
    ['is 1 with a warning if even a hint shall fail', warns, ['--fail-on=hint'], 1],
    ['is 2 for a file that cannot be read, whatever shall fail', clean, ['gone.yaml', '--fail-on', 'never'], 2],
  ];
  for (const [title, cwd, words, status] of expectations)
    test(title, () => {
      assert.equal(istioEgress(['check', ...words], { cwd }).status, status);
    });

  for (const format of ['json', 'sarif'])
    test(`is the same as ${format}`, () => {
      assert.equal(istioEgress(['check', '--format', format], { cwd: wrong }).status, 1);
    });
});

describe('the paths of a call', () => {
  const folder = folderOf({
    'shop/routes.yaml': bound,
    'infra/gateway.yaml': gateway,
    'other/a.yaml': withUnknownField(),
  });

  test('are the working directory where there are none', () => {
    assert.deepEqual(filesOf(check(folder)), ['other/a.yaml', 'shop/routes.yaml']);
  });

  test('are one workspace', () => {
    assert.match(check(folder, ['shop', 'infra/gateway.yaml']).findings[0]?.message ?? '', /it is in namespace infra/);
    assert.doesNotMatch(check(folder, ['shop']).findings[0]?.message ?? '', /infra/);
  });

  test('may name a file twice, which is read once', () => {
    const { summary, findings } = check(folder, ['other', 'other/a.yaml', './other/../other/a.yaml']);
    assert.deepEqual([summary['files'], findings.length], [1, 1]);
  });

  test('are shown relative to the working directory', () => {
    assert.deepEqual(filesOf(check(join(folder, 'shop'), ['../other'])), ['../other/a.yaml']);
    assert.deepEqual(filesOf(check(join(folder, 'shop'), [join(folder, 'other')])), ['../other/a.yaml']);
  });

  test('may be a file of any name', () => {
    const named = folderOf({ 'manifest.txt': withUnknownField() });
    assert.equal(check(named).findings.length, 0);
    assert.equal(check(named, ['manifest.txt']).findings.length, 1);
  });

  test('that are missing are a problem, and the others are checked', () => {
    const { status, stderr, problems, findings } = check(folder, ['gone', 'other']);
    assert.equal(status, 2);
    assert.deepEqual(problems, [{ file: 'gone', message: 'There is no such file or folder.' }]);
    assert.equal(findings.length, 1);
    assert.equal(stderr, 'istio-egress: gone: There is no such file or folder.\n');
  });

  test('may be standard input, alone or with others', () => {
    const alone = check(folder, ['-'], withUnknownField());
    assert.deepEqual([alone.status, filesOf(alone)], [1, ['<stdin>']]);
    const together = check(folder, ['infra', '-'], bound);
    assert.match(together.findings[0]?.message ?? '', /it is in namespace infra/);
  });

  test('may be a folder without manifests', () => {
    const { status, stdout } = istioEgress(['check'], { cwd: folderOf({ 'README.md': '#' }) });
    assert.deepEqual([status, stdout], [0, 'Nothing was checked: no YAML or JSON files.\n']);
  });
});

describe('--istio-version', () => {
  const folder = folderOf({
    'policy.yaml':
      'apiVersion: authentication.istio.io/v1alpha1\nkind: Policy\nmetadata: { name: default, namespace: shop }\nspec: {}\n',
    '.istio-egress.yaml': 'istioVersion: ""\n',
  });
  test('makes an error of what that Istio does not have', () => {
    assert.equal(istioEgress(['check'], { cwd: folder }).status, 0);
    assert.equal(istioEgress(['check', '--istio-version', '1.24'], { cwd: folder }).status, 1);
  });
  test('is one that there is', () => {
    const { status, stderr } = istioEgress(['check', '--istio-version', '1.4'], { cwd: folder });
    assert.equal(status, 2);
    assert.match(stderr, /--istio-version cannot be 1\.4/);
  });
});

describe('--namespace', () => {
  const folder = folderOf({
    'routes.yaml': bound.replace(', namespace: shop', ''),
    'gateway.yaml': gateway,
    '.istio-egress.yaml': 'namespace: infra\n',
  });

  test('goes before the settings file', () => {
    assert.equal(check(folder).findings.length, 0);
    assert.match(check(folder, ['-n', 'shop']).findings[0]?.message ?? '', /in namespace shop/);
    assert.match(check(folder, ['--namespace=shop']).findings[0]?.message ?? '', /in namespace shop/);
  });

  test('may take the namespace of the settings back', () => {
    assert.equal(check(folder, ['-n', '']).findings.length, 0);
  });
});

describe('--fix', () => {
  test('applies what is safe, keeps the file otherwise as it was, and prints what is left', () => {
    const crlf = `\uFEFF${bound}`.replaceAll('\n', '\r\n');
    const folder = folderOf({ 'a.yaml': crlf, 'gateway.yaml': gateway, 'other.yaml': withUnknownField() });
    const { status, findings, stderr } = check(folder, ['--fix']);
    assert.deepEqual([status, findings.map((it) => it.rule), stderr], [1, [rule], '']);
    const expected = crlf.replace('[ partner-gateway ]', '[ infra/partner-gateway ]');
    assert.equal(readFileSync(join(folder, 'a.yaml'), 'utf8'), expected);
    assert.equal(readFileSync(join(folder, 'other.yaml'), 'utf8'), withUnknownField());
  });

  test('says how much it has mended', () => {
    const folder = folderOf({ 'a.yaml': bound, 'gateway.yaml': gateway });
    const { status, stdout, stderr } = istioEgress(['check', '--fix'], { cwd: folder });
    assert.deepEqual([status, stderr], [0, 'Fixed 1 problem in 1 file.\n']);
    assert.equal(stdout, 'Checked 2 files (2 documents): nothing found.\n');
  });

  test('cannot change standard input', () => {
    const { status, stderr } = istioEgress(['check', '--fix', '-'], { input: bound });
    assert.deepEqual([status, stderr], [2, 'istio-egress: --fix cannot change standard input\n']);
  });
});
