import { diffArrays, diffLines } from 'diff';
import type { ChangedObject } from '../generate/changed-objects';
import { readDocument } from '../model/document';
import type { TextEdit } from '../text/edit';
import { type Part, split } from '../yaml/split';

/** An edit of the old text, and where what it brings is in the new one. */
export interface LineEdit extends TextEdit {
  readonly newStart: number;
}

/**
 * What makes one text of another, by whole lines and document by document: an object that is new is brought in one edit, and
 * not woven into the lines of one that looks like it.
 */
export function lineEdits(before: string, after: string): LineEdit[] {
  const old = split(before);
  const parts = split(after);
  const edits: LineEdit[] = [];
  let [oldIndex, newIndex] = [0, 0];
  for (const { added, removed, count } of diffArrays(old.map(identity), parts.map(identity)))
    for (let i = 0; i < count; i++) {
      const from = added ? undefined : old[oldIndex++];
      const to = removed ? undefined : parts[newIndex++];
      const next = old[oldIndex]?.start ?? before.length;
      if (from && to) edits.push(...withinDocument(from, to));
      else if (to) edits.push({ span: { start: next, end: next }, newText: to.text, newStart: to.start });
      else if (from) edits.push({ span: { start: from.start, end: next }, newText: '', newStart: 0 });
    }
  return edits.filter(({ span, newText }) => span.end > span.start || newText !== '');
}

function withinDocument(old: Part, part: Part): LineEdit[] {
  const edits: LineEdit[] = [];
  let start = old.start;
  let newStart = part.start;
  let end = start;
  let newText = '';
  const finish = (): void => {
    if (end > start || newText !== '') edits.push({ span: { start, end }, newText, newStart });
    newStart += newText.length;
    start = end;
    newText = '';
  };
  for (const { added, removed, value } of diffLines(old.text, part.text)) {
    if (removed) end += value.length;
    else if (added) newText += value;
    else {
      finish();
      start += value.length;
      newStart += value.length;
      end = start;
    }
  }
  finish();
  return edits;
}

/** What stays of a document when it is edited: the objects that it holds. */
function identity({ text }: Part): string {
  const names = readDocument(text).resources.map((it) => [it.type, it.namespace?.value, it.name?.value].join(' '));
  return names.length > 0 ? names.join(', ') : text;
}

/** Whether an edit changes an object that was there, in place of bringing a new one. */
export function changesKnown(edit: LineEdit, objects: readonly ChangedObject[]): boolean {
  const end = edit.newStart + edit.newText.length;
  return objects.some(({ fate, span }) => fate === 'changed' && !!span && edit.newStart < span.end && span.start < end);
}
