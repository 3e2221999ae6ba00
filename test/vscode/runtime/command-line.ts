import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What @vscode/test-electron says to a VS Code, as far as it matters here. */
export interface CommandLine {
  readonly folder: string | undefined;
  readonly extensions: readonly string[];
  readonly tests: string | undefined;
  readonly extensionsDir: string | undefined;
  readonly userDataDir: string | undefined;
  readonly disableExtensions: boolean;
  /** `--install-extension` and such: nothing to open, the server's own program does it. */
  readonly withoutWindow: boolean;
}

export function parseCommandLine(words: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...words],
    strict: false, // Electron's switches come too
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'extensions-dir': { type: 'string' },
      'user-data-dir': { type: 'string' },
      'folder-uri': { type: 'string' },
      'install-extension': { type: 'string', multiple: true },
      'disable-extensions': { type: 'boolean' },
      'list-extensions': { type: 'boolean' },
      version: { type: 'boolean' },
    },
  });
  return {
    folder: path(values['folder-uri'] ?? positionals[0]),
    extensions: [values.extensionDevelopmentPath ?? []].flat().flatMap((value) => path(value) ?? []),
    tests: path(values.extensionTestsPath),
    extensionsDir: path(values['extensions-dir']),
    userDataDir: path(values['user-data-dir']),
    disableExtensions: values['disable-extensions'] === true,
    withoutWindow: ['install-extension', 'list-extensions', 'version'].some((name) => name in values),
  };
}

function path(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return resolve(value.startsWith('file:') ? fileURLToPath(value) : value);
}
