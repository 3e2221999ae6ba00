// Builds the table of fields, server/src/schema/generated/fields.json, from the declarations of npm packages and from
// what they lack (server/src/schema/additions/). server/src/schema/table.ts says how the table is laid out.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { add } from './schema/additions.mjs';
import { readModels } from './schema/models.mjs';
import { Table } from './schema/table.mjs';

const root = join(import.meta.dirname, '..');
const additions = join(root, 'server/src/schema/additions');
const output = join(root, 'server/src/schema/generated/fields.json');

/** Istio's kinds come first: they are meant by a kind that stands there without its group. */
const sources = [
  { models: '@kubernetes-models/istio', lacks: 'istio.json' },
  { models: '@kubernetes-models/gateway-api', lacks: 'gateway-api.json' },
  { models: 'kubernetes-models', lacks: 'kubernetes.json' },
];

/** Builds the table where it is missing or older than what it is made from. */
export async function buildStaleSchema() {
  const folders = [join(import.meta.dirname, 'schema'), additions];
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const inputs = [fileURLToPath(import.meta.url), join(root, 'package-lock.json'), ...files];
  const built = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (inputs.some((input) => statSync(input).mtimeMs > built)) await buildSchema();
}

export async function buildSchema() {
  const table = new Table();
  for (const { models, lacks } of sources) {
    const lacking = JSON.parse(readFileSync(join(additions, lacks), 'utf8'));
    const kinds = await readModels(join(root, 'node_modules', models), lacking.served);
    add(kinds, lacking);
    table.add(kinds);
  }
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, JSON.stringify(table));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSchema();
