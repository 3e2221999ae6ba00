import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isRead } from '../disk';
import { type FailureListener, Findings } from '../features/findings';
import { Workspace } from '../workspace/workspace';
import type { OpenDocument } from './documents';

/** One folder of the window, which is a workspace of its own: nothing in it is seen from another. */
export class Folder {
  /** Absolute, without a separator at its end. */
  readonly root: string;
  readonly workspace = new Workspace();
  readonly findings: Findings;
  /** By their path in the workspace. */
  readonly open = new Map<string, OpenDocument>();
  /** The files that the editor was last told findings of. */
  readonly published = new Set<string>();

  constructor(root: string, onFailure: FailureListener) {
    this.root = root;
    this.findings = new Findings(this.workspace, onFailure);
  }

  /** Whether the folder has the file. */
  holds(uri: string): boolean {
    const file = filePath(uri);
    return (
      file !== undefined &&
      (file === this.root || file.startsWith(this.root.endsWith(sep) ? this.root : this.root + sep))
    );
  }

  /** The path in the workspace: relative to the root, with `/`; for what is not a file, such as an untitled one, its URI. */
  pathOf(uri: string): string {
    const file = filePath(uri);
    return file === undefined ? uri : relative(this.root, file).replaceAll(sep, '/');
  }

  /** The URI as the editor writes it, where the file is open. */
  uriOf(path: string): string {
    const open = this.open.get(path);
    if (open) return open.uri;
    return isUri(path) ? path : pathToFileURL(resolve(this.root, path)).href;
  }

  /** Whether the folder's file is one that is looked at: YAML or JSON, ignored neither by git nor by the settings. */
  isRead(path: string): boolean {
    return isRead(this.root, path, this.workspace.settings.exclude);
  }

  /** `null` for a file that is not open, as the protocol wants it. */
  versionOf(uri: string): number | null {
    return this.open.get(this.pathOf(uri))?.version ?? null;
  }
}

/** The file that a `file:` URI names; `undefined` for other schemes and for what is no valid URI. */
export function filePath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

const isUri = (path: string): boolean => /^[a-z][a-z0-9+.-]+:/i.test(path);
