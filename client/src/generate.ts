import { type TextEditor, window, workspace } from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { KnownOfEgress } from '../../server/src/generate/known';
import type { AskParams } from '../../server/src/lsp/generate';
import { reveal, reviewAndApply } from './generate-apply';
import { showGuide } from './generate-guide';
import { decide } from './generate-preview';
import { questionsAfter } from './generate-questions';
import { newSession, type Planned, type Session } from './generate-session';
import type { Server } from './server';
import { askAll, type Question } from './steps';

const title = 'Generate Egress Gateway for Host';

/** Asks what the folder does not say, shows what is to change, and changes it. */
export async function generateEgressGateway(server: Server): Promise<void> {
  const editor = window.activeTextEditor ?? (workspace.workspaceFolders ? undefined : await newDocument());
  const uri = editor?.document.uri.toString();
  const known = await server.execute<KnownOfEgress>('istioEgress.server.knownOfEgress', standpoint(editor));
  if (!known) return;
  const session = newSession(server, known, uri);
  let plan: Planned | undefined;
  const decided: Question<Session> = async (place) => {
    const decision = await decide(session, place);
    if (decision && decision !== 'back') plan = decision.apply;
    return decision === 'back' || decision === undefined ? decision : { value: decision };
  };
  const isDecided = await askAll(title, (it) => [...questionsAfter(it), decided], session);
  if (isDecided && plan) await apply(server, session);
}

/** Plans once more, as files may have changed while somebody was reading, and has the editor make the changes. */
async function apply(server: Server, session: Session): Promise<void> {
  const plan = await session.plan();
  if ('problem' in plan) {
    await window.showErrorMessage(plan.problem);
    return;
  }
  const edit = await server.workspaceEdit(plan.edit as WorkspaceEdit);
  if (!edit || !(await reviewAndApply(edit, server.ownFile))) return;
  await reveal(plan);
  const know = 'What to know';
  const answer = await window.showInformationMessage(`${plan.summary}: ${session.answers.hosts.join(', ')}.`, know);
  if (answer === know) await showGuide(session.answers.hosts, plan.guide);
}

/** Where no folder is open, a document without a file takes what is new. */
async function newDocument(): Promise<TextEditor> {
  return window.showTextDocument(await workspace.openTextDocument({ language: 'yaml' }));
}

/** Where the user stands, and what is selected or, in a file of any language, the URL under the cursor. */
function standpoint(editor: TextEditor | undefined): AskParams {
  if (!editor) return {};
  const { document, selection } = editor;
  const url = document.getWordRangeAtPosition(selection.active, /https?:\/\/[^\s"'`<>()]+/);
  const selected = document.getText(selection.isEmpty ? url : selection);
  const { line, character } = selection.active;
  return {
    uri: document.uri.toString(),
    position: { line, character },
    selected: selection.isEmpty && !url ? '' : selected,
  };
}
