import { type Document, type FallbackType, readDocument } from '../model/document';
import type { KustomizationSpec } from '../model/kustomization';
import type { Span } from '../text/span';
import { split } from '../yaml/split';
import { isKustomization, type Membership, memberships } from './kustomize';
import { Memo } from './memo';
import { Mesh, type MeshObject, type Place } from './mesh';
import { defaultSettings, type Settings } from './settings';

/** A span of a file: the address used at the edges. Paths are relative to the workspace, with `/`. */
export interface Location {
  readonly path: string;
  readonly span: Span;
}

interface Position {
  readonly path: string;
  readonly start: number;
}

const kustomizationType: FallbackType = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

/**
 * The files, and the meshes that their objects make. The one mutable object of the core: what it hands out never
 * changes, and every question is answered at once, so a reader sees one state.
 */
export class Workspace {
  #settings: Settings;
  #revision = 0;
  #documentsRead = 0;
  readonly #files = new Map<string, readonly Document[]>();
  readonly #positions = new WeakMap<Document, Position>();
  readonly #kustomizations = new Map<string, KustomizationSpec>();
  #membershipsOf: (path: string) => readonly Membership[];
  #meshes = new Map<string, Mesh>();
  /** Who belongs to which mesh has changed; made anew at the next question, however many changes come before it. */
  #meshesAreStale = false;
  readonly #memos: Pick<Memo<unknown>, 'clear' | 'drop' | 'invalidate'>[] = [];
  #reads: Set<string> | undefined;

  constructor(settings: Settings = defaultSettings) {
    this.#settings = settings;
    this.#membershipsOf = memberships(this.#kustomizations, settings.meshes);
  }

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  /** How many documents have been parsed so far; tests count the work of an edit by it. */
  get documentsRead(): number {
    return this.#documentsRead;
  }

  /** How much there is. */
  get size(): { readonly files: number; readonly objects: number } {
    const documents = [...this.#files.values()].flat();
    return { files: this.#files.size, objects: documents.reduce((sum, it) => sum + it.resources.length, 0) };
  }

  get settings(): Settings {
    return this.#settings;
  }

  configure(settings: Settings): void {
    this.#revision++;
    this.#settings = settings;
    this.#markMeshesStale();
  }

  paths(): IterableIterator<string> {
    return this.#files.keys();
  }

  documents(path: string): readonly Document[] {
    return this.#files.get(path) ?? [];
  }

  /** The whole text of a file; empty where there is none. */
  text(path: string): string {
    return this.documents(path)
      .map((it) => it.text)
      .join('');
  }

  /** Puts a file's text in place of what was there; `undefined` removes the file. Unchanged documents are kept. */
  set(path: string, text: string | undefined): void {
    this.#revision++;
    const old = this.documents(path);
    const documents = text === undefined ? [] : this.#read(path, text, old);
    if (text === undefined) this.#files.delete(path);
    else this.#files.set(path, documents);
    if (isKustomization(path) || [...old, ...documents].some(holdsKustomization)) {
      this.#learnKustomization(path, documents);
      this.#markMeshesStale();
    }
    const kept = new Set(documents);
    const before = new Set(old);
    for (const document of old) if (!kept.has(document)) this.#forget(document);
    for (const document of documents) if (!before.has(document)) this.#learn(path, document);
  }

  /** The meshes that the document's objects belong to, with the objects as each has them. */
  meshesOf(document: Document): { readonly mesh: Mesh; readonly objects: readonly MeshObject[] }[] {
    const path = this.#positions.get(document)?.path;
    if (path === undefined) return [];
    if (this.#meshesAreStale) this.#rebuild();
    const names = new Set(this.#membershipsOf(path).map((it) => it.mesh));
    return [...names].flatMap((name) => {
      const mesh = this.#meshes.get(name);
      return mesh ? [{ mesh, objects: mesh.objectsOf(document) }] : [];
    });
  }

  /** Where a place of the core is in its file. */
  locate({ document, span }: Place): Location {
    const { path, start } = this.#positions.get(document) ?? { path: '', start: 0 };
    return { path, span: { start: start + span.start, end: start + span.end } };
  }

  /** The document at an offset of a file, and the offset in it. */
  documentAt(path: string, offset: number): { readonly document: Document; readonly offset: number } | undefined {
    const documents = this.documents(path);
    let low = 0;
    let high = documents.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#start(documents[middle]!) <= offset) low = middle;
      else high = middle - 1;
    }
    const document = documents[low];
    return document && { document, offset: offset - this.#start(document) };
  }

  /** An answer for each document that is remembered until what it was made from changes. */
  memo<T>(compute: (document: Document) => T): Memo<T> {
    const memo = new Memo<T>((document) => this.#track(() => compute(document)));
    this.#memos.push(memo);
    return memo;
  }

  #start(document: Document): number {
    return this.#positions.get(document)?.start ?? 0;
  }

  #track<T>(compute: () => T): { value: T; keys: ReadonlySet<string> } {
    const outer = this.#reads;
    const keys = new Set<string>();
    this.#reads = keys;
    try {
      return { value: compute(), keys };
    } finally {
      this.#reads = outer;
    }
  }

  #read(path: string, text: string, old: readonly Document[]): Document[] {
    const reusable = new Map<string, Document[]>();
    for (const document of old) {
      const same = reusable.get(document.text);
      if (same) same.push(document);
      else reusable.set(document.text, [document]);
    }
    const fallback = isKustomization(path) ? kustomizationType : undefined;
    return split(text).map(({ start, text: source }) => {
      let document = reusable.get(source)?.shift();
      if (!document) {
        this.#documentsRead++;
        document = readDocument(source, fallback);
      }
      this.#positions.set(document, { path, start });
      return document;
    });
  }

  #learn(path: string, document: Document): void {
    if (this.#meshesAreStale) return;
    for (const { mesh, namespace } of this.#membershipsOf(path)) this.#mesh(mesh).add(document, namespace);
  }

  #forget(document: Document): void {
    for (const mesh of this.#meshes.values()) mesh.remove(document);
    for (const memo of this.#memos) memo.drop(document);
  }

  #invalidate(key: string): void {
    for (const memo of this.#memos) memo.invalidate(key);
  }

  #mesh(name: string): Mesh {
    const known = this.#meshes.get(name);
    if (known) return known;
    const mesh = new Mesh(
      this.#settings,
      (key) => this.#reads?.add(`${name} ${key}`),
      (key) => this.#invalidate(`${name} ${key}`),
    );
    this.#meshes.set(name, mesh);
    return mesh;
  }

  #learnKustomization(path: string, documents: readonly Document[]): void {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const resource = documents.flatMap((it) => it.resources).find((it) => it.kind === 'Kustomization');
    if (resource && isKustomization(path)) this.#kustomizations.set(folder, resource.spec);
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
    for (const [path, documents] of this.#files) for (const document of documents) this.#learn(path, document);
  }
}

const holdsKustomization = ({ resources }: Document): boolean => resources.some((it) => it.kind === 'Kustomization');
