import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser';
import type { CommandLine } from './command-line';
import { follow } from './follow-file';
import { projectRoot } from './project';
import { VSCodeServer } from './server';

const timeLimitInSeconds = Number(process.env['VSCODE_HEADLESS_TIMEOUT'] ?? 300);

/** Gives the exit status: what the workbench reports, or a number of our own (70 and above) when it cannot. */
const status = { interrupted: 130, windowCrashed: 70, timedOut: 71, extensionHostGone: 72 } as const;

export async function runExtensionTests(commandLine: CommandLine): Promise<number> {
  const temporary = mkdtempSync(join(tmpdir(), 'vsc-out-'));
  const output = join(temporary, 'output.txt');
  writeFileSync(output, '');
  const unfollow = follow(output, process.stdout);
  try {
    const code = await runInWindow(commandLine, output);
    return code === 0 && commandLine.tests && !existsSync(`${output}.ok`) ? extensionHostGone() : code;
  } finally {
    unfollow();
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function runInWindow(commandLine: CommandLine, output: string): Promise<number> {
  const { extensionsDir, userDataDir, tests } = commandLine;
  const server = await VSCodeServer.start({
    extensionTests: true,
    ...(extensionsDir && { extensionsDir }),
    ...(userDataDir && { userDataDir }),
    environment: { VSCODE_HEADLESS_OUTPUT: output, VSCODE_HEADLESS_TESTS: tests ?? '' }, // for extension-host.main.ts
  });
  try {
    const { context, page } = await openBrowser({ profile: join(server.temporary, 'chromium') });
    const exit = exitStatus(page, server);
    await page.exposeFunction('codeAutomationLog', () => undefined); // the workbench insists on it
    await page.goto(server.url(windowOptions(commandLine, server)));
    const code = await exit;
    await context.close();
    return code;
  } finally {
    await server.stop();
  }
}

function windowOptions({ folder, extensions, tests, disableExtensions }: CommandLine, server: VSCodeServer) {
  const wrapper = join(projectRoot, 'out/vscode/runtime/extension-host.main.mjs');
  const payload: [string, string][] = extensions.map((path) => ['extensionDevelopmentPath', server.remote(path)]);
  if (tests) payload.push(['extensionTestsPath', server.remote(wrapper)]);
  if (disableExtensions) payload.push(['disableExtensions', 'true']);
  payload.push(['skipWelcome', 'true'], ['skipReleaseNotes', 'true']);
  return { payload, ...(folder !== undefined && { folder }) };
}

function exitStatus(page: Page, server: VSCodeServer): Promise<number> {
  return new Promise((exit) => {
    void page.exposeFunction('codeAutomationExit', exit); // the workbench calls it when the tests have run
    page.on('crash', () => exit(status.windowCrashed));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => exit(status.interrupted));
    const timer = setTimeout(() => {
      console.error(`vscode-headless: no result after ${timeLimitInSeconds} s; the server's log:\n${server.log}`);
      exit(status.timedOut);
    }, timeLimitInSeconds * 1000);
    timer.unref();
  });
}

/** The workbench reports success when its extension host is killed, so success needs the tests' own word, too. */
function extensionHostGone(): number {
  console.error('vscode-headless: the extension host went away before the tests had run');
  return status.extensionHostGone;
}
