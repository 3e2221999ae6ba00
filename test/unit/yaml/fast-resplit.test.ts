import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { resplit } from '../../../server/src/yaml/resplit';
import { type Part, split } from '../../../server/src/yaml/split';

/** The parts that an edit leaves: those that are kept at both ends, and between them those that were cut anew. */
function edited(old: readonly Part[], text: string): string[] {
  const { head, tail, parts } = resplit(old, text);
  return [...old.slice(0, head), ...parts, ...old.slice(old.length - tail)].map((it) => it.text);
}

const line = fc.constantFrom('---', '--- # c', '...', '%YAML 1.2', '# c', 'a: 1', 'b: |', '  ---', '', '--', '-');
const lines = fc.array(line, { maxLength: 12 });

test('an edit cuts a file into the parts that it would have anyway', () => {
  fc.assert(
    fc.property(
      lines,
      fc.nat(40),
      fc.nat(20),
      fc.constantFrom('', '-', '\n---\n', 'x', '\n', '...\n'),
      (it, at, length, typed) => {
        const before = it.join('\n');
        const after = before.slice(0, at) + typed + before.slice(at + length);
        assert.deepEqual(
          edited(split(before), after),
          split(after).map((part) => part.text),
        );
      },
    ),
    { seed: 1, numRuns: 3000 },
  );
});

test('what is far from an edit is not cut anew', () => {
  const before = Array.from({ length: 100 }, (_, i) => `a: ${i}\n`).join('---\n');
  const { head, tail, parts } = resplit(split(before), before.replace('a: 50\n', 'a: x\n'));
  assert.deepEqual([head, parts.map((it) => it.text), tail], [49, ['---\na: 49\n', '---\na: x\n', '---\na: 51\n'], 48]);
});
