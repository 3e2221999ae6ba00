// Runs test/vscode/suite inside a VS Code: the one at VSCODE_EXECUTABLE_PATH, the desktop one that test-electron
// downloads (VSCODE_TEST_DESKTOP=1), or else the one from npm without a desktop. With `--vsix FILE` the packaged
// extension is tested instead of the working tree.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { chromiumExecutable } from './runtime/browser';
import { installedRuntime } from './runtime/installed-runtime';
import { projectRoot } from './runtime/project';
import { writeSettings } from './runtime/settings';
import { copyOfSampleWorkspace, temporaryFolder } from './sample-workspace';

const { vsix } = parseArgs({ options: { vsix: { type: 'string' } } }).values;
const headless = join(projectRoot, 'test/vscode/runtime/vscode-headless');

const executable = await vscodeExecutable();
const workspace = copyOfSampleWorkspace();
const data = temporaryFolder('vsc-run');
const userDataDir = join(data.path, 'user');
const extensionsDir = join(data.path, 'extensions');
try {
  writeSettings(userDataDir);
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: vsix === undefined ? projectRoot : installed(resolve(vsix)),
    extensionTestsPath: join(projectRoot, 'out/vscode/suite/index.main.mjs'),
    launchArgs: [
      workspace.path,
      `--user-data-dir=${userDataDir}`,
      `--extensions-dir=${extensionsDir}`,
      ...(vsix === undefined ? ['--disable-extensions'] : []),
    ],
  });
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  workspace.remove();
  data.remove();
}

async function vscodeExecutable(): Promise<string> {
  const named = process.env['VSCODE_EXECUTABLE_PATH'];
  if (named) return resolve(named);
  if (process.env['VSCODE_TEST_DESKTOP'] === '1') {
    const version = process.env['VSCODE_TEST_VERSION'] ?? 'stable';
    return downloadAndUnzipVSCode({ version, cachePath: join(projectRoot, '.cache/vscode-desktop') });
  }
  chromiumExecutable();
  installedRuntime();
  return headless;
}

/** Installs the package and gives an empty extension: VS Code runs tests only beside an extension under development. */
function installed(file: string): string {
  const [program = executable, ...switches] =
    executable === headless ? [headless] : resolveCliArgsFromVSCodeExecutablePath(executable);
  const { status } = spawnSync(
    program,
    [...switches, `--install-extension=${file}`, `--extensions-dir=${extensionsDir}`, `--user-data-dir=${userDataDir}`],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`could not install ${file}`);
  const driver = join(data.path, 'driver');
  mkdirSync(driver);
  const manifest = { name: 'test-driver', publisher: 'test', version: '0.0.1', engines: { vscode: '*' } };
  writeFileSync(join(driver, 'package.json'), JSON.stringify(manifest));
  return driver;
}
