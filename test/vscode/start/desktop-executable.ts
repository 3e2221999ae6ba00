import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { projectRoot } from '../runtime/project';

/** VSCODE_EXECUTABLE_PATH, `code` on the PATH, or a download, whichever is there first. */
export async function desktopExecutable(): Promise<string | undefined> {
  const named = process.env['VSCODE_EXECUTABLE_PATH'];
  if (named) return resolve(named);
  return hasDisplay() ? (codeOnPath() ?? (await downloaded())) : undefined;
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

function codeOnPath(): string | undefined {
  if (process.env['VSCODE_IPC_HOOK_CLI']) return undefined; // a remote terminal, whose `code` opens no new VS Code
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

async function downloaded(): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: join(projectRoot, '.cache/vscode-desktop'),
      reporter: new SilentReporter(),
      timeout: 5000,
    });
  } catch {
    return undefined; // no way out to the internet: the browser will do
  }
}
