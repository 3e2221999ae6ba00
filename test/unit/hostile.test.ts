import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../server/src/features/findings';
import { hasPlaceholder } from '../../server/src/text/placeholder';
import { Workspace } from '../../server/src/workspace/workspace';
import { parse } from '../../server/src/yaml/parse';
import { found } from '../check';

const good = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: a }\nspec: { sellector: {} }\n';
const head = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec:\n';

describe('hostile files', () => {
  const files: [string, string][] = [
    ['ten thousand levels of flow lists', `${head}  http: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    ['ten thousand open brackets', `${head}  http: ${'['.repeat(10_000)}\n`],
    ['ten thousand open braces', `${head}  http: ${'{a: '.repeat(10_000)}\n`],
    [
      'three thousand levels of mappings',
      `${head}${Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i + 2)}a:\n`).join('')}`,
    ],
    [
      'aliases that multiply',
      `${head}  a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(
        /./g,
        (it) =>
          `  ${it}: &${it} [${Array(9)
            .fill(`*${String.fromCharCode(it.charCodeAt(0) - 1)}`)
            .join(',')}]\n`,
      )}  hosts: *i\n`,
    ],
    ['an alias of itself', `${head}  http: &a [ *a ]\n`],
    ['a merge key of itself', `${head}  http: &a { <<: *a }\n`],
  ];
  for (const [title, text] of files)
    test(`${title}: at most one finding, and other files are still checked`, () => {
      const [own, ...rest] = [found(`#- bad.yaml\n${text}#- good.yaml\n${good}`)].map((it) =>
        it.filter((line) => !line.startsWith('good.yaml')),
      );
      assert.deepEqual(rest, []);
      assert.ok((own?.length ?? 0) <= 1, own?.join('\n'));
      assert.ok(found(`#- bad.yaml\n${text}#- good.yaml\n${good}`).includes('good.yaml: unknown-field: sellector'));
    });
});

test('a scalar at every place of an object where something else belongs breaks nothing', () => {
  const object = `${head}  hosts: [ a ]\n  gateways: [ b ]\n  http:\n  - match: [ { gateways: [ mesh ], port: 80 } ]\n    route: [ { destination: { host: a, subset: s, port: { number: 1 } } } ]\n`;
  for (const value of ['7', 'null', '[]', '{}', '~', '"x"', '- 1', '!!binary x', '&a', '*a', '!<tag> {}'])
    for (const field of [
      'hosts',
      'gateways',
      'http',
      'match',
      'route',
      'destination',
      'host',
      'subset',
      'port',
      'number',
    ]) {
      const workspace = new Workspace();
      const findings = new Findings(workspace, (rule, error) => assert.fail(`${rule.id}: ${error}`));
      workspace.set('a.yaml', object.replace(new RegExp(`\\b${field}: [^\\n]*`), `${field}: ${value}`));
      findings.of('a.yaml');
    }
});

test('a text that opens many placeholders and closes none costs no more than its length', () => {
  const started = process.cpuUsage().user;
  for (const opening of ['{{', '${', '$(', '((', '<a', '__a', '@A']) hasPlaceholder(opening.repeat(50_000));
  parse(`a: ${'{{ '.repeat(50_000)}`);
  assert.ok(process.cpuUsage().user - started < 5_000_000, 'far from quadratic');
});
