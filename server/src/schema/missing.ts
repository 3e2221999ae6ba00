import type { Span } from '../text/span';
import { camelCase } from '../yaml/read';
import type { Mapping, Node, Path } from '../yaml/tree';
import { fieldOf } from './schema';
import type { ObjectType, Type } from './type';

/** A field that must be there and is not, or is null. */
export interface MissingField {
  readonly path: Path;
  /** The key of what it belongs to; the first key of an item of a list, and of the document. */
  readonly span: Span;
}

/**
 * The fields that a document must have and has not. Where a field is unknown, it may be the one that is missing, and says
 * so itself; what has the wrong shape is not looked at.
 */
export function missingFields(root: Node | undefined, type: ObjectType): MissingField[] {
  const search = new Search();
  search.node(root, type, [], undefined);
  return search.found;
}

class Search {
  readonly found: MissingField[] = [];
  /** Aliases make the tree a graph. */
  readonly #walked = new Set<Node>();

  node(node: Node | undefined, type: Type, path: Path, key: Span | undefined): void {
    if (!node || node.kind === 'scalar' || this.#walked.has(node)) return;
    this.#walked.add(node);
    if (node.kind === 'sequence' && type.kind === 'list')
      for (const [index, item] of node.items.entries()) this.node(item, type.items, [...path, index], undefined);
    if (node.kind !== 'mapping') return;
    if (type.kind === 'object') this.#object(node, type, path, key ?? node.entries[0]?.key.span ?? node.span);
    for (const { key, value } of node.entries) {
      const name = String(key.value);
      const inside = type.kind === 'map' ? type.values : type.kind === 'object' && fieldOf(type, name)?.type;
      if (inside) this.node(value, inside, [...path, name], key.span);
    }
  }

  #object(mapping: Mapping, type: ObjectType, path: Path, span: Span): void {
    if (type.required.length === 0 || mapping.entries.some((it) => !fieldOf(type, String(it.key.value)))) return;
    const written = mapping.entries.filter((it) => !isNull(it.value)).map((it) => String(it.key.value));
    for (const name of type.required)
      if (!written.some((it) => it === name || camelCase(it) === name))
        this.found.push({ path: [...path, name], span });
  }
}

const isNull = (node: Node | undefined): boolean => !node || (node.kind === 'scalar' && node.value === null);
