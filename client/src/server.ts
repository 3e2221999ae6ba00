import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  Uri,
  type WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { LanguageClient, type WorkspaceEdit as ProtocolEdit, TransportKind } from 'vscode-languageclient/node';
import type { Planned } from '../../server/src/lsp/planned';

/** The language server, as a process that is started when it is first needed. */
export class Server implements Disposable {
  readonly log: LogOutputChannel;
  readonly #module: string;
  #client: LanguageClient | undefined;
  #starting: Promise<void> | undefined;

  constructor(context: ExtensionContext) {
    this.log = window.createOutputChannel('Istio Egress', { log: true });
    this.#module = context.asAbsolutePath('dist/server.js');
  }

  get started(): boolean {
    return this.#starting !== undefined;
  }

  /** Resolves when the server answers; starting twice is starting once. */
  start(): Promise<void> {
    this.#starting ??= this.#launch();
    return this.#starting;
  }

  async restart(): Promise<void> {
    const client = this.#client;
    if (client) await client.restart();
    else await this.start();
  }

  /** Asks the server to carry out a command of its own. */
  async execute<T>(command: string, params: object): Promise<T | undefined> {
    await this.start();
    return this.#client?.sendRequest<T>('workspace/executeCommand', { command, arguments: [params] });
  }

  /** Asks the server for changes; that it could not plan them is a problem, too. */
  async plan<P extends Planned = Planned>(command: string, params: object): Promise<P | { readonly problem: string }> {
    const result = await this.execute<P | { readonly problem: string }>(command, params);
    return result ?? { problem: 'The server could not plan this; its log says why.' };
  }

  /** The server's program, which is there for sure. */
  get ownFile(): Uri {
    return Uri.file(this.#module);
  }

  /** An edit of the server's, as the editor has it. */
  async workspaceEdit(edit: ProtocolEdit): Promise<WorkspaceEdit | undefined> {
    return this.#client?.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  dispose(): void {
    void this.#client?.dispose();
    this.log.dispose();
  }

  async #launch(): Promise<void> {
    const client = new LanguageClient(
      'istioEgress',
      'Istio Egress',
      { module: this.#module, transport: TransportKind.ipc },
      {
        documentSelector: [
          // not the other side of a comparison, which would be every object once more
          { language: 'yaml', scheme: 'file' },
          { language: 'yaml', scheme: 'untitled' },
          { language: 'json', scheme: 'file' },
        ],
        outputChannel: this.log,
        initializationOptions: {
          settings: workspace.getConfiguration('istioEgress'),
          suggestCommand: 'editor.action.triggerSuggest',
          addHostCommand: 'istioEgress.addHostToGateway',
          madeCommand: 'istioEgress.tellMade',
          hasSnippets: true,
        },
      },
    );
    this.#client = client;
    await client.start();
  }
}
