import { camelCase } from '../yaml/read';
import type { Path } from '../yaml/tree';
import { metadata } from './metadata';
import { decodeField, type EncodedField, objectOf, type TableKind, tableKinds } from './table';
import type { Field, ObjectType, Type } from './type';

/** A kind of Istio's API, of the Gateway API or of Kubernetes. */
export interface KnownKind {
  readonly kind: string;
  /** The versions under which it may be written, with their group; the one to use first. */
  readonly apiVersions: readonly string[];
}

/** Istio's kinds come first. There are two of the name `Gateway`: Istio's and that of the Gateway API. */
export const knownKinds: readonly KnownKind[] = tableKinds.map(({ kind, versions }) => ({
  kind,
  apiVersions: Object.keys(versions),
}));

const known = new Map(
  tableKinds.flatMap((it) => Object.keys(it.versions).map((version) => [identity(version, it.kind), it])),
);
const decoded = new Map<string, ObjectType>();

function identity(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`;
}

/**
 * The type of a whole object (`apiVersion`, `kind`, `metadata`, `spec`, `status`), or `undefined` for what is not known.
 * Versions of a kind that have the same fields give the same type.
 */
export function objectType(apiVersion: string, kind: string): ObjectType | undefined {
  const found = known.get(identity(apiVersion, kind));
  const spec = found?.versions[apiVersion];
  if (!found || !spec) return undefined;
  const [first = ''] = Object.keys(found.versions);
  const key = `${identity(first, kind)} ${spec}`;
  const type = decoded.get(key) ?? wholeObject(found, spec);
  decoded.set(key, type);
  return type;
}

const wholeObject = ({ kind, versions }: TableKind, spec: EncodedField): ObjectType =>
  objectOf([
    { name: 'apiVersion', type: { kind: 'string', values: Object.keys(versions) }, description: '', required: true },
    { name: 'kind', type: { kind: 'string', values: [kind] }, description: '', required: true },
    metadata,
    decodeField('spec', spec),
    { name: 'status', type: { kind: 'any' }, description: 'Written by the cluster itself.', required: false },
  ]);

/** The field of that name, or of its camelCase spelling where the name itself is unknown. */
export const fieldOf = (type: ObjectType, name: string): Field | undefined =>
  type.fields.get(name) ?? type.fields.get(camelCase(name));

/**
 * The field that the path ends at, or `undefined` where it leaves the schema or ends at an item of a list or at a key
 * that the user chooses.
 */
export function fieldAt(root: ObjectType, path: Path): Field | undefined {
  const parent = typeAt(root, path.slice(0, -1));
  const last = path.at(-1);
  return parent?.kind === 'object' && typeof last === 'string' ? fieldOf(parent, last) : undefined;
}

/**
 * The type of what stands at the path: a number steps into a list, a name into a field or a map. `undefined` where the
 * path leaves the schema; everything inside a free-form value is `any`.
 */
export function typeAt(root: ObjectType, path: Path): Type | undefined {
  let type: Type | undefined = root;
  for (const step of path) type = type && stepInto(type, step);
  return type;
}

function stepInto(type: Type, step: string | number): Type | undefined {
  if (type.kind === 'any') return type;
  if (type.kind === 'list') return typeof step === 'number' ? type.items : undefined;
  if (type.kind === 'map') return type.values;
  return type.kind === 'object' && typeof step === 'string' ? fieldOf(type, step)?.type : undefined;
}
