import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from '../../../server/src/yaml/parse';
import { split } from '../../../server/src/yaml/split';
import { mask } from '../../../server/src/yaml/template';

const parts = (text: string): string[] => split(text).map((it) => it.text);

test('a file is cut where a document begins, and nowhere else', () => {
  assert.deepEqual(parts('a: 1\n---\nb: 2\n--- # three\nc: |\n  ---\n  x\n'), [
    'a: 1\n',
    '---\nb: 2\n',
    '--- # three\nc: |\n  ---\n  x\n',
  ]);
  assert.deepEqual(parts('---\na: 1\n'), ['---\na: 1\n']);
  assert.deepEqual(parts('a: ---b\n'), ['a: ---b\n']);
  assert.deepEqual(parts(''), ['']);
});

test('a document may end with three dots', () => {
  assert.deepEqual(parts('a: 1\n...\nb: 2\n'), ['a: 1\n...\n', 'b: 2\n']);
});

test('directives stay with their document', () => {
  assert.deepEqual(parts('%YAML 1.2\n---\na: 1\n---\nb: 2\n'), ['%YAML 1.2\n---\na: 1\n', '---\nb: 2\n']);
});

test('the parts joined are the file again, whatever it is', () => {
  const line = fc.constantFrom('---', '...', '%YAML 1.2', 'a: 1', '# c', '', '  ---', '--- a', '\t', 'b: |');
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
      const text = lines.join(eol);
      assert.equal(parts(text).join(''), text);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('template expressions are hidden without moving anything', () => {
  const text = 'a: {{ .Values.a }}\n{{- if .b }}\nb: "x-{{ .c }}"\n{{- end }}\n';
  const { text: masked, partial } = mask(text);
  assert.equal(masked.length, text.length);
  assert.ok(!masked.includes('{{'));
  assert.equal(partial, false);
  assert.deepEqual(parse(text).errors, []);
  assert.equal(mask('spec:\n  {{- toYaml .Values.spec | nindent 2 }}\n').partial, true);
});

test('what an expression stands for is read as it is written', () => {
  const { root } = parse('a: {{ .Values.a }}\nb: "x-{{ .c }}"\n');
  assert.ok(root?.kind === 'mapping');
  assert.deepEqual(
    root.entries.map((it) => it.value?.kind === 'scalar' && it.value.value),
    ['{{ .Values.a }}', 'x-{{ .c }}'],
  );
});
