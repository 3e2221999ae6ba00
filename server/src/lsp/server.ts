import { dirname } from 'node:path';
import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  WatchKind,
} from 'vscode-languageserver/node';
import type { FailureListener } from '../features/findings';
import { serverCommands } from './commands';
import { fixAll } from './convert';
import { changed } from './documents';
import type { Editor } from './editor';
import { Folder, filePath } from './folder';
import { load, loadFile, unload } from './loader';
import { rulePage } from './pages';
import { Publisher } from './publisher';
import { registerRequests } from './requests';
import { applySettings } from './settings';

/** What an editor may say of itself when it starts the server. */
interface InitializationOptions extends Pick<Editor, 'suggestCommand' | 'addHostCommand' | 'madeCommand'> {
  /** Like the `istioEgress` section of the settings, for editors without `workspace/configuration`. */
  readonly settings?: unknown;
  /** The editor has the snippets of the extension already. */
  readonly hasSnippets?: boolean;
}

/** Serves one editor over a connection until it is told to stop. */
export function serve(connection: Connection): void {
  const log = (message: string): void => connection.console.warn(message);
  const onFailure: FailureListener = (rule, error) =>
    connection.console.error(`The rule ${rule.id} failed: ${describe(error)}`);
  const folders: Folder[] = [];
  /** Open documents of folders that are not in the window; those are never searched. */
  const strays = new Map<string, Folder>();
  const publisher = new Publisher((params) => void connection.sendDiagnostics(params), rulePage);
  let client: InitializeParams['capabilities'] = {};
  let initialSettings: unknown;
  let editor: Editor = { capabilities: {}, snippets: false };

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    const options: InitializationOptions = params.initializationOptions ?? {};
    initialSettings = options.settings;
    const { snippetSupport = false } = client.textDocument?.completion?.completionItem ?? {};
    const { suggestCommand, addHostCommand, madeCommand } = options;
    editor = {
      capabilities: client,
      suggestCommand,
      addHostCommand,
      madeCommand,
      snippets: snippetSupport && options.hasSnippets !== true,
    };
    const uris = params.workspaceFolders?.map((it) => it.uri) ?? (params.rootUri ? [params.rootUri] : []);
    for (const uri of uris) addFolder(filePath(uri));
    return {
      serverInfo: { name: 'Istio Egress' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        completionProvider: { triggerCharacters: [' ', '/', '"', "'", '-', ','] },
        hoverProvider: true,
        definitionProvider: true,
        documentSymbolProvider: true,
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAll],
          resolveProvider: true,
        },
        executeCommandProvider: { commands: [...serverCommands] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration)
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'istioEgress' });
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration)
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [
          { globPattern: '**/*.{yaml,yml,json}' },
          { globPattern: '**/.gitignore' },
          // a folder that goes takes its files along without a word about them
          { globPattern: '**/*', kind: WatchKind.Delete },
        ],
      });
    if (client.workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) removeFolder(filePath(uri));
        for (const { uri } of added) void begin(addFolder(filePath(uri)));
      });
    await Promise.all(folders.map(begin));
  });

  connection.onDidChangeConfiguration(async ({ settings }) => {
    initialSettings = settings?.istioEgress ?? initialSettings;
    // an editor also says so when nothing has changed, as soon as the server listens
    for (const folder of folders) if (await configure(folder)) await read(folder);
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => put(uri, version, text));
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const folder = folderOf(uri);
    const open = folder.open.get(folder.pathOf(uri));
    if (open) put(uri, version, changed(open.text, contentChanges));
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const folder = folderOf(uri);
    const path = folder.pathOf(uri);
    folder.open.delete(path);
    if (folders.includes(folder) && filePath(uri) !== undefined && folder.isRead(path)) loadFile(folder, path, log);
    else folder.workspace.set(path, undefined);
    publisher.schedule(folder, [path]);
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      const folder = innermost(uri);
      if (!folder) continue;
      const path = folder.pathOf(uri);
      // they go by the thousand, and nothing in them is ever read
      if (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(path)) continue;
      // which files there are, or what is looked for in them, has changed
      if (/(?:^|\/)\.gitignore$|^\.istio-egress\.yaml$/.test(path)) void begin(folder);
      else if (type === FileChangeType.Deleted) publisher.schedule(folder, unload(folder, path));
      else if (!folder.open.has(path) && folder.isRead(path)) {
        loadFile(folder, path, log);
        publisher.schedule(folder, [path]);
      }
    }
  });

  registerRequests(connection, folderOf, () => editor);
  connection.listen();

  function put(uri: string, version: number, text: string): void {
    const folder = folderOf(uri);
    const path = folder.pathOf(uri);
    folder.open.set(path, { uri, version, text });
    folder.workspace.set(path, text);
    publisher.schedule(folder, [path]);
  }

  function addFolder(root: string | undefined): Folder | undefined {
    if (root === undefined || folders.some((it) => it.root === root)) return undefined;
    const folder = new Folder(root, onFailure);
    folders.push(folder);
    return folder;
  }

  function removeFolder(root: string | undefined): void {
    const at = folders.findIndex((it) => it.root === root);
    const [folder] = at < 0 ? [] : folders.splice(at, 1);
    if (folder) publisher.clear(folder);
  }

  /** Reads settings and files of a folder, as they are now. */
  async function begin(folder: Folder | undefined): Promise<void> {
    if (!folder) return;
    await configure(folder);
    await read(folder);
  }

  function configure(folder: Folder): Promise<boolean> {
    return applySettings(connection, client, folder, initialSettings, log);
  }

  async function read(folder: Folder): Promise<void> {
    const start = performance.now();
    await load(folder, (path) => folders.length < 2 || innermost(folder.uriOf(path)) === folder, log);
    const { files, objects } = folder.workspace.size;
    const took = (performance.now() - start).toFixed(0);
    connection.console.info(`${folder.root}: ${files} files with ${objects} objects, read in ${took} ms`);
    publisher.schedule(folder, folder.workspace.paths());
  }

  /** A folder of the window may lie in another one; what is in it is not the other one's. */
  function innermost(uri: string): Folder | undefined {
    return folders.filter((it) => it.holds(uri)).sort((a, b) => b.root.length - a.root.length)[0];
  }

  /** Where a document belongs: in its folder of the window, an untitled one in the first; else with its open neighbours. */
  function folderOf(uri: string): Folder {
    const file = filePath(uri);
    const found = innermost(uri) ?? (file === undefined ? folders[0] : undefined);
    if (found) return found;
    const root = file === undefined ? '' : dirname(file);
    const neighbours = strays.get(root) ?? new Folder(root, onFailure);
    strays.set(root, neighbours);
    return neighbours;
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
