import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { test } from 'node:test';

/** A file imports from its own layer and those before it. */
const layers = [
  'text',
  'yaml',
  'schema',
  'model',
  'workspace',
  'mesh',
  'envoy',
  'trace',
  'generate',
  'rules',
  'features',
  'docs',
  'disk',
];
/** Beside each other, on top of all. */
const edges = ['lsp', 'cli'];
/** Packages that the core may use. */
const corePackages = ['yaml', 'js-yaml/browser', 're2js'];
/** The only layers that know Node. */
const withNode = ['disk', ...edges];

const root = 'server/src';
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => file.endsWith('.ts'));
const layerOf = (file: string): string => file.split('/')[0] ?? '';

const imports = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:\b(?:from|import) |require\()'([^']+)'/g)].map(
    ([, target = '']) => target,
  );

test('every folder of the server is a layer', () => {
  assert.deepEqual(
    [...new Set(files.map(layerOf))].filter((it) => ![...layers, ...edges].includes(it)),
    [],
  );
});

test('a layer imports only from itself and those below it', () => {
  const wrong = files.flatMap((file) => {
    const own = layerOf(file);
    const allowed = edges.includes(own) ? [own, ...layers] : layers.slice(0, layers.indexOf(own) + 1);
    const targets = imports(file).filter((it) => it.startsWith('.'));
    return targets
      .map((it) =>
        normalize(join(dirname(file), it))
          .split(sep)
          .join('/'),
      )
      .filter((it) => !it.startsWith('..') && !allowed.includes(layerOf(it)))
      .map((it) => `${file} imports ${it}`);
  });
  assert.deepEqual(wrong, []);
});

test('the core knows no Node, no protocol and no clock', () => {
  const core = files.filter((file) => !withNode.includes(layerOf(file)));
  const packages = core.flatMap((file) =>
    imports(file)
      .filter((it) => !it.startsWith('.') && !corePackages.includes(it))
      .map((it) => `${file} imports ${it}`),
  );
  assert.deepEqual(packages, []);
  const clocks = core.filter((file) =>
    /\bDate\b|performance\.now|\bsetTimeout\b|\bMath\.random\b/.test(readFileSync(join(root, file), 'utf8')),
  );
  assert.deepEqual(clocks, []);
});

test('a file has one idea', () => {
  const long = files.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    // the examples of a rule are its documentation
    return text.replace(/`\n[\s\S]*?`/g, '').split('\n').length > 240;
  });
  assert.deepEqual(long, []);
});

test('a rule is called like its file', () => {
  const others = ['index.ts', 'field-problems.ts'];
  const isRule = (it: string): boolean => it.split('/').length === 3 && !others.includes(it.split('/')[2] ?? '');
  for (const file of files.filter((it) => layerOf(it) === 'rules' && isRule(it))) {
    const [, id] = /\n {2}id: '([^']+)'/.exec(readFileSync(join(root, file), 'utf8')) ?? [];
    assert.equal(`${id}.ts`, file.split('/')[2]);
  }
});
