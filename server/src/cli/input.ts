import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { decode, type Problem, type ReadText, readSettingsFile, readText, ruleIds, walk } from '../disk';
import { mayHoldObjects } from '../model/document';
import { isKustomization } from '../workspace/kustomize';
import { readSettings, type Settings } from '../workspace/settings';
import { Workspace } from '../workspace/workspace';
import { split } from '../yaml/split';
import { look, workspaceRoot } from './asked';
import { readIncluded } from './included';
import { slashes } from './paths';

/** What standard input is called wherever a file is named. */
const standardInput = '<stdin>';

/**
 * Reads what the words of a call name, or the working directory where there are none, and what kustomizations in it include.
 * What can't be read is a problem, and the rest is read all the same. `flags` go before the settings file; `onFile` is told
 * how many files have been read.
 */
export async function readInput(
  words: readonly string[],
  flags: Partial<Settings>,
  onFile: (files: number) => void,
): Promise<Input> {
  const asked = (words.length > 0 ? words : ['.']).map(look);
  const input = new Input(workspaceRoot(asked), flags, onFile);
  for (const it of asked) {
    if (it.kind === 'nothing') input.problems.push(it.problem);
    else if (it.kind === 'standard input') await input.readStandardInput();
    else if (it.kind === 'folder') input.readFolder(it.path);
    else input.readFile(it.path);
  }
  input.readIncluded();
  return input;
}

/** What one call is about: its paths as one workspace. */
export class Input {
  readonly workspace: Workspace;
  /** Those of the settings file, and those of the files that could not be read. */
  readonly problems: Problem[];
  files = 0;
  documents = 0;
  readonly #root: string;
  readonly #onFile: (files: number) => void;
  readonly #seen = new Set<string>();

  constructor(root: string, flags: Partial<Settings>, onFile: (files: number) => void) {
    const { settings, problems } = workspaceSettings(root, flags);
    this.#root = root;
    this.#onFile = onFile;
    this.workspace = new Workspace(settings);
    this.problems = problems.map((it) => ({ ...it, file: this.show(it.file) }));
  }

  /** How a path of the workspace is shown: relative to the working directory, with `/`. */
  show(path: string): string {
    return path === standardInput ? path : slashes(relative('.', resolve(this.#root, path))) || '.';
  }

  /** The path of a file, or of one of that name in the folder. */
  pathOf(target: string, name: string): string {
    const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false;
    return slashes(relative(this.#root, isFolder ? join(target, name) : target));
  }

  /** The file behind a path of the workspace; `undefined` for standard input. */
  fileOf(path: string): string | undefined {
    return path === standardInput ? undefined : join(this.#root, path);
  }

  async readStandardInput(): Promise<void> {
    if (this.#isNew(standardInput)) this.#take(standardInput, decode(await everything(process.stdin)));
  }

  readFile(file: string): void {
    this.#read(slashes(relative(this.#root, file)));
  }

  readFolder(folder: string): void {
    for (const found of walk(this.#root, this.workspace.settings.exclude, slashes(relative(this.#root, folder)))) {
      if ('path' in found) this.#read(found.path);
      else this.problems.push({ ...found.problem, file: this.show(found.problem.file) });
    }
  }

  readIncluded(): void {
    readIncluded(this.workspace, this.#root, (path) => this.#read(path));
  }

  #read(path: string): void {
    if (this.#isNew(path)) this.#take(path, readText(join(this.#root, path)));
  }

  #isNew(path: string): boolean {
    const before = this.#seen.size;
    return this.#seen.add(path).size > before;
  }

  /** A file without any of our kinds is counted, and no memory is spent on it. */
  #take(path: string, content: ReadText): void {
    if ('problem' in content) {
      this.problems.push({ file: this.show(path), message: content.problem });
      return;
    }
    this.#onFile(++this.files);
    this.documents += split(content.text).filter((it) => isWritten.test(it.text)).length;
    if (mayHoldObjects(content.text) || isKustomization(path)) this.workspace.set(path, content.text);
  }
}

/** The settings of a workspace and what is wrong with them; the command line goes before the file. */
export function workspaceSettings(root: string, flags: Partial<Settings>) {
  const { values, problems } = readSettingsFile(root);
  return { settings: readSettings({ ...values, ...flags }, ruleIds).settings, problems };
}

/** A line that is neither a comment nor the mark of a document. */
const isWritten = /^(?!(?:---|\.\.\.)\s*$)[ \t]*[^\s#%]/m;

async function everything(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
