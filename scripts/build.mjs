// Builds what ships into dist/ and, with --tests, the tests and scripts into out/.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildStaleSchema } from './build-schema.mjs';

const root = join(import.meta.dirname, '..');
const production = process.argv.includes('--production');
const shared = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };

await buildStaleSchema();

await build({
  ...shared,
  entryPoints: {
    extension: 'client/src/extension.ts',
    server: 'server/src/lsp/main.ts',
    cli: 'server/src/cli/main.ts',
  },
  outdir: 'dist',
  format: 'cjs',
  external: ['vscode', './server.js'],
  minify: production,
  sourcemap: production ? false : 'linked',
});

if (process.argv.includes('--tests')) {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  await build({
    ...shared,
    entryPoints: [...files.filter((file) => /\.(test|main)\.ts$/.test(file)).map((file) => `test/${file}`)],
    outdir: 'out',
    outbase: 'test',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    splitting: true,
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'linked',
  });
}
