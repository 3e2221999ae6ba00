import { type CodeAction, CodeActionKind, type Connection } from 'vscode-languageserver/node';
import { gatewayAt } from '../features/egress-gateways';
import { isOld, migrate } from '../features/migrate';
import { type NeighbourHere, neighboursHere, runNeighbour } from '../features/neighbours-here';
import type { Editor } from './editor';
import type { Folder } from './folder';
import { type Planned, type PlanResult, reshaped } from './planned';

/** What an action carries to the moment at which somebody wants it. */
interface Wanted {
  readonly uri: string;
  readonly id: string;
  readonly host: string;
}

/** What an editor is told of changes that somebody chose without a preview. */
export type Made = Pick<Planned, 'summary' | 'guide'> & { readonly subject: string };

const migration = { id: 'migrate', host: '', title: 'Migrate this file from an older Istio' };

/** What can be done at an offset; with the edit of each only where the editor does not ask for that later. */
export function refactors(folder: Folder, uri: string, offset: number, editor: Editor): CodeAction[] {
  const path = folder.pathOf(uri);
  const { workspace, findings } = folder;
  const possible = [
    ...neighboursHere(workspace, path, offset),
    ...(isOld(workspace, findings, path, offset) ? [migration] : []),
  ];
  const changes = possible.flatMap((it): CodeAction[] => {
    const data: Wanted = { uri, id: it.id, host: it.host };
    const action: CodeAction = { title: it.title, kind: CodeActionKind.RefactorRewrite, data };
    if (resolvesActions(editor)) return [action];
    const result = reshape(folder, path, it, editor);
    return 'problem' in result ? [] : [{ ...action, edit: result.edit }];
  });
  return [...changes, ...additions(folder, path, offset, editor)];
}

/** What the editor's own command asks more of. */
function additions({ workspace }: Folder, path: string, offset: number, { addHostCommand }: Editor): CodeAction[] {
  const found = addHostCommand === undefined ? undefined : gatewayAt(workspace, path, offset);
  if (!found || addHostCommand === undefined) return [];
  const title = 'Add host to this Gateway…';
  const command = { title, command: addHostCommand, arguments: [found.gateway] };
  return [{ title, kind: CodeActionKind.RefactorRewrite, command }];
}

/** Whether the editor asks for the edit of an action when that is chosen. */
export const resolvesActions = ({ capabilities }: Editor): boolean =>
  !!capabilities.textDocument?.codeAction?.resolveSupport?.properties.includes('edit');

const reshape = (
  folder: Folder,
  path: string,
  wanted: Pick<NeighbourHere, 'id' | 'host'>,
  { capabilities }: Editor,
): PlanResult =>
  reshaped(
    folder,
    wanted.id === migration.id
      ? migrate(folder.workspace, folder.findings, [path])
      : runNeighbour(folder.workspace, path, wanted),
    capabilities,
  );

/** The action with its edit; the editor is told what goes with it, or why it cannot be done. */
export function resolved(
  action: CodeAction,
  folderOf: (uri: string) => Folder,
  editor: Editor,
  { window }: Connection,
): CodeAction {
  const wanted = action.data as Wanted | undefined;
  if (!wanted?.uri) return action;
  const folder = folderOf(wanted.uri);
  const path = folder.pathOf(wanted.uri);
  const result = reshape(folder, path, wanted, editor);
  if ('problem' in result) {
    window.showWarningMessage(result.problem);
    return action;
  }
  const { edit, summary, guide } = result;
  const { madeCommand } = editor;
  if (madeCommand === undefined) {
    const notes = guide.flatMap(({ lines }) => lines);
    if (notes.length > 0) window.showInformationMessage(notes.join(' '));
    return { ...action, edit };
  }
  const made: Made = { subject: wanted.host || path, summary, guide };
  return { ...action, edit, command: { title: action.title, command: madeCommand, arguments: [made] } };
}
