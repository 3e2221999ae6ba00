// Writes the files that are made from the code: `npm run generate`.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from '../../server/src/docs/generated';

const files = generatedFiles(readFileSync('package.json', 'utf8'));
for (const [path, text] of files) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
for (const name of readdirSync('docs/rules')) if (!files.has(`docs/rules/${name}`)) rmSync(join('docs/rules', name));
console.log(`${files.size} files are current`);
