import { parseAllDocuments, stringify } from 'yaml';

/** YAML as plain data. */
export type Value = string | number | boolean | null | Value[] | Plain;
export interface Plain {
  [key: string]: Value;
}

/** The objects of manifests. */
export const objectsIn = (manifests: string): Plain[] => parseAllDocuments(manifests).map((it) => it.toJS() as Plain);
/** Manifests of objects, as JSON, which is YAML and is written quickly. */
export const manifestsOf = (objects: readonly Plain[]): string =>
  objects.map((it) => JSON.stringify(it)).join('\n---\n');

/** The same as people write them, each under a comment with its identity. */
export const writtenOut = (objects: readonly Plain[]): string =>
  objects.map((it) => `${commentOf(it)}\n${stringify(it, { aliasDuplicateObjects: false })}`).join('---\n');
export const commentOf = (object: Plain): string => `# this is ${identityOf(object)}`;

export const isMapping = (value: Value | undefined): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `KubernetesGateway` is the Gateway of the Gateway API. */
export const kindOf = ({ kind, apiVersion }: Plain): string =>
  kind === 'Gateway' && String(apiVersion).startsWith('gateway.') ? 'KubernetesGateway' : String(kind);

const metadataOf = ({ metadata }: Plain): Plain => (isMapping(metadata) ? metadata : {});
export const nameOf = (object: Plain): string => String(metadataOf(object)['name'] ?? '');
export const namespaceOf = (object: Plain): string => String(metadataOf(object)['namespace'] ?? '');
export const identityOf = (object: Plain): string =>
  [object['kind'], namespaceOf(object), nameOf(object)].filter(Boolean).join('/');

/** A place in an object: `holder[key]` is what is there. */
export interface Field {
  readonly holder: Plain | Value[];
  readonly key: string | number;
  readonly path: readonly (string | number)[];
}

export const valueOf = ({ holder, key }: Field): Value | undefined =>
  Array.isArray(holder) ? holder[Number(key)] : holder[key];

/** Puts a value there; without one the field is taken away, or the item out of its list. */
export function put({ holder, key }: Field, value: Value | undefined): void {
  if (Array.isArray(holder)) {
    if (value === undefined) holder.splice(Number(key), 1);
    else holder[Number(key)] = value;
  } else if (value === undefined) delete holder[key];
  else holder[key] = value;
}

/**
 * The places that a path leads to, its steps apart by blanks: `spec http|tls * match * port`. `*` is each item of a list
 * or field of a mapping, `|` stands between alternatives. The last step need not be there, if the mapping for it is.
 */
export function fieldsAt(object: Plain, path: string): Field[] {
  const steps = path.split(' ');
  const last = steps.length - 1;
  return steps
    .reduce<{ at: Value | undefined; path: (string | number)[]; field?: Field }[]>(
      (found, step, index) =>
        found.flatMap(({ at, path }) =>
          keysOf(at, step, index === last).map((key) => {
            const field = { holder: at as Plain | Value[], key, path: [...path, key] };
            return { at: valueOf(field), path: field.path, field };
          }),
        ),
      [{ at: object, path: [] }],
    )
    .flatMap((it) => it.field ?? []);
}

function keysOf(value: Value | undefined, step: string, isLast: boolean): (string | number)[] {
  if (Array.isArray(value)) return step === '*' ? [...value.keys()] : [];
  if (!isMapping(value)) return [];
  if (step === '*') return Object.keys(value);
  return step.split('|').filter((it) => isLast || it in value);
}
