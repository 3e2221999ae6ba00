import type { Document } from '../model/document';
import { applyEdits } from '../text/edit';
import { lastOfAll } from '../workspace/shelf';
import type { Workspace } from '../workspace/workspace';
import { parse } from '../yaml/parse';
import { insert } from '../yaml/write';
import type { Write, WrittenFile } from './trial';

/** Writes changes, and gives the documents that were not there before. */
export function changedDocuments(workspace: Workspace, changes: readonly WrittenFile[], write: Write): Document[] {
  const known = new Set(changes.flatMap(({ path }) => workspace.documents(path)));
  for (const { path, after } of changes) write(path, after);
  return changes.flatMap(({ path }) => workspace.documents(path)).filter((it) => !known.has(it));
}

/** Writes changes; where it is asked for, so that each object that is new is younger than all that is there. */
export function applied(
  workspace: Workspace,
  changes: readonly WrittenFile[],
  write: Write,
  isYoungest: boolean,
): void {
  const known = new Set(changes.flatMap(({ path }) => workspace.documents(path)).flatMap(identities));
  const changed = new Set(changedDocuments(workspace, changes, write));
  if (!isYoungest) return;
  for (const { path } of changes)
    write(
      path,
      workspace
        .documents(path)
        .map((it) => (changed.has(it) ? withAges(it, known) : it.text))
        .join(''),
    );
}

const identities = ({ resources }: Document): string[] => resources.map(identity);

const identity = ({ kind, namespace, name }: Document['resources'][number]): string =>
  [kind, namespace?.value, name?.value].join(' ');

/** A document whose objects say how old they are, but for those that are known. */
function withAges(document: Document, known: ReadonlySet<string>): string {
  let { text } = document;
  for (const resource of document.resources) {
    if (known.has(identity(resource))) continue;
    const { root } = parse(text);
    const edit = insert(text, root, [...resource.path, 'metadata', 'creationTimestamp'], lastOfAll);
    if (edit) text = applyEdits(text, [edit]);
  }
  return text;
}
