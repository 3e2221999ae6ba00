import type { TextEditor } from 'vscode';
import type { Asked, AskParams } from '../../server/src/lsp/commands';

/** Where the user is. */
export function standpoint(editor: TextEditor | undefined): Asked {
  if (!editor) return {};
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

/** The same with what is selected or, in a file of any language, the URL under the cursor. */
export function selection(editor: TextEditor | undefined): AskParams {
  if (!editor) return {};
  const { document, selection: selected } = editor;
  const url = document.getWordRangeAtPosition(selected.active, /https?:\/\/[^\s"'`<>()]+/);
  const range = selected.isEmpty ? url : selected;
  return { ...standpoint(editor), selected: range ? document.getText(range) : '' };
}
