import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mutations } from './list';
import { mayBeMeant } from './may-be-meant';
import { objectsIn } from './plain';
import { scenarios } from './scenarios';

const keys = scenarios.map(({ key }) => key);
const names = mutations.map(({ name }) => name);
const doubles = (words: readonly string[]): string[] => words.filter((it, index) => words.indexOf(it) !== index);

describe('the matrix of scenarios and mutations', () => {
  test('each scenario and each mutation has a name of its own', () => {
    assert.deepEqual([doubles(keys), doubles(names)], [[], []]);
  });

  test('there are many of both', () => {
    assert.ok(scenarios.length >= 40 && mutations.length >= 60);
  });

  test('each mutation can be made somewhere', () => {
    const worlds = scenarios.map((it) => objectsIn(it.manifests));
    const unused = mutations.filter((it) => worlds.every((objects) => it.sites(objects).length === 0));
    assert.deepEqual(
      unused.map(({ name }) => name),
      [],
    );
  });

  test('the list of cells speaks of scenarios and mutations that there are, and of each cell once', () => {
    const listed = Object.entries(mayBeMeant).flatMap(([name, words]) =>
      words.split(' ').map((word) => ({ name, word, key: word.split(':')[0] ?? '' })),
    );
    assert.deepEqual(
      listed.filter(({ name, key }) => !names.includes(name) || !keys.includes(key)),
      [],
    );
    assert.deepEqual(doubles(listed.map(({ name, word }) => `${name}: ${word}`)), []);
  });
});
