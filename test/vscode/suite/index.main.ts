// What VS Code loads into the extension host as its tests (extensionTestsPath): runs the *.test.mjs beside this file.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { reportResults } from '../test-results';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', reporter: 'spec', color: false, timeout: 30_000 });
  for (const name of readdirSync(import.meta.dirname).sort()) {
    if (name.endsWith('.test.mjs')) mocha.addFile(join(import.meta.dirname, name));
  }
  await mocha.loadFilesAsync();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failed) => (failed > 0 ? reject(new Error(`${failed} failed`)) : resolve()));
    // After each test, so that what ran is counted even when the extension host does not live to the end.
    const report = () => reportResults({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 });
    runner.on('pass', report).on('fail', report);
  });
}
