import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../server/src/text/edit';
import { moveItem } from '../../../server/src/yaml/move';
import { parse } from '../../../server/src/yaml/parse';
import { replaceEntry } from '../../../server/src/yaml/write';

function moved(source: string, from: number, to: number): string | undefined {
  const edits = moveItem(source, parse(source).root, ['list'], from, to);
  return edits && applyEdits(source, edits);
}

test('an item goes to its new place with its lines and the comments above and behind them', () => {
  assert.equal(
    moved('list:\n# one\n- a: 1\n  b: 2\n# two\n- a: 3 # three\n  b: 4\nrest: x\n', 1, 0),
    'list:\n# two\n- a: 3 # three\n  b: 4\n# one\n- a: 1\n  b: 2\nrest: x\n',
  );
  assert.equal(moved('list:\n  - 1\n  - 2\n  - 3\n', 2, 1), 'list:\n  - 1\n  - 3\n  - 2\n');
  assert.equal(moved('list:\n  - 1\n  - 2', 1, 0), 'list:\n  - 2\n  - 1');
});
test('an item of a flow list goes with its comma', () => {
  assert.equal(moved('list: [ { a: 1 }, 2, "3" ] # all\n', 2, 0), 'list: [ "3", { a: 1 }, 2 ] # all\n');
});
test('line endings stay as they are', () => {
  assert.equal(moved('list:\r\n- 1\r\n- 2\r\n', 1, 0), 'list:\r\n- 2\r\n- 1\r\n');
});
test('nothing is moved where an item is not there, or further down', () => {
  assert.equal(moved('list: [ 1, 2 ]\n', 2, 0), undefined);
  assert.equal(moved('list: [ 1, 2 ]\n', 0, 1), undefined);
  assert.equal(moved('list: 1\n', 1, 0), undefined);
});

function exchanged(source: string, path: readonly (string | number)[], key: string): string | undefined {
  const edit = replaceEntry(source, parse(source).root, path, key, ['new', [{ a: 1 }]]);
  return edit && applyEdits(source, [edit]);
}

test('an entry is written in the place of another one, in the style that is there', () => {
  assert.equal(exchanged('x:\n  old:\n    deep: 1\n  rest: 2\n', ['x'], 'old'), 'x:\n  new:\n  - a: 1\n  rest: 2\n');
  assert.equal(exchanged('x: { old: { deep: 1 }, rest: 2 }\n', ['x'], 'old'), 'x: { new: [ { a: 1 } ], rest: 2 }\n');
  assert.equal(exchanged('- old: 1\r\n', [0], 'old'), '- new:\r\n  - a: 1\r\n');
  assert.equal(exchanged('x: { old: 1 }\n', ['x'], 'other'), undefined);
});
