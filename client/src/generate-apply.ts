import { Range, Uri, type WorkspaceEdit, window, workspace } from 'vscode';
import type { Planned } from './generate-session';

/**
 * Has the editor show the changes and, if the user agrees, make them; whether it did. The preview opens for an edit that
 * asks to be confirmed, and such an edit is not ticked in it. So the one that asks is one that the preview leaves out,
 * since it does nothing: to create what is there.
 */
export async function reviewAndApply(edit: WorkspaceEdit, anyFile: Uri): Promise<boolean> {
  edit.createFile(anyFile, { ignoreIfExists: true }, { needsConfirmation: true, label: 'Egress' });
  const files = new Set(edit.entries().map(([uri]) => uri.toString()));
  let isMade = false;
  const listener = workspace.onDidChangeTextDocument(({ document }) => {
    isMade ||= files.has(document.uri.toString());
  });
  try {
    return (await workspace.applyEdit(edit, { isRefactoring: true })) && isMade;
  } finally {
    listener.dispose();
  }
}

/** Shows the first place that was changed. */
export async function reveal({ changes: [first] }: Planned): Promise<void> {
  if (!first) return;
  const { start, end } = first.range;
  const selection = new Range(start.line, start.character, start.line, start.character);
  const editor = await window.showTextDocument(Uri.parse(first.uri), { selection });
  editor.revealRange(new Range(start.line, start.character, end.line, end.character));
}
