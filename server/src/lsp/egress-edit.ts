import type { ClientCapabilities, WorkspaceEdit } from 'vscode-languageserver/node';
import type { ChangedObject } from '../generate/changed-objects';
import type { WrittenFile } from '../generate/trial';
import { LineIndex } from '../text/line-index';
import type { Folder } from './folder';
import { changesKnown, lineEdits } from './line-edits';

/** The reasons by which an editor groups the changes. */
const reasons = {
  new: { label: 'New objects', description: 'Nothing in the folder says this yet' },
  merged: { label: 'Merged into objects that are there', description: 'They get what they lack; nothing is replaced' },
} as const;

/** What becomes of a file, with the objects that are not as they were. */
export interface Change extends WrittenFile {
  readonly objects: readonly ChangedObject[];
  /** There is no such file yet. */
  readonly isCreated: boolean;
}

/** The changes as the editor applies them: line by line, and with their reasons where the editor can show these. */
export function egressEdit(changes: readonly Change[], folder: Folder, client: ClientCapabilities): WorkspaceEdit {
  const isAnnotated = client.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
  const annotated = (annotationId: keyof typeof reasons) => (isAnnotated ? { annotationId } : {});
  const documentChanges = changes.flatMap((change) => {
    const uri = folder.uriOf(change.path);
    const before = change.before ?? '';
    const lines = new LineIndex(before);
    const edits = lineEdits(before, change.after).map((it) => ({
      range: { start: lines.position(it.span.start), end: lines.position(it.span.end) },
      newText: it.newText,
      ...annotated(changesKnown(it, change.objects) ? 'merged' : 'new'),
    }));
    const textDocument = { uri, version: folder.versionOf(uri) };
    const create = { kind: 'create' as const, uri, options: { ignoreIfExists: true }, ...annotated('new') };
    return [...(change.isCreated ? [create] : []), { textDocument, edits }];
  });
  return { documentChanges, ...(isAnnotated ? { changeAnnotations: reasons } : {}) };
}
