import type { ClientCapabilities, WorkspaceEdit } from 'vscode-languageserver/node';
import type { ChangedObject } from '../generate/changed-objects';
import type { FileChange } from '../generate/trial';
import { LineIndex } from '../text/line-index';
import type { Folder } from './folder';
import { changesKnown, type LineEdit, lineEdits } from './line-edits';

/** The reasons by which an editor groups the changes. */
const reasons = {
  new: { label: 'New objects', description: 'Nothing in the folder says this yet' },
  changed: { label: 'Changes to objects that are there', description: 'Lines that are not shown stay as they are' },
  removed: { label: 'Taken away', description: 'Nothing else needs it' },
} as const;
type Reason = keyof typeof reasons;

/** What becomes of a file, with the objects that are not as they were. */
export interface PlannedChange extends FileChange {
  readonly objects: readonly ChangedObject[];
  /** There is no such file yet. */
  readonly isCreated: boolean;
}

/** The changes as the editor applies them: line by line, and with their reasons where the editor can show these. */
export function plannedEdit(
  changes: readonly PlannedChange[],
  folder: Folder,
  client: ClientCapabilities,
): WorkspaceEdit {
  const isAnnotated = client.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
  const because = (annotationId: Reason) => (isAnnotated ? { annotationId } : {});
  const documentChanges = changes.flatMap((change): NonNullable<WorkspaceEdit['documentChanges']> => {
    const { path, before = '', after = '', isCreated } = change;
    const uri = folder.uriOf(path);
    if (change.after === undefined && uri.startsWith('file:'))
      return [{ kind: 'delete' as const, uri, ...because('removed') }];
    const lines = new LineIndex(before);
    const edits = lineEdits(before, after).map((it) => ({
      range: { start: lines.position(it.span.start), end: lines.position(it.span.end) },
      newText: it.newText,
      ...because(reasonOf(it, change)),
    }));
    const create = { kind: 'create' as const, uri, options: { ignoreIfExists: true }, ...because('new') };
    return [...(isCreated ? [create] : []), { textDocument: { uri, version: folder.versionOf(uri) }, edits }];
  });
  return { documentChanges, ...(isAnnotated ? { changeAnnotations: reasons } : {}) };
}

const reasonOf = (edit: LineEdit, { objects }: PlannedChange): Reason =>
  edit.newText === '' ? 'removed' : changesKnown(edit, objects) ? 'changed' : 'new';
