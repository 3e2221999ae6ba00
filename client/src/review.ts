import { Range, Uri, type WorkspaceEdit, window, workspace } from 'vscode';
import type { WorkspaceEdit as ProtocolEdit } from 'vscode-languageclient/node';
import type { Planned, PlanResult } from '../../server/src/lsp/planned';
import type { Made } from '../../server/src/lsp/refactors';
import { showGuide } from './guide';
import type { Server } from './server';

/** Plans once more, as files may have changed while somebody was reading, and has the editor make the changes. */
export async function carryOut(server: Server, subject: string, plan: () => Promise<PlanResult>): Promise<void> {
  const result = await plan();
  if ('problem' in result) {
    await window.showErrorMessage(result.problem);
    return;
  }
  const edit = await server.workspaceEdit(result.edit as ProtocolEdit);
  const files = result.changes.map((it) => it.uri);
  if (!edit || !(await reviewAndApply(edit, files, server.ownFile))) return;
  await reveal(result);
  await tellMade({ ...result, subject });
}

/** Says what has been changed, and shows what is to be known of it to whoever wants that. */
export async function tellMade({ subject, summary, guide }: Made): Promise<void> {
  const know = 'What to know';
  const answer = await window.showInformationMessage(`${summary}: ${subject}.`, ...(guide.length > 0 ? [know] : []));
  if (answer === know) await showGuide(subject, guide);
}

/**
 * Has the editor show the changes and, if the user agrees, make them; whether it did. The preview opens for an edit that
 * asks to be confirmed, and such an edit is not ticked in it. So the one that asks is one that the preview leaves out,
 * since it does nothing: to create what is there.
 */
async function reviewAndApply(edit: WorkspaceEdit, files: readonly string[], anyFile: Uri): Promise<boolean> {
  edit.createFile(anyFile, { ignoreIfExists: true }, { needsConfirmation: true, label: 'Egress' });
  const known = new Set(files.map((it) => Uri.parse(it).toString()));
  let isMade = false;
  const note = (uri: Uri): void => {
    isMade ||= known.has(uri.toString());
  };
  const listeners = [
    workspace.onDidChangeTextDocument(({ document }) => note(document.uri)),
    workspace.onDidDeleteFiles((deleted) => deleted.files.forEach(note)),
  ];
  try {
    return (await workspace.applyEdit(edit, { isRefactoring: true })) && isMade;
  } finally {
    for (const it of listeners) it.dispose();
  }
}

/** Shows the first place that was changed. */
async function reveal({ changes }: Planned): Promise<void> {
  const first = changes.find((it) => it.range !== undefined);
  if (!first?.range) return;
  const { start, end } = first.range;
  const selection = new Range(start.line, start.character, start.line, start.character);
  const editor = await window.showTextDocument(Uri.parse(first.uri), { selection });
  editor.revealRange(new Range(start.line, start.character, end.line, end.character));
}
