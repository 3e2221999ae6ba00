// npm start: builds, then opens a VS Code with the extension on a copy of the sample workspace.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const extension = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
if (extension.status !== 0) process.exit(1);

// By itself, so that a test which does not build keeps nobody from looking.
await build({
  absWorkingDir: root,
  entryPoints: ['test/vscode/start/start.main.ts'],
  outfile: 'out/start.mjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
});
await import('../out/start.mjs');
