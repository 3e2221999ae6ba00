import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../runtime/project';
import { writeSettings } from '../runtime/settings';
import { until } from '../runtime/until';
import { temporaryFolder } from '../sample-workspace';
import { desktopExecutable } from './desktop-executable';
import type { OpenWindow } from './open-window';

/** A desktop VS Code with the extension in development mode and a profile of its own, if this machine has one. */
export async function openDesktop(folder: string): Promise<OpenWindow | undefined> {
  const executable = await desktopExecutable();
  if (executable === undefined) return undefined;
  const data = temporaryFolder('vsc-desktop');
  writeSettings(data.path);
  const child = launch(executable, [
    folder,
    `--extensionDevelopmentPath=${projectRoot}`,
    `--user-data-dir=${data.path}`,
    `--extensions-dir=${join(data.path, 'extensions')}`,
    ...['--new-window', '--wait', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Electron refuses root otherwise
  ]);
  if (!(await opens(child, data.path))) {
    data.remove();
    return undefined;
  }
  return {
    where: `a window with ${folder}`,
    closed: new Promise((resolve) => child.once('exit', () => resolve())),
    async close() {
      quit(data.path);
      await until(() => ended(child), { what: 'VS Code quits', milliseconds: 5000 }).catch(() => child.kill());
      data.remove();
    },
  };
}

function launch(executable: string, words: string[]): ChildProcess {
  if (process.platform !== 'win32') return spawn(executable, words, { stdio: 'ignore' });
  const quoted = [executable, ...words].map((word) => `"${word}"`).join(' ');
  return spawn(quoted, { stdio: 'ignore', shell: true }); // code.cmd is a script
}

/** VS Code's main process writes its number into a lock file when it is up. */
const lockFile = (userDataDir: string): string => join(userDataDir, 'code.lock');

async function opens(child: ChildProcess, userDataDir: string): Promise<boolean> {
  let failed = false;
  child.once('error', () => {
    failed = true;
  });
  const up = () => existsSync(lockFile(userDataDir));
  const settled = until(() => failed || ended(child) || up(), { what: 'VS Code opens', milliseconds: 10_000 });
  await settled.catch(() => undefined); // slow is not wrong
  return up() || !(failed || ended(child));
}

/** The command `code` only waits; the window belongs to the process in the lock file. */
function quit(userDataDir: string): void {
  try {
    process.kill(Number(readFileSync(lockFile(userDataDir), 'utf8')), 'SIGTERM');
  } catch {
    // it has gone already
  }
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
