import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type InstalledRuntime, installedRuntime } from './installed-runtime';
import { writeSettings } from './settings';
import { until } from './until';

export interface ServerOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly extensionsDir?: string;
  readonly userDataDir?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Lets the page name extensions under development and their tests; hides notifications and dialogs. */
  readonly extensionTests?: boolean;
  /** Stays while nobody looks, for a person; otherwise the server goes a few minutes after its last window. */
  readonly persistent?: boolean;
  readonly port?: number;
}

export interface WindowOptions {
  readonly folder?: string;
  readonly payload?: readonly (readonly [string, string])[];
}

/** VS Code's server: the workbench's files, the file system and the extension host, for a browser to open. */
export class VSCodeServer {
  private constructor(
    readonly port: number,
    /** Deleted with the server: its data, log and the browser's profile. */
    readonly temporary: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(options: ServerOptions = {}): Promise<VSCodeServer> {
    const runtime = installedRuntime();
    const temporary = mkdtempSync(join(tmpdir(), 'vsc-')); // short, because sockets with a limit on their path live in it
    const port = options.port ?? (await freePort());
    const server = new VSCodeServer(port, temporary, launch(runtime, port, temporary, options));
    process.once('exit', server.kill);
    await server.answering();
    return server;
  }

  get log(): string {
    return readFileSync(join(this.temporary, 'server.log'), 'utf8');
  }

  /** The address by which the window knows a file of this machine. */
  remote(path: string): string {
    return `vscode-remote://127.0.0.1:${this.port}${resolve(path)}`;
  }

  url({ folder, payload = [] }: WindowOptions): string {
    const url = new URL(`http://127.0.0.1:${this.port}/`);
    if (folder !== undefined) url.searchParams.set('folder', resolve(folder));
    if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    await until(() => this.gone, { what: 'VS Code server ends', milliseconds: 3000 }).catch(() => undefined);
    process.removeListener('exit', this.kill);
    this.kill();
  }

  private get gone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async answering(): Promise<void> {
    try {
      await until(async () => this.gone || (await answers(`http://127.0.0.1:${this.port}/version`)), {
        what: 'VS Code server answers',
        milliseconds: 60_000,
      });
      if (this.gone) throw new Error('VS Code server ended at once');
    } catch (error) {
      const { log } = this;
      this.kill();
      throw new Error(`${(error as Error).message}\n${log}`);
    }
  }

  private readonly kill = (): void => {
    this.signal('SIGKILL');
    rmSync(this.temporary, { recursive: true, force: true, maxRetries: 5 });
  };

  /** To the whole process group: the extension host and the language server are the server's children. */
  private signal(name: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, name);
    } catch {
      // nobody is left
    }
  }
}

function launch({ node, server }: InstalledRuntime, port: number, temporary: string, options: ServerOptions) {
  const userDataDir = options.userDataDir ?? join(temporary, 'data');
  writeSettings(userDataDir, options.settings);
  const commandLine = [
    join(server, 'out/server-main.js'),
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
    ...['--server-data-dir', temporary, '--user-data-dir', userDataDir],
    ...['--extensions-dir', options.extensionsDir ?? join(temporary, 'extensions')],
    ...['--telemetry-level', 'off', '--disable-workspace-trust'],
    ...(options.extensionTests ? ['--enable-smoke-test-driver'] : []),
    ...(options.persistent ? [] : ['--reconnection-grace-time', '5', '--enable-remote-auto-shutdown']),
  ];
  const log = openSync(join(temporary, 'server.log'), 'w');
  const environment = {
    ...process.env,
    ...options.environment,
    EXTENSIONS_GALLERY: '{}', // no look-ups in a market place
    XDG_RUNTIME_DIR: temporary, // where sockets go
  };
  const child = spawn(node, commandLine, { stdio: ['ignore', log, log], env: environment, detached: true });
  closeSync(log);
  return child;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
