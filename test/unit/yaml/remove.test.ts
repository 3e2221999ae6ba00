import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../server/src/text/edit';
import { parse } from '../../../server/src/yaml/parse';
import { removeEntries, removeItem } from '../../../server/src/yaml/remove';

function without(source: string, path: readonly string[], ...keys: string[]): string | undefined {
  const edits = removeEntries(source, parse(source).root, path, keys);
  return edits && applyEdits(source, edits);
}

test('entries of a block mapping go with their lines and the comments behind them', () => {
  assert.equal(
    without('tls:\n  mode: MUTUAL # of the mesh\n  key: a # old\n  names:\n  - x\n  sni: h\n', ['tls'], 'key', 'names'),
    'tls:\n  mode: MUTUAL # of the mesh\n  sni: h\n',
  );
});
test('neighbours at the end of a mapping go together', () => {
  assert.equal(without('a: 1\nb:\n  c: 2\nd: 3\n', [], 'b', 'd'), 'a: 1\n');
});
test('what comes behind the first entry of an item takes its place', () => {
  assert.equal(without('- x\n', [], 'a'), undefined);
  assert.equal(without('list:\n- a: 1\n  b: 2\n', [], 'list'), undefined);
  assert.equal(without('tls:\n    a: 1\n    b: 2\n    c: 3\n', ['tls'], 'a', 'c'), 'tls:\n    b: 2\n');
});
test('entries of a flow mapping go with their commas', () => {
  assert.equal(without('tls: { mode: M, key: k, cert: c }\n', ['tls'], 'key', 'cert'), 'tls: { mode: M }\n');
  assert.equal(
    without('tls: { key: k, mode: M, cert: c } # all\n', ['tls'], 'key', 'cert'),
    'tls: { mode: M } # all\n',
  );
});
test('line endings stay as they are', () => {
  assert.equal(without('a: 1\r\nb: 2\r\nc: 3\r\n', [], 'b'), 'a: 1\r\nc: 3\r\n');
});
test('a mapping is never emptied, and keys that are not there are no matter', () => {
  assert.equal(without('a: 1\nb: 2\n', [], 'a', 'b'), undefined);
  assert.equal(without('a: 1\nb: 2\n', [], 'b', 'z'), 'a: 1\n');
});

function withoutItem(source: string, index: number): string | undefined {
  const edit = removeItem(source, parse(source).root, ['list'], index);
  return edit && applyEdits(source, [edit]);
}

test('an item of a list goes with its lines, wherever it is in the list', () => {
  const source = 'list:\n- a: 1 # one\n  b: 2\n- c: 3\n- d: 4\n';
  assert.equal(withoutItem(source, 0), 'list:\n- c: 3\n- d: 4\n');
  assert.equal(withoutItem(source, 1), 'list:\n- a: 1 # one\n  b: 2\n- d: 4\n');
  assert.equal(withoutItem(source, 2), 'list:\n- a: 1 # one\n  b: 2\n- c: 3\n');
});
test('an item of a flow list goes with its comma', () => {
  assert.equal(withoutItem('list: [ a, b, c ]\n', 0), 'list: [ b, c ]\n');
  assert.equal(withoutItem('list: [ a, b, c ]\n', 2), 'list: [ a, b ]\n');
});
test('a list is never emptied, and an item that is not there is no matter', () => {
  assert.equal(withoutItem('list: [ a ]\n', 0), undefined);
  assert.equal(withoutItem('list: [ a, b ]\n', 5), undefined);
  assert.equal(withoutItem('list: a\n', 0), undefined);
});
