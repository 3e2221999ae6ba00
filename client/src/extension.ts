import { type ExtensionContext, type TextDocument, window, workspace } from 'vscode';
import { registerCommands } from './commands';
import { registerGuides } from './guide';
import { Server } from './server';

/** Names that files with egress manifests usually have; finding one is enough to look at the whole folder. */
const tellingNames =
  '**/{.istio-egress.yaml,*{istio,egress,gateway,virtualservice,virtual-service,destinationrule,destination-rule,serviceentry,service-entry}*.{yaml,yml}}';

/**
 * Costs nothing where there is nothing of Istio: the server, and the code that talks to it, start with the first file
 * that says so.
 */
export async function activate(context: ExtensionContext): Promise<void> {
  const server = new Server(context);
  context.subscriptions.push(server, registerGuides(), ...registerCommands(server));
  if (workspace.textDocuments.some(mentionsIstio)) return server.start();
  context.subscriptions.push(
    workspace.onDidOpenTextDocument((document) => startFor(server, document)),
    workspace.onDidChangeTextDocument(({ document }) => startFor(server, document)),
    window.onDidChangeActiveTextEditor((editor) => editor && startFor(server, editor.document)),
  );
  const [found] = await workspace.findFiles(tellingNames, '**/node_modules/**', 1);
  if (found) await server.start();
}

const startFor = (server: Server, document: TextDocument): void => {
  if (!server.started && mentionsIstio(document)) void server.start();
};

/** Whether the document is YAML with an object of Istio's or the Gateway API's. */
const mentionsIstio = (document: TextDocument): boolean =>
  document.languageId === 'yaml' &&
  ['file', 'untitled'].includes(document.uri.scheme) &&
  /\bistio\.io\/|\bgateway\.networking\.k8s\.io\//.test(document.getText());
