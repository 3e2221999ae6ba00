import json from './generated/fields.json';
import type { Field, ObjectType, PlainType, Type } from './type';

/** The table of fields as scripts/build-schema.mjs writes it: types and descriptions are numbered. */
interface Table {
  readonly kinds: readonly TableKind[];
  readonly types: readonly EncodedType[];
  readonly descriptions: readonly string[];
}

export interface TableKind {
  readonly kind: string;
  /** `spec` in each version that the API server knows, the one to use first. */
  readonly versions: Readonly<Record<string, EncodedField>>;
}

type EncodedType =
  | PlainType['kind']
  | 'string'
  | { readonly values: readonly string[]; readonly open?: true }
  | { readonly list: number }
  | { readonly map: number }
  | { readonly fields: Readonly<Record<string, EncodedField>> };

/** The numbers of the type and of the description, and 1 for a required field; zeros at the end are left out. */
export type EncodedField = readonly number[];

// what TypeScript infers from the file (a union of all its objects) says less than the builder promises
const table = json as unknown as Table;

export const tableKinds: readonly TableKind[] = table.kinds;

const decoded = new Map<number, Type>();

/** The field by that name; its type is shared by all fields that have the same one. */
export function decodeField(name: string, [type = 0, description = 0, required = 0]: EncodedField): Field {
  const text = table.descriptions[description] ?? '';
  return { name, type: decodeType(type), description: text, required: required === 1 };
}

function decodeType(index: number): Type {
  const known = decoded.get(index);
  if (known) return known;
  const type = decode(table.types[index] ?? 'any');
  decoded.set(index, type);
  return type;
}

function decode(type: EncodedType): Type {
  if (typeof type === 'string') return { kind: type };
  if ('values' in type) return { kind: 'string', ...type };
  if ('list' in type) return { kind: 'list', items: decodeType(type.list) };
  if ('map' in type) return { kind: 'map', values: decodeType(type.map) };
  return objectOf(Object.entries(type.fields).map(([name, field]) => decodeField(name, field)));
}

/** An object with those fields. */
export const objectOf = (fields: readonly Field[]): ObjectType => ({
  kind: 'object',
  fields: new Map(fields.map((it) => [it.name, it])),
  required: fields.flatMap((it) => (it.required ? it.name : [])),
});
