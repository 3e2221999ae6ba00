import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

/** An editor without a window: starts the built server over stdio and remembers what it is told. */
export class Client {
  readonly root = mkdtempSync(join(tmpdir(), 'istio-egress-'));
  readonly connection: ProtocolConnection;
  readonly #process: ChildProcess;
  readonly #diagnostics = new Map<string, PublishDiagnosticsParams>();
  readonly #waiting = new Set<() => void>();
  readonly #versions = new Map<string, number>();
  readonly log: string[] = [];

  constructor(
    files: Readonly<Record<string, string | Uint8Array>> = {},
    command: readonly string[] = [process.execPath, 'dist/server.js', '--stdio'],
  ) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    const [program = '', ...options] = command;
    this.#process = spawn(program, options, { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = this.#process;
    if (!stdin || !stdout) throw new Error('the server has no standard streams');
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#diagnostics.set(params.uri, params);
      for (const check of this.#waiting) check();
    });
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.log.push(message);
      for (const check of this.#waiting) check();
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.listen();
  }

  async start(params: Partial<InitializeParams> = {}): Promise<this> {
    const rootUri = pathToFileURL(this.root).href;
    await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'test' }],
      capabilities: {},
      ...params,
    });
    await this.connection.sendNotification('initialized', {});
    return this;
  }

  uri(path: string): string {
    return pathToFileURL(join(this.root, path)).href;
  }

  /** Writes to the disk, without a word to the server. */
  write(path: string, text: string | Uint8Array): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  open(path: string, text: string): Promise<void> {
    this.#versions.set(path, 1);
    const textDocument = { uri: this.uri(path), languageId: 'yaml', version: 1, text };
    return this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  change(path: string, contentChanges: readonly object[]): Promise<void> {
    const version = (this.#versions.get(path) ?? 0) + 1;
    this.#versions.set(path, version);
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(path), version },
      contentChanges,
    });
  }

  close(path: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(path) } });
  }

  /** Tells the server that a file on the disk has changed (2), come (1) or gone (3). */
  watched(path: string, type: 1 | 2 | 3): Promise<void> {
    return this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: this.uri(path), type }],
    });
  }

  request<T>(method: string, params: object): Promise<T> {
    return this.connection.sendRequest(method, params);
  }

  /** A request about one place; line and character are 0-based. */
  at<T>(method: string, path: string, line: number, character: number, more: object = {}): Promise<T> {
    return this.request(method, { textDocument: { uri: this.uri(path) }, position: { line, character }, ...more });
  }

  /** The rules that the file's diagnostics are of, once they are these. */
  async finds(path: string, rules: readonly string[]): Promise<readonly Diagnostic[]> {
    const own = (): readonly Diagnostic[] => this.#diagnostics.get(this.uri(path))?.diagnostics ?? [];
    const codes = (): string =>
      own()
        .map((it) => it.code)
        .join(' ');
    await this.until(
      () => codes() === rules.join(' '),
      () => `${path} to have [${rules.join(' ')}]; it has [${codes()}]`,
    );
    return own();
  }

  /** Waits for something that only a message of the server can bring about. */
  until(condition: () => boolean, what: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`waited for ${what()}`));
      }, 20_000);
      const check = (): void => {
        if (!condition()) return;
        clearTimeout(limit);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    const gone = new Promise<number | null>((resolve) => this.#process.once('exit', resolve));
    await this.connection.sendNotification('exit');
    const status = await gone;
    this.connection.dispose();
    rmSync(this.root, { recursive: true, force: true });
    return status;
  }
}
