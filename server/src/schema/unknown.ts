import { nearest } from '../text/nearest';
import { camelCase } from '../yaml/read';
import type { Mapping, Path } from '../yaml/tree';
import type { UnknownField } from './problem';
import type { ObjectType, Type } from './type';

/** An object's type and the path to it. */
export interface Above {
  readonly type: ObjectType;
  readonly path: Path;
}

/** With more unknown fields than this, it is another API that was meant, and suggestions only cost time. */
const maximumSuggested = 100;

/** Says what may be meant by fields that a type does not have. */
export class UnknownFields {
  #count = 0;
  /** The mapping that was asked about last, and its type's fields that it does not have. */
  #last: { readonly mapping: Mapping; readonly missing: readonly string[] } | undefined;

  problem(name: string, mapping: Mapping, here: Above, above: Above | undefined): Omit<UnknownField, 'path' | 'span'> {
    if (++this.#count > maximumSuggested) return { problem: 'unknown-field', suggestions: [], elsewhere: [] };
    const suggestions = nearest(camelCase(name), this.#missing(mapping, here.type));
    return { problem: 'unknown-field', suggestions, elsewhere: elsewhere(name, here, above) };
  }

  #missing(mapping: Mapping, type: ObjectType): readonly string[] {
    if (this.#last?.mapping === mapping) return this.#last.missing;
    const present = new Set(mapping.entries.map((it) => it.key.value));
    const missing = [...type.fields.keys()].filter((it) => !present.has(it));
    this.#last = { mapping, missing };
    return missing;
  }
}

function elsewhere(written: string, here: Above, above: Above | undefined): Path[] {
  const name = camelCase(written);
  const found: Path[] = above?.type.fields.has(name) ? [[...above.path, name]] : [];
  for (const field of here.type.fields.values()) {
    const [inside, steps] = insideOf(field.type);
    const known = inside.kind === 'object' && inside.fields.has(name);
    if (known) found.push([...here.path, field.name, ...steps, name]);
  }
  return found;
}

/** The type itself, or that of a list's items and the step to the first one. */
const insideOf = (type: Type): readonly [Type, readonly number[]] =>
  type.kind === 'list' ? [type.items, [0]] : [type, []];
