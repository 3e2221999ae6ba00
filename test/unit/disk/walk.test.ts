import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { after, describe, test } from 'node:test';
import { isRead, walk } from '../../../server/src/disk';

const root = mkdtempSync(join(tmpdir(), 'istio-egress-walk-'));
after(() => rmSync(root, { recursive: true, force: true }));

const ignoreFiles = {
  '.gitignore': '*.gen.yaml\n/out/\n/a/*\n!/a/kept/\n',
  'a/kept/.gitignore': 'own.yaml\n',
  'module/.gitignore': 'x.yaml\n',
};
const others = [
  '.git/config.yaml',
  '.istio-egress.yaml',
  '.hidden/x.yaml',
  'a.yaml',
  'a/x.yaml',
  'a/kept/x.yaml',
  'a/kept/own.yaml',
  'a/kept/x.gen.yaml',
  'b/.#x.yaml',
  'b/Kustomization',
  'b/x.json',
  'b/x.txt',
  'module/.git/x.yaml',
  'module/out/x.gen.yaml',
  'module/x.yaml',
  'node_modules/x.yaml',
  'old/x.yaml',
  'out/x.yaml',
];
for (const [path, text] of [...Object.entries(ignoreFiles), ...others.map((it) => [it, ''] as const)]) {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const exclude = ['old/'];
const walked = (folder = '', without = exclude): string[] =>
  [...walk(root, without, folder)].map((it) => ('path' in it ? it.path : it.problem.message));

describe('the files of a workspace', () => {
  test('are those that may hold manifests, in the order of their paths', () => {
    assert.deepEqual(walked(), [
      '.hidden/x.yaml',
      'a.yaml',
      'a/kept/x.yaml',
      'b/Kustomization',
      'b/x.json',
      'module/out/x.gen.yaml',
    ]);
  });

  test('are the same whether they are searched for or asked for one by one', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((it) => it.split(sep).join('/'));
    assert.deepEqual(
      files.filter((it) => [...others, ...Object.keys(ignoreFiles)].includes(it) && isRead(root, it, exclude)).sort(),
      walked().sort(),
    );
  });

  test('may be searched for in one folder, even in one that is ignored', () => {
    assert.deepEqual(walked('a'), ['a/kept/x.yaml']);
    assert.deepEqual(walked('out'), ['out/x.yaml']);
    assert.deepEqual(walked('old'), ['old/x.yaml']);
    assert.deepEqual(walked('node_modules'), ['node_modules/x.yaml']);
  });

  test('of a workspace that git ignores as a whole are those that it holds', () => {
    assert.deepEqual([...walk(join(root, 'out'))], [{ path: 'x.yaml' }]);
    assert.ok(isRead(join(root, 'out'), 'x.yaml'));
  });

  test('are found whatever the patterns of the settings look like', () => {
    for (const pattern of ['', '[', '!', '/', '\\', '**', '# x', '../x'])
      assert.doesNotThrow(() => walked('', [pattern]), pattern);
  });

  test('are none in a folder that is gone, which is a problem', () => {
    const expected = { file: 'gone', message: 'There is no such file or folder.' };
    assert.deepEqual([...walk(root, [], 'gone')], [{ problem: expected }]);
  });
});
