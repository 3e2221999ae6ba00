import type { Workspace } from '../workspace/workspace';

/** What becomes of one file. */
export interface FileChange {
  readonly path: string;
  /** `undefined` for a file that is new. */
  readonly before: string | undefined;
  /** `undefined` for a file of which nothing is left. */
  readonly after: string | undefined;
}

/** The same of a file that there is in the end. */
export interface WrittenFile extends FileChange {
  readonly after: string;
}

/** Puts a file's text in place of what was there; `undefined` removes the file. */
export type Write = (path: string, text: string | undefined) => void;

/** Does something to a workspace that may need to see what it has done so far, and undoes it again. */
export function trial<T>(
  workspace: Workspace,
  run: (write: Write) => T,
): { readonly result: T; readonly changes: readonly FileChange[] } {
  const before = new Map<string, string | undefined>();
  const textOf = (path: string): string | undefined =>
    workspace.documents(path).length > 0 ? workspace.text(path) : undefined;
  const write: Write = (path, text) => {
    if (!before.has(path)) before.set(path, textOf(path));
    workspace.set(path, text);
  };
  try {
    const result = run(write);
    const changes = [...before].map(([path, text]) => ({ path, before: text, after: textOf(path) }));
    return { result, changes: changes.filter((it) => it.before !== it.after) };
  } finally {
    for (const [path, text] of before) workspace.set(path, text);
  }
}
