import { window, workspace } from 'vscode';
import { type Asked, questions } from './generate-questions';
import type { Server } from './server';

type GenerateResult = { readonly text: string } | { readonly problem: string };

/** Asks what is needed, lets the server write the manifests, and shows them as a new document. */
export async function generateEgressGateway(server: Server): Promise<void> {
  const uri = window.activeTextEditor?.document.uri.toString();
  const asked: Asked = {
    host: selectedHost(),
    usualApi: () => server.execute('istioEgress.server.usualApi', null, uri),
  };
  const answers = await questions(asked);
  if (!answers) return;
  const result = await server.execute<GenerateResult>('istioEgress.server.generate', answers, uri);
  if (!result) return;
  if ('problem' in result) {
    await window.showErrorMessage(result.problem);
    return;
  }
  const document = await workspace.openTextDocument({ language: 'yaml', content: result.text });
  await window.showTextDocument(document);
}

/** A host name that is selected in the editor. */
function selectedHost(): string {
  const editor = window.activeTextEditor;
  const text = editor ? editor.document.getText(editor.selection).trim() : '';
  return /^[a-z0-9.-]+\.[a-z]{2,}$|^https?:\/\/\S+$/i.test(text) ? text : '';
}
