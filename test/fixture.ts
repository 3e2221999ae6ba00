import type { DocumentEdit } from '../server/src/generate/edit';
import { applyEdits } from '../server/src/text/edit';
import type { Settings } from '../server/src/workspace/settings';
import { defaultSettings } from '../server/src/workspace/settings';
import { type Location, Workspace } from '../server/src/workspace/workspace';

export interface Mark extends Location {
  readonly text: string;
}

export interface Fixture {
  readonly workspace: Workspace;
  readonly files: ReadonlyMap<string, string>;
  /** The first file. */
  readonly main: string;
  readonly marks: readonly Mark[];
  readonly cursor: { readonly path: string; readonly offset: number };
}

/**
 * A workspace in one string. `#- path` starts a file (a lone file may go without), `$0` is the cursor, and a comment of
 * carets marks a span of the line above it, with a text behind.
 */
export function fixture(source: string, settings: Partial<Settings> = {}): Fixture {
  const sections = source.replace(/^\n/, '').split(/^#- (.+)\n/m);
  if (sections[0] === '') sections.shift();
  else sections.unshift('main.yaml');
  const workspace = new Workspace({ ...defaultSettings, ...settings });
  const files = new Map<string, string>();
  const marks: Mark[] = [];
  let cursor = { path: sections[0] ?? '', offset: 0 };
  for (let i = 0; i < sections.length; i += 2) {
    const path = sections[i] ?? '';
    let text = '';
    let lineStart = 0;
    for (const line of (sections[i + 1] ?? '').replace(/\n$/, '').split('\n')) {
      const mark = /^(#? *)(\^+) ?(.*)$/.exec(line);
      if (mark) {
        const [, before = '', carets = '', message = ''] = mark;
        marks.push({
          path,
          span: { start: lineStart + before.length, end: lineStart + before.length + carets.length },
          text: message,
        });
        continue;
      }
      lineStart = text.length;
      const column = line.indexOf('$0');
      if (column >= 0) cursor = { path, offset: lineStart + column };
      text += `${line.replace('$0', '')}\n`;
    }
    files.set(path, text);
    workspace.set(path, text);
  }
  return { workspace, files, main: sections[0] ?? '', marks, cursor };
}

/** The files after the edits; only those that change. */
export function edited(
  { workspace, files }: Pick<Fixture, 'workspace' | 'files'>,
  edits: readonly DocumentEdit[],
): Map<string, string> {
  const byPath = new Map<string, { span: { start: number; end: number }; newText: string }[]>();
  for (const { document, span, newText } of edits) {
    const location = workspace.locate({ document, span });
    byPath.set(location.path, [...(byPath.get(location.path) ?? []), { span: location.span, newText }]);
  }
  return new Map([...byPath].map(([path, own]) => [path, applyEdits(files.get(path) ?? '', own)]));
}
