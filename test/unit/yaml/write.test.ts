import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../server/src/text/edit';
import { parse } from '../../../server/src/yaml/parse';
import type { Path } from '../../../server/src/yaml/tree';
import { appendDocument, insert, prepend, replaceScalar, type Value } from '../../../server/src/yaml/write';

function inserted(source: string, path: Path, value: Value): string {
  const edit = insert(source, parse(source).root, path, value);
  return edit ? applyEdits(source, [edit]) : source;
}

const cases: readonly { title: string; source: string; path: Path; value: Value; result: string }[] = [
  {
    title: 'an item joins a list in the indentation that the list has',
    source: 'spec:\n    hosts:\n      - a # first\n    ports: []\n',
    path: ['spec', 'hosts', 1],
    value: 'b',
    result: 'spec:\n    hosts:\n      - a # first\n      - b\n    ports: []\n',
  },
  {
    title: 'an item joins a list that is not indented under its key',
    source: 'hosts:\n- a\nports: []\n',
    path: ['hosts', 1],
    value: { name: 'b' },
    result: 'hosts:\n- a\n- name: b\nports: []\n',
  },
  {
    title: 'an item joins a flow list',
    source: 'hosts: [ a, b ] # both\n',
    path: ['hosts', 2],
    value: 'c',
    result: 'hosts: [ a, b, c ] # both\n',
  },
  {
    title: 'an item joins a flow list on a line of its own, where the others have one, and comments stay',
    source: 'hosts: [\n  a, # first\n  b # [second], or so\n]\n',
    path: ['hosts', 2],
    value: 'c',
    result: 'hosts: [\n  a, # first\n  b, # [second], or so\n  c\n]\n',
  },
  {
    title: 'an item joins a flow list behind its last comma',
    source: 'hosts: [\n  a, # first\n]\n',
    path: ['hosts', 1],
    value: 'b',
    result: 'hosts: [\n  a, # first\n  b,\n]\n',
  },
  {
    title: 'an item joins a flow list in front of a comment that no item has',
    source: 'hosts: [ # none yet\n]\n',
    path: ['hosts', 0],
    value: 'a',
    result: 'hosts: [a # none yet\n]\n',
  },
  {
    title: 'an item joins an empty flow list',
    source: 'hosts: []\n',
    path: ['hosts', 0],
    value: 'a',
    result: 'hosts: [a]\n',
  },
  {
    title: 'an entry goes behind the last line of a block scalar',
    source: 'a:\n  note: |\n    one\n\n    two\nb: 1\n',
    path: ['a', 'mode'],
    value: 'SIMPLE',
    result: 'a:\n  note: |\n    one\n\n    two\n  mode: SIMPLE\nb: 1\n',
  },
  {
    title: 'what is missing on the way is written too',
    source: 'spec:\n  host: a\n',
    path: ['spec', 'trafficPolicy', 'tls', 'mode'],
    value: 'SIMPLE',
    result: 'spec:\n  host: a\n  trafficPolicy:\n    tls:\n      mode: SIMPLE\n',
  },
  {
    title: 'a key without a value gets one',
    source: 'spec:\n  hosts: # none yet\n  ports: []\n',
    path: ['spec', 'hosts', 0],
    value: 'a',
    result: 'spec:\n  hosts: # none yet\n  - a\n  ports: []\n',
  },
  {
    title: 'line endings stay as they are',
    source: 'hosts:\r\n- a\r\nports: []\r\n',
    path: ['hosts', 1],
    value: 'b',
    result: 'hosts:\r\n- a\r\n- b\r\nports: []\r\n',
  },
  {
    title: 'a file without a line ending at its end gets none',
    source: 'hosts:\n- a',
    path: ['hosts', 1],
    value: 'b',
    result: 'hosts:\n- a\n- b',
  },
  {
    title: 'JSON stays JSON',
    source: '{ "hosts": ["a"], "ports": [] }',
    path: ['resolution'],
    value: 'DNS',
    result: '{ "hosts": ["a"], "ports": [], "resolution": "DNS" }',
  },
  { title: 'what is there already is left alone', source: 'a: 1\n', path: ['a', 'b'], value: 2, result: 'a: 1\n' },
];
for (const { title, source, path, value, result } of cases)
  test(title, () => {
    assert.equal(inserted(source, path, value), result);
    if (result !== source) assert.equal(parse(result).errors.length, 0, 'the result is valid YAML');
  });

test('a scalar keeps its quotes', () => {
  const replaced = (source: string, value: string | number): string =>
    applyEdits(source, [replaceScalar(source, { start: 3, end: source.length }, value)]);
  assert.equal(replaced("a: 'b'", "it's"), "a: 'it''s'");
  assert.equal(replaced('a: "b"', 'c'), 'a: "c"');
  assert.equal(replaced('a: b', 'c'), 'a: c');
  assert.equal(replaced('a: b', 'yes: no'), 'a: "yes: no"');
  for (const word of ['on', 'N', 'Yes']) assert.equal(replaced('a: b', word), `a: "${word}"`, 'no text in YAML 1.1');
  assert.equal(replaced('a: b', 'once'), 'a: once');
  assert.equal(replaced('a: "80"', 443), 'a: 443');
});

test('a new document is set apart from the one before it', () => {
  const appended = (source: string): string => applyEdits(source, [appendDocument(source, { a: 1 })]);
  assert.equal(appended('b: 2\n'), 'b: 2\n---\na: 1\n');
  assert.equal(appended('b: 2'), 'b: 2\n---\na: 1\n');
  assert.equal(appended('b: 2\r\n'), 'b: 2\r\n---\r\na: 1\r\n');
  assert.equal(appended(''), 'a: 1\n');
});

for (const [title, source, result] of [
  ['an entry goes in front of others', 'to:\n- name: a\n  port: 1\n', 'to:\n- kind: b\n  name: a\n  port: 1\n'],
  ['an entry goes in front of others in brackets', 'to: [ { name: a } ]\n', 'to: [ { kind: b, name: a } ]\n'],
  ['an entry goes in front of others in JSON', '{"to":[{"name":"a"}]}', '{"to":[{"kind": "b", "name":"a"}]}'],
  ['an entry joins empty brackets', 'to: [ {} ]\n', 'to: [ { kind: b } ]\n'],
] as const)
  test(title, () => {
    const edit = prepend(source, parse(source).root, ['to', 0], 'kind', 'b');
    assert.equal(edit && applyEdits(source, [edit]), result);
  });
