import type { Field, ObjectType } from '../../schema/type';
import { cursorMark } from '../../yaml/cursor';
import { camelCase } from '../../yaml/read';
import { nodeAt } from '../../yaml/tree';
import { fieldText, typeText } from '../field-text';
import type { Candidate } from './completion';
import type { Site } from './site';

/** A field that may stand at the cursor. */
export interface FieldCandidate extends Candidate {
  readonly field: Field;
}

/** The fields of the type that are not there yet, required ones first. */
export function fields(type: ObjectType, site: Site): FieldCandidate[] {
  const present = keysAround(site);
  return (
    [...type.fields.values()]
      .filter(({ name }) => !present.has(name) && !present.has(camelCase(name)))
      // the cluster writes it itself
      .filter(({ name }) => name !== 'status' || site.object.inside.length > 0)
      .map((field, order) => ({
        label: field.name,
        kind: 'field',
        detail: typeText(field.type),
        documentation: fieldText(field),
        rank: rank(field) + order,
        field,
      }))
  );
}

const rank = ({ name, required }: Field): number => (required ? 0 : name.includes('_') ? 2000 : 1000);

/** The other keys of the mapping at the cursor, as the API has them. */
export function keysAround({ object, cursor }: Site): ReadonlySet<string> {
  const mapping = cursor.slot === 'key' ? nodeAt(object.node, object.inside) : undefined;
  const keys = mapping?.kind === 'mapping' ? mapping.entries.map(({ key }) => String(key.value)) : [];
  return new Set(keys.filter((it) => !it.includes(cursorMark)).map(camelCase));
}
