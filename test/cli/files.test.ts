import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { check, filesOf, folderOf } from './command-line';
import { bound, gateway, right, withUnknownField } from './manifests';

const wrong = withUnknownField();

describe('a folder is searched', () => {
  test('for YAML and JSON at any depth, in the order of the paths', () => {
    const json = JSON.stringify({
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'a' },
      spec: { hsts: [] },
    });
    const folder = folderOf({
      'b.yml': wrong,
      'a.yaml': wrong,
      'a/b/c.json': json,
      'UPPER.YAML': wrong,
      'notes.txt': wrong,
      '.github/x.yaml': wrong,
    });
    assert.deepEqual(filesOf(check(folder)), ['.github/x.yaml', 'UPPER.YAML', 'a.yaml', 'a/b/c.json', 'b.yml']);
  });

  test('but not .git and node_modules', () => {
    const folder = folderOf({ '.git/x.yaml': wrong, 'a/node_modules/x.yaml': wrong, 'x.yaml': wrong });
    assert.deepEqual(filesOf(check(folder)), ['x.yaml']);
  });

  test('but not what git ignores, in the folder and above it', () => {
    const folder = folderOf({
      '.git/info/exclude': 'local.yaml\n',
      '.gitignore': '*.gen.yaml\n/out/\n',
      'a/.gitignore': '/own.yaml\n!keep.gen.yaml\n',
      'a/x.yaml': wrong,
      'a/x.gen.yaml': wrong,
      'a/keep.gen.yaml': wrong,
      'a/own.yaml': wrong,
      'a/b/own.yaml': wrong,
      'a/local.yaml': wrong,
      'out/x.yaml': wrong,
      'a/out/x.yaml': wrong,
    });
    const expected = ['a/b/own.yaml', 'a/keep.gen.yaml', 'a/out/x.yaml', 'a/x.yaml'];
    assert.deepEqual(filesOf(check(folder)), expected);
    assert.deepEqual(filesOf(check(folder, ['a'])), expected);
    assert.deepEqual(
      filesOf(check(join(folder, 'a'))),
      expected.map((it) => it.slice('a/'.length)),
    );
  });

  test('but what is named although git ignores it is read', () => {
    const folder = folderOf({
      '.git/': '',
      '.gitignore': 'out/\n*.gen.yaml\n',
      'out/x.yaml': wrong,
      'a.gen.yaml': wrong,
    });
    assert.deepEqual(filesOf(check(folder, ['out'])), ['out/x.yaml']);
    assert.deepEqual(filesOf(check(folder, ['a.gen.yaml'])), ['a.gen.yaml']);
  });

  test('but not what the settings exclude', () => {
    const folder = folderOf({
      '.istio-egress.yaml': 'exclude: [ vendor/, "*.old.yaml" ]\n',
      'x.yaml': wrong,
      'x.old.yaml': wrong,
      'a/vendor/x.yaml': wrong,
    });
    assert.deepEqual(filesOf(check(folder)), ['x.yaml']);
    assert.deepEqual(filesOf(check(folder, ['a', 'x.yaml'])), ['x.yaml']);
  });

  test('even if its name looks like a file', () => {
    const folder = folderOf({ 'x.yaml/y.yaml': wrong });
    assert.deepEqual(filesOf(check(folder)), ['x.yaml/y.yaml']);
    assert.deepEqual(filesOf(check(folder, ['x.yaml'])), ['x.yaml/y.yaml']);
  });
});

describe('a symbolic link', () => {
  const outside = folderOf({ 'secret.yaml': wrong, 'deep/x.yaml': wrong });

  test('is not followed out of the folder, nor in a circle', () => {
    const folder = folderOf({ 'a/x.yaml': wrong });
    symlinkSync(join(outside, 'secret.yaml'), join(folder, 'secret.yaml'));
    symlinkSync(join(outside, 'deep'), join(folder, 'deep'));
    symlinkSync('..', join(folder, 'a/up'));
    const found = check(folder);
    assert.deepEqual([filesOf(found), found.problems], [['a/x.yaml'], []]);
  });

  test('to a file of the folder is that file', () => {
    const folder = folderOf({ 'base/manifest': wrong, 'a/': '' });
    symlinkSync('../base/manifest', join(folder, 'a/x.yaml'));
    assert.deepEqual(filesOf(check(folder)), ['a/x.yaml']);
  });

  test('that leads nowhere is a problem, and the others are checked', () => {
    const folder = folderOf({ 'y.yaml': wrong });
    symlinkSync('gone.yaml', join(folder, 'x.yaml'));
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    const { status, problems, findings } = check(folder);
    assert.deepEqual([status, findings.length], [2, 1]);
    assert.deepEqual(problems, [
      { file: 'loop.yaml', message: 'The symbolic link leads back to itself.' },
      { file: 'x.yaml', message: 'The symbolic link leads nowhere: mend it, or remove it.' },
    ]);
  });

  test('that the call names is followed', () => {
    const folder = folderOf({});
    symlinkSync(outside, join(folder, 'link'));
    assert.deepEqual(filesOf(check(folder, ['link'])), ['link/deep/x.yaml', 'link/secret.yaml']);
  });
});

describe('a file', () => {
  const found = (text: string | Uint8Array) => check(folderOf({ 'x.yaml': text, 'y.yaml': wrong }));
  const places = (text: string) => {
    const { findings, status } = check(folderOf({ 'x.yaml': text }));
    assert.notEqual(status, 2);
    return findings
      .filter(({ rule }) => rule === 'unknown-field')
      .map(({ rule, range: { start, end } }) => [rule, start.line, start.column, end.column]);
  };

  test('that is not UTF-8 is a problem with its line, and the others are checked', () => {
    const { status, stderr, problems, findings } = found(Buffer.from(`# Straße\n${wrong}`, 'latin1'));
    assert.deepEqual([status, findings.length], [2, 1]);
    assert.deepEqual(problems, [{ file: 'x.yaml', message: 'Line 1 is not valid UTF-8: save the file as UTF-8.' }]);
    assert.equal(stderr, 'istio-egress: x.yaml: Line 1 is not valid UTF-8: save the file as UTF-8.\n');
  });

  test('that is UTF-16 is told so', () => {
    const { problems } = found(Buffer.from(`\uFEFF${wrong}`, 'utf16le'));
    assert.deepEqual(problems, [{ file: 'x.yaml', message: 'The file is UTF-16: save it as UTF-8.' }]);
  });

  test('has the same places with Windows line ends, with a byte order mark, and behind other documents', () => {
    const place = ['unknown-field', 7, 63, 67];
    assert.deepEqual(places(wrong), [place]);
    assert.deepEqual(places(wrong.replaceAll('\n', '\r\n')), [place]);
    assert.deepEqual(places(`\uFEFF${wrong}`), [place]);
    assert.deepEqual(places(`${right}---\n${wrong}`), [['unknown-field', 15, 63, 67]]);
  });

  test('has columns in UTF-16 code units', () => {
    assert.deepEqual(places(wrong.replace('- route', '- name: "😀ü" # 😀\n    route')), [['unknown-field', 8, 63, 67]]);
    assert.deepEqual(places(wrong.replace('prot:', 'x: "😀", prot:')).at(-1), ['unknown-field', 7, 72, 76]);
  });

  test('may hold several documents and lists', () => {
    const item = wrong.trimEnd().replaceAll('\n', '\n  ');
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${item}\n- ${item.replaceAll('payments', 'other')}\n`;
    const { findings, summary } = check(folderOf({ 'x.yaml': `# comment\n---\n${list}---\n${right}---\n` }));
    assert.deepEqual(
      findings.filter((it) => it.rule === 'unknown-field').map((it) => [it.path, it.range.start.line]),
      [
        ['spec.http[0].route[0].destination.prot', 12],
        ['spec.http[0].route[0].destination.prot', 19],
      ],
    );
    assert.equal(summary['documents'], 2);
  });

  test('may be a template, of which nothing is said that it might make right', () => {
    const template = `{{- if .Values.egress }}\n${bound.replace('partner-gateway', '{{ .Values.gateway }}')}{{- end }}\n`;
    const { status, findings } = check(folderOf({ 'x.yaml': template, 'gateway.yaml': gateway }));
    assert.deepEqual([status, findings], [0, []]);
  });

  test('may be empty, or say nothing of Istio', () => {
    const { status, summary } = check(
      folderOf({ 'a.yaml': '', 'b.yaml': '\n# nothing\n', 'c.json': '{"a": [1, 2', 'd.yaml': ': : :\n- [' }),
    );
    assert.deepEqual([status, summary['files'], summary['documents']], [0, 4, 2]);
  });

  test('may nest 10 000 levels or multiply aliases without harm', () => {
    const head = 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: a }\nspec:';
    const names = [...'abcdefghijkl'];
    const bomb = names.map((it, i) => `  ${it}: &${it} [${i > 0 ? Array(9).fill(`*${names[i - 1]}`) : 'x,x,x'}]`);
    const folder = folderOf({
      'brackets.yaml': `${head} ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
      'open.yaml': `${head} ${'{a: '.repeat(10_000)}\n`,
      'dashes.yaml': `${head}\n${'- '.repeat(10_000)}x\n`,
      'bomb.yaml': `${head}\n${bomb.join('\n')}\n`,
      'y.yaml': wrong,
    });
    const { status, problems, findings } = check(folder);
    assert.deepEqual([status, problems], [1, []]);
    assert.deepEqual(
      findings.map((it) => [it.file, it.rule]),
      [
        ['bomb.yaml', 'yaml-syntax'],
        ['brackets.yaml', 'yaml-syntax'],
        ['dashes.yaml', 'yaml-syntax'],
        ['open.yaml', 'yaml-syntax'],
        ['y.yaml', 'unknown-field'],
      ],
    );
  });

  test('may have 10 MB', () => {
    const items = Array.from(
      { length: 40_000 },
      (_, i) =>
        `- apiVersion: v1\n  kind: ConfigMap\n  metadata: { name: map-${i} }\n  data:\n    text: ${'some words '.repeat(16)}\n`,
    );
    const entry = `- ${wrong.trimEnd().replaceAll('\n', '\n  ')}\n`;
    const text = `apiVersion: v1\nkind: List\nitems:\n${items.join('')}${entry}`;
    assert.ok(text.length > 10_000_000);
    const { status, findings } = check(folderOf({ 'x.yaml': text }));
    assert.deepEqual([status, findings.map((it) => it.path)], [1, ['spec.http[0].route[0].destination.prot']]);
  });
});
