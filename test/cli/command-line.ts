import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after } from 'node:test';

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
}

const program = resolve('dist/cli.js');

/** Runs the built command line to its end. */
export function istioEgress(words: readonly string[], { cwd = '.', input = '' }: Circumstances = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

const folders: string[] = [];
after(() => {
  for (const it of folders) rmSync(it, { recursive: true, force: true });
});

/** A new folder with these files, which is gone after the tests; a path with `/` at its end is an empty folder. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'istio-egress-cli-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(path.endsWith('/') ? file : dirname(file), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(file, content);
  }
  return folder;
}

interface Place {
  readonly file: string;
  readonly range: Record<'start' | 'end', { readonly line: number; readonly column: number }>;
}

/** What `check --format json` prints. */
export interface Output {
  readonly version: number;
  readonly problems: readonly { readonly file: string; readonly line?: number; readonly message: string }[];
  readonly findings: readonly (Place & {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly resource: object | null;
    readonly path: string | null;
    readonly related: readonly (Place & { readonly message: string })[];
    readonly aliases: readonly string[];
    readonly fixes: readonly {
      readonly title: string;
      readonly safe: boolean;
      readonly edits: readonly (Place & { readonly newText: string })[];
    }[];
  })[];
  readonly summary: Readonly<Record<string, number>>;
}

/** Checks paths in a folder, and gives what was printed as data. */
export function check(cwd: string, words: readonly string[] = [], input: string | Uint8Array = ''): Run & Output {
  const run = istioEgress(['check', '--format', 'json', ...words], { cwd, input });
  return { ...run, ...(JSON.parse(run.stdout) as Output) };
}

/** The files with findings, each once. */
export const filesOf = ({ findings }: Output): string[] => [...new Set(findings.map((it) => it.file))];
