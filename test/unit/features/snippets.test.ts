import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { snippetsAt } from '../../../server/src/features/snippets';
import { snippets } from '../../../server/src/generate/scenarios/snippets';
import { applyEdits } from '../../../server/src/text/edit';
import { Workspace } from '../../../server/src/workspace/workspace';
import { filled } from '../../snippet-grammar';

const gateway = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: egress }\n';

/** What is offered at `|` in a file. */
function offered(source: string, path = 'main.yaml'): { text: string; items: ReturnType<typeof snippetsAt> } {
  const workspace = new Workspace();
  const text = source.replace('|', '');
  workspace.set(path, text);
  return { text, items: snippetsAt(workspace, path, source.indexOf('|')) };
}

describe('snippets are offered', () => {
  const places: Readonly<Record<string, string>> = {
    'in an empty file': '|',
    'in a file of blank lines': '\n\n|\n',
    'behind comments': '# the way out\n|',
    'in front of comments': '|\n# the way out\n',
    'where one is begun': 'egress-h|',
    'in the middle of a word': 'egr|ess',
    'below a separator': `${gateway}---\n|`,
    'below a separator with a comment': `${gateway}--- # the way out\n|`,
    'between separators': `${gateway}---\n|\n---\n${gateway}`,
    'below the end of a document': `${gateway}...\n|`,
    'behind a byte order mark and a directive': '\uFEFF%YAML 1.2\n---\n|',
    'with the line ends of Windows': `${gateway.replaceAll('\n', '\r\n')}---\r\n|\r\n`,
  };
  for (const [place, source] of Object.entries(places))
    test(place, () => {
      const { text, items } = offered(source);
      assert.deepEqual(
        items.map((it) => it.label),
        snippets().map((it) => it.prefix),
      );
      for (const { insert, replace } of items) {
        const after = applyEdits(text, [{ span: replace, newText: filled(insert) }]);
        assert.doesNotMatch(after, /egress-hapi|egrapi|yaml[a-z]ss/);
        assert.equal(/\r\n/.test(after) && /[^\r]\n/.test(after), false);
        const workspace = new Workspace();
        workspace.set('main.yaml', after);
        assert.ok(workspace.documents('main.yaml').every((it) => it.errors.length === 0));
        const there = text.split(gateway.slice(0, 20)).length - 1;
        const wanted = there + filled(insert).split(/^---$/m).length;
        assert.equal(workspace.documents('main.yaml').flatMap((it) => it.resources).length, wanted);
      }
    });
});

describe('snippets are not offered', () => {
  const places: Readonly<Record<string, string>> = {
    'in an object': `${gateway}|`,
    'above an object': `|\n${gateway}`,
    'behind a word': 'egress |',
    'where a line is indented': '  |',
    'in a separator': '--|-',
    'in a comment': '# egress|',
    'behind a key': 'kind: |',
    'beside other text': 'a\n|',
    'in a document that begins on the line of its separator': '--- {}\n|',
  };
  for (const [place, source] of Object.entries(places)) test(place, () => assert.deepEqual(offered(source).items, []));
  test('in JSON', () => assert.deepEqual(offered('|', 'main.json').items, []));
});
