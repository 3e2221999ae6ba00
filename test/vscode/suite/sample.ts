import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** A file of the sample workspace. */
export function sample(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(sample(path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Changes the buffer, not the file. */
export async function replaceInBuffer(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, before), after);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert.notEqual(start, -1, `${document.fileName} does not contain ${text}`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Gives up whatever the test has changed in buffers, and closes them. */
export async function discardChanges(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((each) => each.isDirty && !each.isUntitled)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
