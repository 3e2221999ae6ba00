import { isOpen } from '../model/name';
import { hasPlaceholder } from '../text/placeholder';
import { type Key, keysOf, keysOfDialled, placedKey } from './keys';
import type { MeshObject } from './mesh-object';
import { Shelf } from './shelf';

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
  readonly #families = new Map<Key['family'], Map<string, Shelf>>();
  #size = 0;
  #sweepAt = 1000;

  under({ family, word }: Key): Shelf {
    const shelves = this.#families.get(family) ?? new Map<string, Shelf>();
    if (shelves.size === 0) this.#families.set(family, shelves);
    const known = shelves.get(word);
    if (known) return known;
    const shelf = new Shelf();
    shelves.set(word, shelf);
    this.#size++;
    return shelf;
  }

  add(object: MeshObject): void {
    if (this.#size >= this.#sweepAt) this.#sweep();
    for (const shelf of this.#shelvesOf(object)) shelf.add(object);
  }

  remove(object: MeshObject): void {
    for (const shelf of this.#shelvesOf(object)) shelf.remove(object);
  }

  #shelvesOf(object: MeshObject): Set<Shelf> {
    const named: Key = { family: 'named', word: object.name };
    const shelves = new Set([
      this.all,
      this.under(named),
      this.under(placedKey(named, object.namespace)),
      this.under({ family: 'in', word: object.namespace }),
    ]);
    for (const { name } of object.mentions)
      for (const key of keysOf(name)) {
        shelves.add(this.under(key));
        if (key.family === 'wildcard') shelves.add(this.wildcards);
      }
    for (const it of object.dialled) for (const key of keysOfDialled(it)) shelves.add(this.under(key));
    if (hasPlaceholder(object.name) || object.mentions.some((it) => isOpen(it.name))) shelves.add(this.open);
    if (!object.mentions.some((it) => it.name.kind === 'label')) shelves.add(this.unlabelled);
    if (object.document.partial) shelves.add(this.hidden);
    return shelves;
  }

  /** Typing leaves a shelf behind for each beginning of a name. Only at a time when nobody holds one that is unused. */
  #sweep(): void {
    for (const shelves of this.#families.values())
      for (const [word, shelf] of shelves) if (shelf.isUnused && shelves.delete(word)) this.#size--;
    this.#sweepAt = 2 * this.#size + 1000;
  }
}
