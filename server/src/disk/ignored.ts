import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { folderOf } from '../workspace/folder';
import { anchored } from './gitignore';
import { nearestFolderWith } from './upward';

/** Nothing below a folder of these names is ever read. */
const neverRead: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** As git has it: upper and lower case differ where the usual file systems tell them apart. */
const options = { ignorecase: process.platform === 'win32' || process.platform === 'darwin' };

/**
 * What of a folder is not read: what git ignores there (by the `.gitignore` files in it and above it, up to the
 * repository's root, and by `.git/info/exclude`) and what the settings exclude. A folder that git ignores as a whole has
 * been chosen by name, so what is above it is left aside.
 */
export class Ignored {
  /** The patterns of all files are told relative to this folder. */
  readonly #top: string;
  /** From there to the folder at hand, with `/` at its end; or empty. */
  readonly #prefix: string;
  readonly #excluded: Ignore;
  readonly #rules = new Map<string, Ignore>();

  constructor(root: string, exclude: readonly string[]) {
    this.#excluded = ignore(options).add(exclude);
    const repository = nearestFolderWith(root, ['.git']) ?? root;
    const below = relative(repository, root).split(sep).join('/');
    const chosen = below !== '' && ignoredBy(this.#rulesAt(repository, folderOf(below)), `${below}/`);
    if (chosen) this.#rules.clear();
    this.#top = chosen ? root : repository;
    this.#prefix = chosen || below === '' ? '' : `${below}/`;
  }

  /** Whether the path, or a folder that it is in, is ignored. The path is relative to the folder, with `/`. */
  has(path: string, isFolder: boolean): boolean {
    if (path.split('/').some((name) => neverRead.has(name))) return true;
    const end = isFolder ? '/' : '';
    if (ignoredBy(this.#excluded, path + end)) return true;
    const full = this.#prefix + path;
    return ignoredBy(this.#rulesAt(this.#top, folderOf(full)), full + end);
  }

  /** The rules for what is in a folder; those of the nearest `.gitignore` count most, so they come last. */
  #rulesAt(top: string, folder: string): Ignore {
    const known = this.#rules.get(folder);
    if (known) return known;
    const place = join(top, folder);
    // another repository inside of this one follows its own rules only
    const first = folder === '' || existsSync(join(place, '.git'));
    const files = first ? ['.git/info/exclude', '.gitignore'] : ['.gitignore'];
    const own = files.flatMap((file) => anchored(contents(join(place, file)), folder));
    const inherited = first ? ignore(options) : this.#rulesAt(top, folderOf(folder));
    const rules = own.length === 0 ? inherited : ignore(options).add(inherited).add(own);
    this.#rules.set(folder, rules);
    return rules;
  }
}

const ignoredBy = (rules: Ignore, path: string): boolean => rules.ignores(path);

/** Empty where the file is missing or may not be read, as git takes it. */
function contents(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
