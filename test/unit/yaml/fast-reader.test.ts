import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { rules } from '../../../server/src/rules';
import { readEvents } from '../../../server/src/yaml/event-reader';
import { parse } from '../../../server/src/yaml/parse';
import { plainValue } from '../../../server/src/yaml/plain';
import { split } from '../../../server/src/yaml/split';
import { mask } from '../../../server/src/yaml/template';
import { readTolerantly } from '../../../server/src/yaml/tolerant';
import { fixture } from '../../fixture';
import { randomEdits } from '../../random-edits';

/** Whether the fast reader reads the document; fails where it reads something else than the tolerant one. */
function agrees(source: string): boolean {
  const { text } = mask(source);
  const fast = readEvents(source, text);
  const tolerant = readTolerantly(source, text);
  if (fast && tolerant.errors.length === 0) assert.deepEqual(fast, tolerant, JSON.stringify(source));
  return fast !== undefined;
}

const valid = [
  'a: 1',
  '# c\n--- # d\na: # e\n  # f\n  b: c # g\n# h\n',
  'a: b\r\nc:\r\n- d\r\n- e: f\r\n  g: |\r\n    h\r\n\r\n    i\r\n\r\nj: k\r\n',
  'a:\nb:\n  c:\n  # d\ne: []\nf: {}\n',
  'a:\n  -\n  - b\n  -   \n  - - c\n    -\n',
  '{ a: b, c: [ d, { e: f } ], "g": 1, h, i: , j: [], k: {} }',
  '{"a":{"b":[1,2.5,true,null,"c"]}}',
  '[ a: b, c: , { d }, [ e: f # g\n ] ]',
  '[\n  a, # b ]\n  "c]",\n]\n',
  "a: 'it''s'\nb: \"\\u0041\\t\\\"\\\\\"\nc: 'd\n\n  e'\nf: \"g\n  h\"\n",
  'a: b\n  c\n\n  d\ne: >\n  f\n  g\n\n   h\n\n\ni: >-\n  j\n\nk: |+\n  l\n\n',
  'a: | # header\n  b # no comment\n\n  #neither\n# comment\nc: |-\n    d\n   \ne: f\n',
  '- |\n  a\n- >-\n  b\n\n- c\n',
  'a: &x { b: c }\nd: *x\ne:\n  <<: *x\n  b: f\ng: { <<: [ *x, { h: i } ] }\nj: &y k\nl: *y\n*y : m\n',
  '&a b: c\n&d e: *a\n',
  'a: *missing\nb: c\n',
  'a: 1\na: 2\n<<: 3\n"<<": { d: e }\n',
  'a b: c\n\'d\': e\n"f": g\n1: h\ntrue: i\n~: j\n',
  'a: http://b.c/d#e\nf: "*.g"\nh: i:j\nk: -l\nm: ?n\no: :p\n',
  'a: \uE000\nb: "\uE000"\nc: [ \uE000 ]\n',
  'a: {{ .Values.a }}\n{{- if .b }}\nb: "x-{{ .c }}"\n{{- end }}\nd: |\n  {{ .e }}\n',
  '? a\n: b\n? c\n',
  'a:\n    - b\n',
  '- - a\n  - b\n-\n  - c\n',
  'a: "é😀\u0085\u2028"\nб: ü\n',
];

describe('the fast reader reads what the tolerant one does', () => {
  for (const source of valid) test(JSON.stringify(source), () => assert.ok(agrees(source), 'read at all'));
});

/** Valid, but left to the tolerant reader, or not valid at all. */
const left = [
  '',
  '# only a comment\n',
  '---\n',
  'a scalar',
  'a: !!str 1',
  '%YAML 1.2\n---\na: b\n',
  '? [ a ]\n: b\n',
  ': a\n',
  'a: |2\n  b\n',
  'a: |+\n  b\n  ',
  'a: "b\\\n  c"\n',
  'a: b\rc: d\n',
  '\uFEFFa: b\n',
  'a: b\n... c\n',
  ' ---\na: b\n',
  'a:\n\tb: c\n',
  'a: b: c\n',
  'a: [ b\n',
  'a: "b\n',
  'a: &b c: d\n',
  'a:\n- *b c: d\n',
  'a: [ b\n] c: d\n',
  '- [ a\n] - b\n',
  'a: b\n c\n d: e\n',
];

describe('the fast reader leaves alone what it cannot be sure of', () => {
  for (const source of left)
    test(JSON.stringify(source), () => assert.equal(readEvents(source, mask(source).text), undefined));
});

test('documents that are edited are read alike at every step', () => {
  const seeds = rules.flatMap((it) => it.examples).flatMap((it) => [...fixture(it.source).files.values()]);
  let read = 0;
  for (const { text } of randomEdits(seeds, ['a.yaml', 'b.yaml'], 300))
    for (const part of split(text)) if (agrees(part.text)) read++;
  assert.ok(read > 100, `${read} documents were read by the fast reader`);
});

test('lines put together at random are read alike', () => {
  const words = [
    'a:',
    'b: c',
    '- d',
    '-',
    '- e: f',
    '{ g: h',
    '[ i',
    '] ',
    '}',
    ', j',
    '"k"',
    "'l",
    '|',
    '>-',
    '&m',
    '*m',
  ];
  const more = [
    '# n',
    '',
    '? o',
    ': p',
    '<<: *m',
    'q: |+',
    '1.5',
    '~',
    '---',
    '\t',
    '&m r: s',
    '[a: b]',
    '"t": u',
    'v: &m',
  ];
  const line = fc
    .tuple(fc.nat(4), fc.constantFrom(...words, ...more))
    .map(([indent, word]) => ' '.repeat(indent) + word);
  let read = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
      if (agrees(lines.join(eol))) read++;
    }),
    { seed: 1, numRuns: 2000 },
  );
  assert.ok(read > 100, `${read} documents were read by the fast reader`);
});

test('a plain scalar has the value that the core schema gives it', () => {
  const character = fc.constantFrom(...'0123456789+-.eExXoOabfinINAuUlLtTrsS~_');
  fc.assert(
    fc.property(fc.string({ unit: character, minLength: 1, maxLength: 6 }), (text) => {
      const { root, errors } = readTolerantly(`a: ${text}`, `a: ${text}`);
      const value = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
      if (errors.length === 0 && value?.kind === 'scalar') assert.deepEqual(plainValue(text), value.value, text);
    }),
    { seed: 1, numRuns: 1000, examples: [['0x1F'], ['0o17'], ['-.inf'], ['.NaN'], ['1e3'], ['+1.'], ['-0'], ['~']] },
  );
});

test('the end of a block collection is that of its last entry', () => {
  const { root } = parse('a:\n  b: c # d\n  # e\n\nf:\n-   \n');
  assert.ok(root?.kind === 'mapping');
  assert.deepEqual(
    root.entries.map((it) => it.value?.span),
    [
      { start: 5, end: 9 },
      { start: 24, end: 25 },
    ],
  );
});
