import { type Document, type FallbackType, readDocument } from '../model/document';
import type { KustomizationSpec } from '../model/kustomization';
import { detached } from '../text/detached';
import type { Span } from '../text/span';
import { resplit } from '../yaml/resplit';
import type { Part } from '../yaml/split';
import { File } from './file';
import { folderOf } from './folder';
import { isKustomization, type Membership, memberships } from './kustomize';
import { Memo, type MemoListener } from './memo';
import { Mesh, type MeshObject, type Place } from './mesh';
import type { ReadListener } from './remembered';
import { defaultSettings, type Settings } from './settings';

/** A span of a file: the address used at the edges. Paths are relative to the workspace, with `/`. */
export interface Location {
  readonly path: string;
  readonly span: Span;
}

interface Position {
  readonly file: File;
  index: number;
}

const kustomizationType: FallbackType = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

/**
 * The files, and the meshes that their objects make. The one mutable object of the core: what it hands out never
 * changes, and every question is answered at once, so a reader sees one state.
 */
export class Workspace {
  #settings: Settings;
  #documentsRead = 0;
  readonly #files = new Map<string, File>();
  readonly #positions = new WeakMap<Document, Position>();
  readonly #kustomizations = new Map<string, KustomizationSpec>();
  #membershipsOf: (path: string) => readonly Membership[];
  #meshes = new Map<string, Mesh>();
  /** Who belongs to which mesh has changed; made anew at the next question, however many changes come before it. */
  #meshesAreStale = false;
  readonly #memos: Pick<Memo<unknown>, 'clear' | 'drop'>[] = [];
  #onRead: ReadListener | undefined;

  constructor(settings: Settings = defaultSettings) {
    this.#settings = settings;
    this.#membershipsOf = memberships(this.#kustomizations, settings.meshes);
  }

  /** How many documents have been parsed so far; tests count the work of an edit by it. */
  get documentsRead(): number {
    return this.#documentsRead;
  }

  /** How much there is. */
  get size(): { readonly files: number; readonly objects: number } {
    const documents = [...this.#files.values()].flatMap((it) => it.documents);
    return { files: this.#files.size, objects: documents.reduce((sum, it) => sum + it.resources.length, 0) };
  }

  get settings(): Settings {
    return this.#settings;
  }

  configure(settings: Settings): void {
    this.#settings = settings;
    this.#markMeshesStale();
  }

  paths(): IterableIterator<string> {
    return this.#files.keys();
  }

  documents(path: string): readonly Document[] {
    return this.#files.get(path)?.documents ?? [];
  }

  /** The whole text of a file; empty where there is none. */
  text(path: string): string {
    return this.documents(path)
      .map((it) => it.text)
      .join('');
  }

  /** Puts a file's text in place of what was there; `undefined` removes the file. Unchanged documents are kept. */
  set(path: string, text: string | undefined): void {
    const file = this.#files.get(path) ?? new File(path);
    const old = file.documents;
    const { head, tail, parts } = text === undefined ? { head: 0, tail: 0, parts: [] } : resplit(old, text);
    const before = old.slice(head, old.length - tail);
    const after = this.#read(path, parts, before);
    file.documents = [...old.slice(0, head), ...after, ...old.slice(old.length - tail)];
    if (text === undefined) this.#files.delete(path);
    else this.#files.set(path, file);
    this.#place(file, head, after.length === before.length ? head + after.length : file.documents.length);
    if (isKustomization(path)) {
      this.#learnKustomization(path, file.documents);
      this.#markMeshesStale();
    }
    const kept = new Set(after);
    const known = new Set(before);
    for (const document of before) if (!kept.has(document)) this.#forget(document);
    for (const document of after) if (!known.has(document)) this.#learn(path, document);
  }

  /** The meshes that the document's objects belong to, with the objects as each has them. */
  meshesOf(document: Document): { readonly mesh: Mesh; readonly objects: readonly MeshObject[] }[] {
    const path = this.#positions.get(document)?.file.path;
    if (path === undefined) return [];
    if (this.#meshesAreStale) this.#rebuild();
    const names = new Set(this.#membershipsOf(path).map((it) => it.mesh));
    return [...names].flatMap((name) => {
      const mesh = this.#meshes.get(name);
      return mesh ? [{ mesh, objects: mesh.objectsOf(document) }] : [];
    });
  }

  /** The first of the meshes that objects of a file belong to, or would where there is no such file yet. */
  meshOf(path: string): Mesh {
    if (this.#meshesAreStale) this.#rebuild();
    const [membership] = this.#membershipsOf(path);
    return this.#mesh(membership?.mesh ?? '');
  }

  /** Where a place of the core is in its file. */
  locate({ document, span }: Place): Location {
    const position = this.#positions.get(document);
    const start = this.#start(position);
    return { path: position?.file.path ?? '', span: { start: start + span.start, end: start + span.end } };
  }

  /** The document at an offset of a file, and the offset in it. */
  documentAt(path: string, offset: number): { readonly document: Document; readonly offset: number } | undefined {
    const file = this.#files.get(path);
    const index = file?.indexAt(offset) ?? 0;
    const document = file?.documents[index];
    return file && document && { document, offset: offset - file.start(index) };
  }

  /** An answer for each document that is remembered until what it was made from changes. */
  memo<T>(compute: (document: Document) => T, listener: MemoListener): Memo<T> {
    const memo = new Memo<T>(compute, (onRead, computation) => this.#track(onRead, computation), listener);
    this.#memos.push(memo);
    return memo;
  }

  #start(position: Position | undefined): number {
    return position ? position.file.start(position.index) : 0;
  }

  #place(file: File, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const document = file.documents[index]!;
      const known = this.#positions.get(document);
      if (known) known.index = index;
      else this.#positions.set(document, { file, index });
    }
  }

  #track<T>(onRead: ReadListener, compute: () => T): T {
    const outer = this.#onRead;
    this.#onRead = onRead;
    try {
      return compute();
    } finally {
      this.#onRead = outer;
    }
  }

  /** The documents of some parts of a file; those that are the same as before are kept. */
  #read(path: string, parts: readonly Part[], before: readonly Document[]): Document[] {
    const reusable = new Map<string, Document[]>();
    for (const document of before) {
      const same = reusable.get(document.text);
      if (same) same.push(document);
      else reusable.set(document.text, [document]);
    }
    const fallback = isKustomization(path) ? kustomizationType : undefined;
    return parts.map(({ text }) => {
      const known = reusable.get(text)?.shift();
      if (known) return known;
      this.#documentsRead++;
      return readDocument(detached(text), fallback);
    });
  }

  #learn(path: string, document: Document): void {
    if (this.#meshesAreStale) return;
    for (const membership of this.#membershipsOf(path)) this.#mesh(membership.mesh).add(document, path, membership);
  }

  #forget(document: Document): void {
    for (const mesh of this.#meshes.values()) mesh.remove(document);
    for (const memo of this.#memos) memo.drop(document);
  }

  #mesh(name: string): Mesh {
    const known = this.#meshes.get(name);
    if (known) return known;
    const mesh = new Mesh(this.#settings, (signal) => this.#onRead?.(signal));
    this.#meshes.set(name, mesh);
    return mesh;
  }

  #learnKustomization(path: string, documents: readonly Document[]): void {
    const folder = folderOf(path);
    const resource = documents.flatMap((it) => it.resources).find((it) => it.kind === 'Kustomization');
    if (resource) this.#kustomizations.set(folder, resource.spec);
    else this.#kustomizations.delete(folder);
  }

  #markMeshesStale(): void {
    this.#meshesAreStale = true;
    for (const memo of this.#memos) memo.clear();
  }

  #rebuild(): void {
    this.#meshesAreStale = false;
    this.#membershipsOf = memberships(this.#kustomizations, this.#settings.meshes);
    this.#meshes = new Map();
    for (const { path, documents } of this.#files.values())
      for (const document of documents) this.#learn(path, document);
  }
}
