import type { Kind } from '../model/kinds';
import type { MeshObject } from './mesh-object';
import { Signal } from './signal';

/** Objects of one kind, in the order that Istio uses. A change is a signal. */
export class Shelf<K extends Kind = Kind> extends Signal {
  #objects: MeshObject<K>[] = [];
  #ordered = false;
  /** Somebody has the list, so it must not change any more. */
  #given = false;
  #presence: Signal | undefined;
  #beginnings: Map<MeshObject<K>, Signal> | undefined;

  get isEmpty(): boolean {
    return this.#objects.length === 0;
  }

  /** That there is some object; does not depend on which. */
  get presence(): Signal {
    this.#presence ??= new Signal();
    return this.#presence;
  }

  /** What there is up to that object; does not depend on what comes after it. */
  upTo(object: MeshObject<K>): Signal {
    this.#beginnings ??= new Map();
    const known = this.#beginnings.get(object) ?? new Signal();
    this.#beginnings.set(object, known);
    return known;
  }

  /** Whether nobody would miss it. */
  get isUnused(): boolean {
    return this.isEmpty && !this.isRead && !this.#presence?.isRead;
  }

  get objects(): readonly MeshObject<K>[] {
    if (!this.#ordered) this.#objects = inOrder(this.#own());
    this.#ordered = true;
    this.#given = true;
    return this.#objects;
  }

  add(object: MeshObject<K>): void {
    const wasEmpty = this.isEmpty;
    if (this.#ordered) this.#own().splice(placeOf(object, this.#objects), 0, object);
    // an array that is pushed to takes room for many, and most shelves are for one
    else if (wasEmpty) this.#objects = [object];
    else this.#own().push(object);
    this.changed();
    this.#beginningChanged(object);
    if (wasEmpty) this.#presence?.changed();
  }

  remove(object: MeshObject<K>): void {
    const index = this.#objects.indexOf(object);
    if (index < 0) return;
    this.#own().splice(index, 1);
    this.changed();
    this.#beginningChanged(object);
    if (this.isEmpty) this.#presence?.changed();
  }

  /** Tells those who looked as far as that object, or further. */
  #beginningChanged(object: MeshObject<K>): void {
    for (const [last, signal] of this.#beginnings ?? []) {
      if (compareObjects(object, last) > 0) continue;
      this.#beginnings?.delete(last);
      signal.changed();
    }
  }

  #own(): MeshObject<K>[] {
    if (this.#given) this.#objects = this.#objects.slice();
    this.#given = false;
    return this.#objects;
  }
}

/** Sorts the objects as Istio does, so that the order of files never matters: older first where the manifests say so. */
export const inOrder = <O extends MeshObject>(objects: O[]): O[] =>
  objects.length < 2 ? objects : objects.sort(compareObjects);

function placeOf(object: MeshObject, objects: readonly MeshObject[]): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareObjects(objects[middle]!, object) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

// R10 pilot/pkg/model/config.go configCompareByCreationTime
const compareObjects = (a: MeshObject, b: MeshObject): number =>
  compare(created(a), created(b)) ||
  compare(a.name, b.name) ||
  compare(a.namespace, b.namespace) ||
  compare(a.document.text, b.document.text);

/** When it was created, to be compared as text; what is not in a cluster yet will be younger than all that is. */
export const created = ({ resource }: Pick<MeshObject, 'resource'>): string => resource.created?.value ?? 'not yet';

/** For what comes after all that is not in a cluster yet; not for files, only to try what its age makes of it. */
export const lastOfAll = 'not yet, and last';

/** The order of texts by their code units, as Go's. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
