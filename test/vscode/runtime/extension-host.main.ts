// Runs inside the extension host in the place of the tests: sends what they print to a file that vscode-headless shows
// (the workbench would mix it with its own log), runs them, and leaves a mark when they are through.
import { appendFileSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

interface TestModule {
  readonly run: () => Promise<void>;
}

const levels = ['debug', 'error', 'info', 'log', 'warn'] as const;

export async function run(): Promise<void> {
  const output = required('VSCODE_HEADLESS_OUTPUT');
  const descriptor = openSync(output, 'a');
  const restore = redirect((text) => appendFileSync(descriptor, text));
  try {
    const tests = (await import(pathToFileURL(required('VSCODE_HEADLESS_TESTS')).href)) as TestModule;
    await tests.run();
    writeFileSync(`${output}.ok`, '');
  } catch (error) {
    console.error(error instanceof Error ? error.stack : error);
    throw error;
  } finally {
    restore();
    closeSync(descriptor);
  }
}

function redirect(write: (text: string | Uint8Array) => void): () => void {
  const consoleBefore = Object.getOwnPropertyDescriptors(console);
  const stdoutWrite = process.stdout.write;
  const redirected = (...values: unknown[]): void => write(`${format(...values)}\n`);
  for (const level of levels) {
    // Not an assignment: the extension host's console has setters that do nothing.
    Object.defineProperty(console, level, { configurable: true, writable: true, value: redirected });
  }
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    write(chunk);
    return true;
  };
  return () => {
    for (const level of levels) Object.defineProperty(console, level, consoleBefore[level]);
    process.stdout.write = stdoutWrite;
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
