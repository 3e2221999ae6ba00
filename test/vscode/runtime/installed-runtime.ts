import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './project';

/** Where VS Code's server is, and the Node that runs it (each version of VS Code wants its own). */
export interface InstalledRuntime {
  readonly node: string;
  readonly server: string;
}

/**
 * The VS Code from npm, installed on first use. Another version can be tried with VSCODE_SERVER_ROOT (a `lib/vscode`
 * of code-server) and VSCODE_SERVER_NODE.
 */
export function installedRuntime(): InstalledRuntime {
  const server = process.env['VSCODE_SERVER_ROOT'];
  if (server) return { server, node: process.env['VSCODE_SERVER_NODE'] ?? process.execPath };
  const installer = join(projectRoot, 'test/vscode/runtime/install.mjs');
  const { status, stdout } = spawnSync(process.execPath, [installer], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(1); // the installer has said why
  return JSON.parse(stdout) as InstalledRuntime;
}
