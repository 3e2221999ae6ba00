import {
  type CodeAction,
  CodeActionKind,
  type Connection,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { isOld, migrate } from '../features/migrate';
import { type NeighbourHere, neighboursHere, runNeighbour } from '../features/neighbours-here';
import type { Reshaped } from '../generate/removal';
import type { FileChange } from '../generate/trial';
import { Ranges } from './convert';
import type { Folder } from './folder';

/** What an action carries to the moment at which somebody wants it. */
interface Wanted {
  readonly uri: string;
  readonly id: string;
  readonly host: string;
}

const migration = { id: 'migrate', host: '', title: 'Migrate the manifests of this file from an older Istio' };

/** What can be done at an offset; with the edit of each only where the editor does not ask for that later. */
export function refactors(folder: Folder, uri: string, offset: number, isLazy: boolean): CodeAction[] {
  const path = folder.pathOf(uri);
  const { workspace, findings } = folder;
  const possible = [
    ...neighboursHere(workspace, path, offset),
    ...(isOld(workspace, findings, path, offset) ? [migration] : []),
  ];
  return possible.flatMap((it): CodeAction[] => {
    const data: Wanted = { uri, id: it.id, host: it.host };
    const action: CodeAction = { title: it.title, kind: CodeActionKind.RefactorRewrite, data };
    if (isLazy) return [action];
    const result = reshape(folder, path, it);
    return result.problem === undefined ? [{ ...action, edit: workspaceEdit(folder, result.changes) }] : [];
  });
}

const reshape = (folder: Folder, path: string, wanted: Pick<NeighbourHere, 'id' | 'host'>): Reshaped =>
  wanted.id === migration.id
    ? migrate(folder.workspace, folder.findings, [path])
    : runNeighbour(folder.workspace, path, wanted);

/** The action with its edit; the editor is told what goes with it, or why it cannot be done. */
export function resolved(action: CodeAction, folderOf: (uri: string) => Folder, { window }: Connection): CodeAction {
  const wanted = action.data as Wanted | undefined;
  if (!wanted?.uri) return action;
  const folder = folderOf(wanted.uri);
  const result = reshape(folder, folder.pathOf(wanted.uri), wanted);
  if (result.problem !== undefined) {
    window.showWarningMessage(result.problem);
    return action;
  }
  if (result.notes.length > 0) window.showInformationMessage(result.notes.join(' '));
  return { ...action, edit: workspaceEdit(folder, result.changes) };
}

/** The answer to a command: an edit to be applied by the editor, with what to know of it, or a problem. */
export const answered = (folder: Folder, result: Reshaped): object =>
  result.problem === undefined
    ? { edit: workspaceEdit(folder, result.changes), notes: result.notes }
    : { problem: result.problem };

function workspaceEdit(folder: Folder, changes: readonly FileChange[]): WorkspaceEdit {
  const ranges = new Ranges(folder);
  return {
    documentChanges: changes.flatMap(({ path, before, after }): NonNullable<WorkspaceEdit['documentChanges']> => {
      const uri = folder.uriOf(path);
      if (after === undefined && uri.startsWith('file:')) return [{ kind: 'delete' as const, uri }];
      const edit = textEdit(folder, ranges, path, before ?? '', after ?? '');
      return before === undefined ? [{ kind: 'create' as const, uri }, edit] : [edit];
    }),
  };
}

/** What is between the beginning and the end that both texts have in common. */
function textEdit(folder: Folder, ranges: Ranges, path: string, before: string, after: string): TextDocumentEdit {
  const uri = folder.uriOf(path);
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  const range = ranges.rangeIn(path, { start, end: before.length - same });
  return {
    textDocument: { uri, version: folder.versionOf(uri) },
    edits: [{ range, newText: after.slice(start, after.length - same) }],
  };
}
