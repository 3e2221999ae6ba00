import { isOpen } from '../model/name';
import { unnamed } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import { asksEverywhere, type Key, keysOf, keysOfDialled, placedKey } from './keys';
import type { MeshObject } from './mesh-object';
import { Places } from './places';
import { Shelf } from './shelf';
import type { Signal } from './signal';

/** Where one mesh keeps its objects of one kind. What is asked for and not there has a shelf too, to be told of it. */
export class KindIndex {
  readonly all = new Shelf();
  /** Objects whose name, or a name they mention, somebody will fill in later. */
  readonly open = new Shelf();
  /** Objects in whose document a template may put what cannot be seen. */
  readonly hidden = new Shelf();
  /** Objects that mention no label: a Gateway without a selector takes every pod. */
  readonly unlabelled = new Shelf();
  /** Objects that mention a host with `*`. */
  readonly wildcards = new Shelf();
  /** Objects of which a name, or one that they mention, is in a namespace that is not known. */
  readonly unplaced = new Shelf();
  readonly #families = new Map<Key['family'], Map<string, Shelf>>();
  readonly #places = new Places();
  #size = 0;
  #sweepAt = 1000;

  under({ family, word: own, namespace }: Key): Shelf {
    // no name of Kubernetes has a slash
    const word = namespace === undefined ? own : `${namespace}/${own}`;
    const shelves = this.#families.get(family) ?? new Map<string, Shelf>();
    if (shelves.size === 0) this.#families.set(family, shelves);
    const known = shelves.get(word);
    if (known) return known;
    const shelf = new Shelf();
    shelves.set(word, shelf);
    this.#size++;
    return shelf;
  }

  /** The shelves of keys, those of all namespaces where a key leaves that open; `read` is told what else decides which. */
  shelves(keys: readonly Key[], read: (signal: Signal) => void): Shelf[] {
    const found: Shelf[] = [];
    for (const key of keys) {
      if (asksEverywhere(key)) {
        const { namespaces, more } = this.#places.of(key.family, key.word);
        read(more);
        for (const it of namespaces) found.push(this.under(placedKey(key, it)));
        // most meshes name all namespaces, and need no shelf for what could be in any of them
      } else if (key.namespace === unnamed && this.unplaced.isEmpty) read(this.unplaced.presence);
      else found.push(this.under(key));
    }
    return found;
  }

  add(object: MeshObject): void {
    if (this.#size >= this.#sweepAt) this.#sweep();
    const keys = keysOfObject(object);
    for (const shelf of this.#shelvesOf(object, keys)) shelf.add(object);
    for (const { family, word, namespace } of keys)
      if (namespace !== undefined) this.#places.add(family, word, namespace);
  }

  remove(object: MeshObject): void {
    for (const shelf of this.#shelvesOf(object, keysOfObject(object))) shelf.remove(object);
  }

  #shelvesOf(object: MeshObject, keys: readonly Key[]): Set<Shelf> {
    const shelves = new Set([this.all]);
    for (const key of keys) {
      shelves.add(this.under(key));
      if (key.family === 'wildcard') shelves.add(this.wildcards);
      if (key.namespace === unnamed) shelves.add(this.unplaced);
    }
    if (hasPlaceholder(object.name) || object.mentions.some((it) => isOpen(it.name))) shelves.add(this.open);
    if (!object.mentions.some((it) => it.name.kind === 'label')) shelves.add(this.unlabelled);
    if (object.document.partial) shelves.add(this.hidden);
    return shelves;
  }

  /** Typing leaves a shelf behind for each beginning of a name. Only at a time when nobody holds one that is unused. */
  #sweep(): void {
    for (const shelves of this.#families.values())
      for (const [word, shelf] of shelves) if (shelf.isUnused && shelves.delete(word)) this.#size--;
    this.#places.sweep((family, word, namespace) => this.#families.get(family)?.has(`${namespace}/${word}`) === true);
    this.#sweepAt = 2 * this.#size + 1000;
  }
}

const keysOfObject = ({ name, namespace, mentions, dialled }: MeshObject): Key[] => [
  { family: 'named', word: name, namespace },
  { family: 'in', word: namespace },
  ...mentions.flatMap((it) => keysOf(it.name)),
  ...dialled.flatMap(keysOfDialled),
];
