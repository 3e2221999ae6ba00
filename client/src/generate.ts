import { type TextEditor, window, workspace } from 'vscode';
import type { KnownOfEgress } from '../../server/src/generate/known';
import { originsOf } from './generate-details';
import { allOptions, questionsAfter } from './generate-questions';
import { newSession, type PlannedEgress, type Session } from './generate-session';
import { decide, type Proposal, type Row } from './preview';
import { carryOut } from './review';
import type { Server } from './server';
import { selection } from './standpoint';
import { askAll, type Question } from './steps';

/** Asks what the folder does not say, shows what is to change, and changes it. */
export async function generateEgressGateway(server: Server): Promise<void> {
  const editor = window.activeTextEditor ?? (workspace.workspaceFolders ? undefined : await newDocument());
  const known = await server.execute<KnownOfEgress>('istioEgress.server.knownOfEgress', selection(editor));
  if (!known) return;
  const session = newSession(server, known, editor?.document.uri.toString());
  const decided: Question<Session> = (place) => decide(proposal(session), place);
  const questions = (it: Session) => [...questionsAfter(it), decided];
  const isDecided = await askAll('Generate Egress Gateway for Host', questions, session);
  if (isDecided) await carryOut(server, session.answers.hosts.join(', '), session.plan);
}

const proposal = (session: Session): Proposal<PlannedEgress> => ({
  subject: () => session.answers.hosts.join(', '),
  refusal: () => `No way out for ${session.answers.hosts.join(', ')}`,
  plan: () => session.plan(),
  origins: (plan) => originsOf(session, plan?.settled),
  waysOut: () => waysOut(session),
});

/** Each other answer with which it can be had. */
async function waysOut({ answers, known, plan }: Session): Promise<Row[]> {
  const ways: Row[] = [];
  for (const option of allOptions(known)) {
    const other = await plan(option.says);
    if (!('problem' in other))
      ways.push({ ...option, act: async () => ({ value: Object.assign(answers, option.says) }) });
  }
  return ways;
}

/** Where no folder is open, a document without a file takes what is new. */
async function newDocument(): Promise<TextEditor> {
  return window.showTextDocument(await workspace.openTextDocument({ language: 'yaml' }));
}
