import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lineEdits } from '../../server/src/lsp/line-edits';
import { applyEdits } from '../../server/src/text/edit';

const object = (name: string, more = ''): string =>
  `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n  name: ${name}\nspec:\n  resolution: DNS\n${more}`;

const cases: readonly (readonly [title: string, before: string, after: string, edits: number])[] = [
  ['nothing', object('a'), object('a'), 0],
  ['a new file', '', `${object('a')}---\n${object('b')}`, 2],
  ['an object behind one that looks like it', object('a'), `${object('a')}---\n${object('b')}`, 1],
  [
    'an object between two others',
    `${object('a')}---\n${object('c')}`,
    `${object('a')}---\n${object('b')}---\n${object('c')}`,
    1,
  ],
  [
    'a line within each of two objects',
    `${object('a')}---\n${object('b')}`,
    `${object('a', '# a\n')}---\n${object('b', '# b\n')}`,
    2,
  ],
  ['a line that becomes another', object('a'), object('a').replace('DNS', 'NONE'), 1],
  ['a file without an end of its last line', object('a').trimEnd(), `${object('a')}---\n${object('b')}`, 2],
  ['Windows line ends', object('a').replaceAll('\n', '\r\n'), object('a', 'x: 1\n').replaceAll('\n', '\r\n'), 1],
  ['an object that goes', `${object('a')}---\n${object('b')}`, object('a'), 1],
  ['text that is no YAML', '{ [\n', '{ [\n---\n: }\n', 1],
];

describe('the edits that make one text of another', () => {
  for (const [title, before, after, count] of cases)
    test(`are as few as can be, and exact: ${title}`, () => {
      const edits = lineEdits(before, after);
      assert.equal(applyEdits(before, edits), after);
      assert.equal(edits.length, count);
      for (const { newStart, newText } of edits)
        if (newText !== '') assert.equal(after.slice(newStart, newStart + newText.length), newText);
    });
});
