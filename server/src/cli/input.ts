import { statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { decode, type Problem, type ReadText, readSettingsFile, readText, ruleIds, walk } from '../disk';
import { mayHoldObjects } from '../model/document';
import { isKustomization } from '../workspace/kustomize';
import { readSettings, type Settings } from '../workspace/settings';
import { Workspace } from '../workspace/workspace';
import { split } from '../yaml/split';
import { readIncluded } from './included';
import { workspaceRoot } from './workspace-root';

/** What one call is about: its paths as one workspace. */
export interface Input {
  readonly workspace: Workspace;
  readonly problems: readonly Problem[];
  readonly files: number;
  readonly documents: number;
  /** The file behind a path of the workspace; `undefined` for standard input. */
  readonly fileOf: (path: string) => string | undefined;
  /** How a path of the workspace is shown: relative to the working directory, with `/`. */
  readonly show: (path: string) => string;
}

/** What standard input is called wherever a file is named. */
export const standardInput = '<stdin>';

/** A path of the call. Its `kind` is what is there; `problem` says why nothing can be. */
type Asked =
  | { readonly kind: 'file' | 'folder'; readonly absolute: string }
  | { readonly kind: 'standard input' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * Reads files, folders and `-`, and what kustomizations in them include; the working directory where there are none. What
 * can't be read is a problem, and the rest is read all the same. `flags` go before the settings file.
 */
export async function readInput(
  paths: readonly string[],
  flags: Partial<Settings>,
  onFile: (files: number) => void,
): Promise<Input> {
  const asked = (paths.length > 0 ? paths : ['.']).map(look);
  const root = workspaceRoot(foldersOf(asked));
  const show = (path: string): string =>
    path === standardInput ? path : slashes(relative('.', resolve(root, path))) || '.';
  const { settings, problems: wrong } = workspaceSettings(root, flags);
  const problems = wrong.map((it) => ({ ...it, file: show(it.file) }));
  const workspace = new Workspace(settings);
  const seen = new Set<string>();
  let files = 0;
  let documents = 0;

  for (const it of asked) {
    if (it.kind === 'problem') problems.push(it.problem);
    else if (it.kind === 'standard input') {
      if (first(standardInput)) take(standardInput, decode(await everything(process.stdin)));
    } else if (it.kind === 'file') read(slashes(relative(root, it.absolute)));
    else
      for (const found of walk(root, settings.exclude, slashes(relative(root, it.absolute)))) {
        if ('path' in found) read(found.path);
        else problems.push({ ...found.problem, file: show(found.problem.file) });
      }
  }
  readIncluded(workspace, root, read);
  return {
    workspace,
    problems,
    files,
    documents,
    fileOf: (path) => (path === standardInput ? undefined : join(root, path)),
    show,
  };

  function read(path: string): void {
    if (first(path)) take(path, readText(join(root, path)));
  }

  function first(path: string): boolean {
    const before = seen.size;
    return seen.add(path).size > before;
  }

  function take(path: string, content: ReadText): void {
    if ('problem' in content) {
      problems.push({ file: show(path), message: content.problem });
      return;
    }
    onFile(++files);
    documents += split(content.text).filter((it) => written.test(it.text)).length;
    if (mayHoldObjects(content.text) || isKustomization(path)) workspace.set(path, content.text);
  }
}

/** The settings of a workspace and what is wrong with them; the command line goes before the file. */
export function workspaceSettings(root: string, flags: Partial<Settings>) {
  const { values, problems } = readSettingsFile(root);
  return { settings: readSettings({ ...values, ...flags }, ruleIds).settings, problems };
}

/** A line that is neither a comment nor the mark of a document. */
const written = /^(?!(?:---|\.\.\.)\s*$)[ \t]*[^\s#%]/m;

function look(path: string): Asked {
  if (path === '-') return { kind: 'standard input' };
  const absolute = resolve(path);
  try {
    return { kind: statSync(absolute).isDirectory() ? 'folder' : 'file', absolute };
  } catch {
    const read = readText(absolute);
    const message = 'problem' in read ? read.problem : 'It has just changed: try again.';
    return { kind: 'problem', problem: { file: slashes(path), message } };
  }
}

function foldersOf(asked: readonly Asked[]): string[] {
  const folders = asked.flatMap((it) => {
    if (it.kind === 'folder') return it.absolute;
    return it.kind === 'file' ? dirname(it.absolute) : [];
  });
  return folders.length > 0 ? folders : [resolve('.')];
}

const slashes = (path: string): string => path.split(sep).join('/');

async function everything(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
