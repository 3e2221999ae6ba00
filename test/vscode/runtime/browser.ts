import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

export interface BrowserWindow {
  readonly context: BrowserContext;
  readonly page: Page;
}

export interface BrowserOptions {
  /** Where the profile goes; never shared between runs, because it remembers the window's layout. */
  readonly profile: string;
  readonly deviceScaleFactor?: number;
}

export async function openBrowser({ profile, deviceScaleFactor = 1 }: BrowserOptions): Promise<BrowserWindow> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumExecutable(),
    headless: true,
    viewport: { width: 1400, height: 900 },
    deviceScaleFactor,
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [
      '--no-sandbox', // continuous integration runs as root
      '--disable-dev-shm-usage', // and in containers with little shared memory
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  return { context, page: context.pages()[0] ?? (await context.newPage()) };
}

/** Ends the process with one line that says what to do when there is no Chromium: nothing is skipped in silence. */
export function chromiumExecutable(): string {
  const found = candidates().find(isExecutable);
  if (found !== undefined) return found;
  console.error('No Chromium found: run `apt-get install -y chromium`, or set CHROMIUM_PATH to a Chromium or Chrome.');
  process.exit(1);
}

function candidates(): string[] {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return [named];
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
