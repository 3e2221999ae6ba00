import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { facts } from '../facts';

/** What the tests say at the beginning of a name; a name in a template stands for every cell of its table. */
function* beginnings(): Iterable<string> {
  for (const file of readdirSync('test/unit', { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.test.ts'))
      for (const [, name = ''] of readFileSync(`test/unit/${file}`, 'utf8').matchAll(
        /['"`]([RVGDTSCPKBLYA]\d+|[34]\.\d[^:'"`]*):/g,
      ))
        yield name;
}

test('every fact of Istio that the tracer rests on has a case of its own', () => {
  const said = new Set(beginnings());
  const tables = [...said].filter((it) => it.includes('${')).map((it) => it.slice(0, it.indexOf('${')));
  const covered = facts.filter((it) => said.has(it) || tables.some((table) => it.startsWith(table)));
  const missing = facts.filter((it) => !covered.includes(it));
  process.stderr.write(`${covered.length} of ${facts.length} facts have a case\n`);
  assert.deepEqual(missing, []);
});
