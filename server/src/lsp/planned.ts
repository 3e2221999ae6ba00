import type { ClientCapabilities, Range, WorkspaceEdit } from 'vscode-languageserver/node';
import { changedObjects, type Fate } from '../generate/changed-objects';
import { egressGuide, type GuideSection } from '../generate/guide';
import type { Reshaped } from '../generate/removal';
import type { FileChange } from '../generate/trial';
import { LineIndex } from '../text/line-index';
import type { Folder } from './folder';
import { exists } from './place';
import { type PlannedChange, plannedEdit } from './planned-edit';

type Changed = Extract<Reshaped, { readonly changes: unknown }>;

/** What an editor shows before it makes changes, and then makes; or why they cannot be had, in one sentence. */
export type PlanResult = Planned | { readonly problem: string };

export interface Planned {
  readonly edit: WorkspaceEdit;
  /** Such as `5 changes in 2 files`. */
  readonly summary: string;
  readonly changes: readonly ShownChange[];
  /** What is to be known; empty for nothing. */
  readonly guide: readonly GuideSection[];
}

/** One object that changes, in words, and where it will be. */
export interface ShownChange {
  readonly object: string;
  readonly fate: Fate;
  /** As the folder calls the file. */
  readonly file: string;
  readonly fileFate: Fate;
  readonly uri: string;
  /** Absent for an object that is taken away. */
  readonly range?: Range;
}

/** Changes of the folder as the editor is told of them. */
export function planned(
  folder: Folder,
  given: readonly FileChange[],
  guide: readonly GuideSection[],
  client: ClientCapabilities,
): Planned {
  const changes = given.map((it) => ({
    ...it,
    objects: changedObjects(it),
    isCreated: it.before === undefined && !folder.open.has(it.path) && !exists(folder, it.path),
  }));
  return {
    edit: plannedEdit(changes, folder, client),
    summary: summaryOf(changes),
    changes: changes.flatMap((it) => shown(folder, it)),
    guide,
  };
}

/** The answer to whoever wants objects that are there to be others. */
export const reshaped = (folder: Folder, result: Reshaped, client: ClientCapabilities): PlanResult =>
  result.problem === undefined
    ? planned(folder, result.changes, guideOf(result, folder), client)
    : { problem: result.problem };

function guideOf({ changes, notes, requests }: Changed, { workspace }: Folder): readonly GuideSection[] {
  if (requests) return egressGuide(requests, { changes, needs: notes }, workspace);
  return notes.length > 0 ? [{ title: 'What goes with it', lines: notes }] : [];
}

function summaryOf(changes: readonly PlannedChange[]): string {
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  const objects = changes.reduce((sum, it) => sum + Math.max(it.objects.length, 1), 0);
  return changes.length === 0
    ? 'Nothing to change: the requests already go that way'
    : `${count(objects, 'change')} in ${count(changes.length, 'file')}`;
}

function shown(folder: Folder, { path, after, objects, isCreated }: PlannedChange): ShownChange[] {
  const lines = new LineIndex(after ?? '');
  return objects.map(({ type, name, fate, span }) => ({
    object: `${type} ${name}`,
    fate,
    file: path,
    fileFate: isCreated ? 'new' : after === undefined ? 'removed' : 'changed',
    uri: folder.uriOf(path),
    ...(span ? { range: { start: lines.position(span.start), end: lines.position(span.end) } } : {}),
  }));
}
