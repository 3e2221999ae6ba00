import { snippets } from '../generate/scenarios/snippets';
import { lineEnding } from '../text/edit';
import { lineEnd, lineStart } from '../text/line';
import type { Workspace } from '../workspace/workspace';
import { split } from '../yaml/split';
import type { Completion } from './completion/completion';

/** The snippets, where a document may begin: in one that has nothing but comments, at the start of a line. */
export function snippetsAt(workspace: Workspace, path: string, offset: number): Completion[] {
  const text = workspace.text(path);
  const replace = wordAt(text, offset);
  if (!replace || path.endsWith('.json') || !isAlone(text, replace)) return [];
  const eol = lineEnding(text);
  return snippets().map(({ prefix, title, description, body }, order) => ({
    label: prefix,
    kind: 'snippet',
    detail: title,
    documentation: description,
    insert: body.trimEnd().replaceAll('\n', eol),
    snippet: true,
    replace,
    beside: [],
    // the keys of an object come before them
    sort: afterKeys + order,
    continues: false,
  }));
}

const afterKeys = 1000;

/** The word at the cursor, which may be empty; `undefined` where something else is on its line. */
function wordAt(text: string, offset: number): { start: number; end: number } | undefined {
  const start = lineStart(text, offset);
  const word = text.slice(start, lineEnd(text, start)).trimEnd();
  return /^(?:[a-z][\w-]*)?$/i.test(word) && offset <= start + word.length
    ? { start, end: start + word.length }
    : undefined;
}

function isAlone(text: string, { start, end }: { readonly start: number; readonly end: number }): boolean {
  // with a line more, as what ends a document at the very end of a file begins none there
  const part = split(`${text}\n`).findLast((it) => it.start <= start);
  if (!part) return true;
  const rest = part.text.slice(0, start - part.start) + part.text.slice(end - part.start);
  return /^\uFEFF?(?:(?:---|%.*)?[ \t]*(?:#.*)?(?:\r?\n|$))*$/.test(rest);
}
