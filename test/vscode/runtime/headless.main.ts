// Stands in for the `code` executable: opens the workbench in a headless Chromium, runs the extension tests that the
// command line names in a real extension host, and exits with their result.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chromiumExecutable } from './browser';
import { parseCommandLine } from './command-line';
import { runExtensionTests } from './extension-tests';
import { installedRuntime } from './installed-runtime';

const words = process.argv.slice(2);
const commandLine = parseCommandLine(words);

if (commandLine.withoutWindow) {
  const { node, server } = installedRuntime();
  const program = [join(server, 'out/server-main.js'), '--accept-server-license-terms', ...words];
  process.exit(spawnSync(node, program, { stdio: 'inherit' }).status ?? 1);
}
chromiumExecutable();
process.exit(await runExtensionTests(commandLine));
