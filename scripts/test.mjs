// npm test: everything, or the groups that are named (`npm test -- unit vscode`). One line for each group, the details
// of what failed below it, and `N passed, N failed` as the last line.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, sep } from 'node:path';

const root = join(import.meta.dirname, '..');
const timeLimit = 15 * 60_000;
const tsc = 'node_modules/typescript/bin/tsc';

/** A check counts as one test, by its exit status; a program says itself how many tests it ran. */
const groups = [
  { name: 'build', checks: [['scripts/build.mjs', '--tests']] },
  {
    name: 'types',
    checks: [
      [tsc, '-p', '.'],
      [tsc, '-p', 'server/tsconfig.core.json'],
    ],
  },
  { name: 'style', checks: [['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off']] },
  { name: 'unit', testFiles: 'out/unit' },
  { name: 'mutations', testFiles: 'out/mutations' },
  { name: 'generator', testFiles: 'out/generator' },
  { name: 'lsp', testFiles: 'out/lsp' },
  { name: 'cli', testFiles: 'out/cli' },
  { name: 'vscode', program: ['out/vscode/run-suite.main.mjs'] },
  { name: 'drive', program: ['out/vscode/drive/drive.main.mjs'] },
  {
    name: 'vsix',
    prepare: ['scripts/package.mjs'],
    program: ['out/vscode/run-suite.main.mjs', '--vsix', 'istio-egress.vsix'],
    onlyWhenNamed: true,
  },
];

const named = process.argv.slice(2);
const unknown = named.find((name) => !groups.some((group) => group.name === name));
if (unknown) {
  console.error(`There is no group ${unknown}; there are ${groups.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const temporary = mkdtempSync(join(tmpdir(), 'istio-egress-test-'));
rmSync(join(root, 'out'), { recursive: true, force: true }); // nothing that an older build left is tested
const total = { passed: 0, failed: 0 };
for (const group of groups.filter(wanted)) {
  const start = performance.now();
  const result = await resultOf(group);
  total.passed += result.passed;
  total.failed += result.failed;
  report(group, result, performance.now() - start);
}
rmSync(temporary, { recursive: true, force: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function wanted({ name, onlyWhenNamed }) {
  if (named.length === 0) return !onlyWhenNamed;
  return name === 'build' || named.includes(name); // what is tested is what was built
}

async function resultOf({ name, checks, testFiles, prepare, program }) {
  if (checks) return resultOfChecks(checks);
  if (testFiles) return resultOfTestFiles(name, testFiles);
  if (prepare) {
    const prepared = await resultOfChecks([prepare]);
    if (prepared.failed > 0) return prepared;
  }
  return resultOfProgram(name, program);
}

async function resultOfTestFiles(name, folder) {
  const files = filesBelow(folder);
  if (files.length === 0) return { passed: 0, failed: 1, output: `There is no *.test.mjs below ${folder}.` };
  const shards = shardsOf(name, files);
  const concurrency = `--test-concurrency=${shards.length}`;
  return resultOfProgram(name, ['--test', concurrency, '--test-reporter', './scripts/test-reporter.mjs', ...shards]);
}

/** A process for each processor rather than for each file: starting one takes longer than most files' tests. */
function shardsOf(name, files) {
  const shards = Array.from({ length: Math.min(availableParallelism(), files.length) }, () => []);
  for (const [index, file] of files.entries()) shards[index % shards.length].push(file);
  return shards.map((own, index) => {
    const shard = join('out', `${name}-${index}.test.mjs`);
    writeFileSync(join(root, shard), own.map((file) => `import '../${file.replaceAll(sep, '/')}';\n`).join(''));
    return shard;
  });
}

async function resultOfChecks(checks) {
  const runs = [];
  for (const words of checks) runs.push(await run(words));
  const failed = runs.filter(({ status }) => status !== 0);
  return {
    passed: runs.length - failed.length,
    failed: failed.length,
    output: failed.map(({ output }) => output).join('\n'),
  };
}

async function resultOfProgram(name, words) {
  const file = join(temporary, `${name}.json`);
  const { status, output } = await run(words, { TEST_RESULTS: file });
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0 };
  const died = (status !== 0 && counts.failed === 0) || counts.passed + counts.failed === 0;
  if (!died) return { ...counts, output };
  return { ...counts, failed: counts.failed + 1, output: `${output}\n${name} ended with ${status} before its end` };
}

function run(words, environment = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(process.execPath, ['--enable-source-maps', ...words], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeLimit,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.once('close', (status, signal) => resolve({ status: status ?? signal, output }));
  });
}

function filesBelow(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.mjs')).map((name) => join(folder, name));
}

function report({ name }, { passed, failed, skipped = 0, output }, milliseconds) {
  const counts = [`${passed} passed`, failed > 0 && `${failed} FAILED`, skipped > 0 && `${skipped} skipped`];
  console.log(
    `${name.padEnd(9)} ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${counts.filter(Boolean).join(', ')}`,
  );
  if (failed > 0) console.log(output.trim().replace(/^/gm, '    '));
}
