import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import ignore from 'ignore';
import { anchored } from '../../../server/src/disk/gitignore';

const ignores = (text: string, folder: string, path: string): boolean =>
  ignore().add(anchored(text, folder)).ignores(path);

describe('a .gitignore in a folder', () => {
  test('holds for that folder only', () => {
    assert.ok(ignores('*.yaml', 'a', 'a/x.yaml'));
    assert.ok(ignores('*.yaml', 'a', 'a/b/x.yaml'));
    assert.ok(!ignores('*.yaml', 'a', 'x.yaml'));
    assert.ok(!ignores('*.yaml', 'a', 'b/a/x.yaml'));
  });

  test('ties a pattern with a slash to its own folder', () => {
    assert.ok(ignores('/out', 'a', 'a/out/x.yaml'));
    assert.ok(!ignores('/out', 'a', 'a/b/out/x.yaml'));
    assert.ok(ignores('b/out', 'a', 'a/b/out/x.yaml'));
    assert.ok(!ignores('b/out', 'a', 'a/c/b/out/x.yaml'));
  });

  test('lets a slash at the end mean folders at any depth', () => {
    assert.ok(ignores('out/', 'a', 'a/b/out/x.yaml'));
    assert.ok(ignores('out/  ', 'a', 'a/b/out/x.yaml'));
    assert.ok(!ignores('out/', 'a', 'a/b/out'));
  });

  test('may take back what was ignored', () => {
    assert.ok(!ignores('*.yaml\n!keep.yaml', 'a', 'a/keep.yaml'));
    assert.ok(ignores('*.yaml\n!/keep.yaml', 'a', 'a/b/keep.yaml'));
  });

  test('knows comments, empty lines, Windows line ends and a byte order mark', () => {
    assert.deepEqual(anchored('\uFEFF# a comment\r\n\r\n*.log\r\n', 'a'), ['/a/**/*.log']);
  });

  test('may stand in a folder whose name looks like a pattern', () => {
    assert.ok(ignores('x.yaml', 'a[1]*', 'a[1]*/x.yaml'));
    assert.ok(!ignores('x.yaml', 'a[1]*', 'a1b/x.yaml'));
  });
});
