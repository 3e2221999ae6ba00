import type { Document } from '../model/document';
import { hostsMatch } from '../model/host';
import type { Dialled } from '../model/kind';
import { type Kind, kinds } from '../model/kinds';
import { isOpen, type Mention, type Name, sameName } from '../model/name';
import { agree, unnamed } from '../model/namespace';
import { couldEqual } from '../text/placeholder';
import type { Span } from '../text/span';
import { keysFor, keysForDialled, keysIn, nameKey, plainHostKeys, wildcardKeys } from './keys';
import { KindIndex } from './kind-index';
import type { Placement } from './kustomize';
import { type MeshObject, meshObject } from './mesh-object';
import { type ReadListener, Remembered } from './remembered';
import type { Settings } from './settings';
import { inOrder, type Shelf } from './shelf';

export { isOfKind, type MeshObject, meshObject, type WrittenPart } from './mesh-object';

/** A span of one document: the address used everywhere inside the core. */
export interface Place {
  readonly document: Document;
  readonly span: Span;
}

/**
 * The objects that see each other, by what they mention. Every question goes to a few shelves and says so to the listener,
 * so that whoever asks can know later whether the answer may have changed.
 */
export class Mesh {
  readonly settings: Settings;
  readonly #kinds = new Map<Kind, KindIndex>(kinds.map(({ name }) => [name, new KindIndex()]));
  readonly #byDocument = new Map<Document, MeshObject[]>();
  readonly #remembered: Remembered;
  readonly #onRead: ReadListener = (signal) => this.#remembered.read(signal);
  #objectsRead = 0;

  constructor(settings: Settings, onRead: ReadListener) {
    this.settings = settings;
    this.#remembered = new Remembered(onRead);
  }

  /** How many objects questions have looked at so far; tests count the work of an answer by it. */
  get objectsRead(): number {
    return this.#objectsRead;
  }

  get size(): number {
    return this.#byDocument.size;
  }

  /** The objects of a document of that file, with what kustomize makes of them. */
  add(document: Document, file: string, placement: Placement): void {
    for (const resource of document.resources) {
      const namespace = placement.namespace ?? resource.namespace?.value ?? this.settings.namespace;
      const object = meshObject(document, resource, namespace, placement, file);
      const known = this.#byDocument.get(document);
      if (known) known.push(object);
      else this.#byDocument.set(document, [object]);
      this.#index(resource.kind).add(object);
    }
  }

  remove(document: Document): void {
    for (const object of this.objectsOf(document)) {
      this.#index(object.resource.kind).remove(object);
      this.#remembered.forget(object);
    }
    this.#byDocument.delete(document);
  }

  objectsOf(document: Document): readonly MeshObject[] {
    return this.#byDocument.get(document) ?? [];
  }

  /** Every object of a kind. The answer depends on all of them: ask for less where less is enough. */
  all<K extends Kind>(kind: K): readonly MeshObject<K>[] {
    return this.#read(this.#index(kind).all);
  }

  /** The objects of that kind and name; several where files hold alternatives, or the namespace is not known. */
  find<K extends Kind>(kind: K, namespace: string, name: string): readonly MeshObject<K>[] {
    const index = this.#index(kind);
    if (this.#isAbsent(index)) return [];
    const shelves = index.shelves(keysIn({ family: 'named', word: name }, namespace), this.#onRead);
    shelves.push(index.open);
    return this.#select<K>(shelves, (it) => couldEqual(it.name, name) && agree(it.namespace, namespace));
  }

  /** The objects of that kind and name in any namespace. */
  named<K extends Kind>(kind: K, name: string): readonly MeshObject<K>[] {
    return this.find(kind, unnamed, name);
  }

  /** The objects of a kind that mention a host which has a name in common with this one, wherever they mention it. */
  withHost<K extends Kind>(kind: K, host: string): readonly MeshObject<K>[] {
    const index = this.#index(kind);
    if (this.#isAbsent(index)) return [];
    const shelves = host === '*' ? [index.all] : index.shelves(plainHostKeys(host), this.#onRead);
    shelves.push(index.open);
    // most meshes have no wildcard of that kind, and need not be asked for one in each domain
    if (index.wildcards.isEmpty) this.#remembered.read(index.wildcards.presence);
    else shelves.push(...wildcardKeys(host).map((key) => index.under(key)));
    const mentioned = ({ name }: Mention): boolean => name.kind === 'host' && hostsMatch(name.host, host);
    return this.#select<K>(shelves, (it) => it.mentions.some(mentioned));
  }

  /** The objects of a kind that mention this name, or could once placeholders are filled in. */
  with<K extends Kind>(kind: K, name: Name): readonly MeshObject<K>[] {
    const index = this.#index(kind);
    if (this.#isAbsent(index)) return [];
    const shelves = isOpen(name) ? [index.all] : index.shelves(keysFor(name), this.#onRead);
    shelves.push(index.open);
    return this.#select<K>(shelves, (it) => it.mentions.some((mention) => sameName(mention.name, name)));
  }

  /** The objects of a kind that mention no label at all. */
  unlabelled<K extends Kind>(kind: K): readonly MeshObject<K>[] {
    return this.#read(this.#index(kind).unlabelled);
  }

  /**
   * The objects of a kind that are dialled so: on that port as that class of listener, at that IP, at some CIDR range, or
   * through a parent that may be this one.
   */
  dialled<K extends Kind>(kind: K, dialled: Dialled): readonly MeshObject<K>[] {
    const index = this.#index(kind);
    if (this.#isAbsent(index)) return [];
    return this.#select<K>(index.shelves(keysForDialled(dialled), this.#onRead), () => true);
  }

  /** The first of the objects that are dialled so which is meant; looks no further, and does not depend on those after it. */
  firstDialled<K extends Kind>(
    kind: K,
    dialled: Exclude<Dialled, { readonly parent: unknown }>,
    isMeant: (object: MeshObject<K>) => boolean,
  ): MeshObject<K> | undefined {
    const [key] = keysForDialled(dialled);
    if (!key) return undefined;
    const shelf = this.#index(kind).under(key);
    const found = (shelf.objects as readonly MeshObject[] as readonly MeshObject<K>[]).find((it) => {
      this.#objectsRead++;
      return isMeant(it);
    });
    this.#remembered.read(found ? shelf.upTo(found) : shelf);
    return found;
  }

  /** Whether a template may make objects of that kind, or fields of them, that cannot be seen. */
  hasHidden(kind: Kind): boolean {
    return this.#read(this.#index(kind).hidden).length > 0;
  }

  /** Every mention of a name, with the object that has it. */
  mentions(name: Name): { readonly object: MeshObject; readonly mention: Mention }[] {
    const objects = inOrder(
      [...this.#kinds.values()].flatMap((it) =>
        it.shelves([nameKey(name)], this.#onRead).flatMap((shelf) => this.#read(shelf)),
      ),
    );
    return objects.flatMap((object) =>
      object.mentions.filter((mention) => sameName(mention.name, name)).map((mention) => ({ object, mention })),
    );
  }

  /** The objects of a kind in a namespace, and those of which it is not known whether they are. */
  inNamespace<K extends Kind>(kind: K, namespace: string): readonly MeshObject<K>[] {
    if (namespace === unnamed) return this.all(kind);
    const index = this.#index(kind);
    const shelves = [namespace, unnamed].map((word) => index.under({ family: 'in', word }));
    return this.#select<K>(shelves, () => true);
  }

  /**
   * Whether the mesh has an object of that kind that plainly is in the namespace, or any at all where that is not known;
   * does not depend on which.
   */
  has(kind: Kind, namespace: string): boolean {
    const index = this.#index(kind);
    const shelf = namespace === unnamed ? index.all : index.under({ family: 'in', word: namespace });
    this.#remembered.read(shelf.presence);
    return !shelf.isEmpty;
  }

  /**
   * An answer to a question that many documents ask, remembered until something that it was made from changes. It must
   * be the same for all who ask.
   */
  remember<T>(question: string, compute: () => T): T {
    return this.#remembered.answer(question, compute);
  }

  /** The same for a question about one object, whichever else has its name. */
  rememberOf<T>(object: MeshObject, question: string, compute: () => T): T {
    return this.#remembered.answerOf(object, question, compute);
  }

  #index(kind: Kind): KindIndex {
    return this.#kinds.get(kind)!;
  }

  /** Whether there is nothing of a kind, so that nobody need look where it might be. */
  #isAbsent({ all }: KindIndex): boolean {
    if (all.isEmpty) this.#remembered.read(all.presence);
    return all.isEmpty;
  }

  /** Those of the objects on the shelves that are meant, each once. */
  #select<K extends Kind>(
    shelves: readonly Shelf[],
    isMeant: (object: MeshObject<K>) => boolean,
  ): readonly MeshObject<K>[] {
    const found = shelves.map((it) => this.#read<K>(it)).filter((it) => it.length > 0);
    const [first = [], ...others] = found;
    if (others.length === 0) return first.every(isMeant) ? first : first.filter(isMeant);
    return inOrder([...new Set(found.flat())].filter(isMeant));
  }

  #read<K extends Kind>(shelf: Shelf): readonly MeshObject<K>[] {
    this.#remembered.read(shelf);
    this.#objectsRead += shelf.objects.length;
    return shelf.objects as readonly MeshObject[] as readonly MeshObject<K>[];
  }
}
