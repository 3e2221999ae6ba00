import type { Span } from '../text/span';
import { camelCase } from '../yaml/read';
import type { Mapping, Node, Path, Sequence } from '../yaml/tree';
import type { FieldProblem } from './problem';
import { isUnknown, scalarProblem } from './scalar';
import type { ListType, MapType, ObjectType, Type } from './type';
import { type Above, UnknownFields } from './unknown';

export type { FieldProblem } from './problem';

/**
 * Lays a document against a type and says, in the order of the document, what the API server would refuse or drop.
 * Values that are missing, null or still to be filled in are never wrong; what stands below an unknown field or in a
 * value of the wrong type is not looked at. Each place is reported once, also where aliases repeat it.
 */
export function checkFields(root: Node | undefined, type: ObjectType): FieldProblem[] {
  const check = new FieldCheck();
  check.node(root, type, { path: [], span: undefined, above: undefined });
  return check.problems;
}

/** Where the walk is. */
interface Place {
  readonly path: Path;
  /** The key, where there is one. */
  readonly span: Span | undefined;
  /** The closest object around it. */
  readonly above: Above | undefined;
}

class FieldCheck {
  readonly problems: FieldProblem[] = [];
  readonly #walked = new Map<Node, Type[]>();
  readonly #reported = new Set<string>();
  readonly #unknown = new UnknownFields();

  node(node: Node | undefined, type: Type, place: Place): void {
    if (!node || type.kind === 'any') return;
    if (node.kind === 'scalar') {
      const problem = scalarProblem(node, type);
      if (problem) this.#report({ ...problem, path: place.path, span: node.span });
    } else if (this.#first(node, type)) {
      if (node.kind === 'mapping' && type.kind === 'object') this.#object(node, type, place);
      else if (node.kind === 'mapping' && type.kind === 'map') this.#map(node, type, place);
      else if (node.kind === 'sequence' && type.kind === 'list') this.#list(node, type, place);
      else {
        const found = node.kind === 'mapping' ? 'mapping' : 'list';
        this.#report({ problem: 'type', path: place.path, span: place.span ?? node.span, expected: type.kind, found });
      }
    }
  }

  #object(mapping: Mapping, type: ObjectType, { path, above }: Place): void {
    const here = { type, path };
    for (const { key, value } of mapping.entries) {
      if (key.value === null) continue;
      const name = String(key.value);
      const at = [...path, name];
      const own = type.fields.get(name);
      const field = own ?? type.fields.get(camelCase(name));
      if (field) {
        if (!own) this.#report({ problem: 'snake-case', path: at, span: key.span, field: field.name });
        this.node(value, field.type, { path: at, span: key.span, above: here });
      } else if (!isUnknown(name)) {
        const problem = this.#unknown.problem(name, mapping, here, above);
        this.#report({ ...problem, path: at, span: key.span });
      }
    }
  }

  #map(mapping: Mapping, type: MapType, { path, above }: Place): void {
    for (const { key, value } of mapping.entries) {
      this.node(value, type.values, { path: [...path, String(key.value)], span: key.span, above });
    }
  }

  #list(sequence: Sequence, type: ListType, { path, above }: Place): void {
    for (const [index, item] of sequence.items.entries()) {
      this.node(item, type.items, { path: [...path, index], span: undefined, above });
    }
  }

  /** Aliases make the tree a graph; what was walked as this type has been reported. */
  #first(node: Node, type: Type): boolean {
    const types = this.#walked.get(node);
    if (types?.includes(type)) return false;
    if (types) types.push(type);
    else this.#walked.set(node, [type]);
    return true;
  }

  #report(problem: FieldProblem): void {
    const place = `${problem.problem} ${problem.span.start}`;
    if (this.#reported.has(place)) return;
    this.#reported.add(place);
    this.problems.push(problem);
  }
}
