import type { PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { Ranges } from './convert';
import type { Folder } from './folder';

type Send = (params: PublishDiagnosticsParams) => void;

/** How long one turn may take before others get theirs. */
const sliceMilliseconds = 10;

/**
 * Tells the editor what is found, in every file and whether it is open or not: the edited file in the next turn, then
 * the files that its change concerns, a slice at a time. A change that comes in between is taken in without starting over.
 */
export class Publisher {
  readonly #send: Send;
  readonly #pageOf: (ruleId: string) => string;
  readonly #waiting = new Map<Folder, Set<string>>();
  #scheduled = false;

  constructor(send: Send, pageOf: (ruleId: string) => string) {
    this.#send = send;
    this.#pageOf = pageOf;
  }

  /** The files given have changed; what else their change concerns is found out here. */
  schedule(folder: Folder, paths: Iterable<string>): void {
    const waiting = this.#waiting.get(folder) ?? new Set();
    this.#waiting.set(folder, new Set([...paths, ...waiting]));
    this.#wake();
  }

  /** Takes back everything that the editor was told of a folder. */
  clear(folder: Folder): void {
    this.#waiting.delete(folder);
    for (const path of folder.published) this.#send({ uri: folder.uriOf(path), diagnostics: [] });
    folder.published.clear();
  }

  #wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#slice());
  }

  #slice(): void {
    this.#scheduled = false;
    const end = performance.now() + sliceMilliseconds;
    for (const [folder, paths] of this.#waiting) {
      for (const path of folder.findings.takeStale()) paths.add(path);
      for (const path of paths) {
        paths.delete(path);
        this.#publish(folder, path);
        if (performance.now() < end) continue;
        this.#wake();
        return;
      }
      this.#waiting.delete(folder);
      // what was found meanwhile may be in files that were told of before
      const stale = folder.findings.takeStale();
      if (stale.size > 0) this.schedule(folder, stale);
    }
  }

  #publish(folder: Folder, path: string): void {
    const findings = folder.findings.of(path);
    if (findings.length === 0 && !folder.published.delete(path)) return;
    if (findings.length > 0) folder.published.add(path);
    const ranges = new Ranges(folder);
    const version = folder.open.get(path)?.version;
    this.#send({
      uri: folder.uriOf(path),
      ...(version === undefined ? {} : { version }),
      diagnostics: findings.map((it) => ranges.diagnostic(it, this.#pageOf)),
    });
  }
}
