import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generatedFiles } from '../../server/src/docs/generated';

const files = generatedFiles(readFileSync('package.json', 'utf8'));

for (const [path, text] of files)
  test(`${path} is current (else: npm run generate)`, () => {
    assert.equal(readFileSync(path, 'utf8'), text);
  });

test('there is no page of a rule that is gone', () => {
  assert.deepEqual(
    readdirSync('docs/rules').filter((it) => !files.has(`docs/rules/${it}`)),
    [],
  );
});
