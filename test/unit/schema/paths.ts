import assert from 'node:assert/strict';
import { knownKinds, objectType, typeAt } from '../../../server/src/schema/schema';
import type { ObjectType, Type } from '../../../server/src/schema/type';
import type { Path } from '../../../server/src/yaml/tree';

/** The type of a kind in a version, which must be known. */
export function known(apiVersion: string, kind: string): ObjectType {
  const type = objectType(apiVersion, kind);
  assert.ok(type, `${apiVersion} ${kind} is not known`);
  return type;
}

/** The type of a kind of Istio's, by its kind alone. */
export function istioObject(kind: string): ObjectType {
  const versions = knownKinds.filter((it) => it.kind === kind).flatMap((it) => it.apiVersions);
  return known(versions.find((it) => it.includes('istio.io/')) ?? '', kind);
}

/** A path that is written as `spec.http.0.match.0.uri`. */
export const steps = (path: string): Path => path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** Those of the paths that lead out of the type. */
export const unknownPaths = (type: ObjectType, paths: readonly string[]): string[] =>
  paths.filter((path) => !typeAt(type, steps(path)));

/** Every path of a type and what is there, as `spec.http.match.uri`: the steps into lists are left out, into maps `*`. */
export function pathsOf(type: Type): ReadonlyMap<string, Type> {
  const paths = new Map<string, Type>();
  collect(type, '', paths);
  return paths;
}

function collect(type: Type, path: string, paths: Map<string, Type>): void {
  if (type.kind !== 'list') paths.set(path, type);
  if (type.kind === 'list') collect(type.items, path, paths);
  else if (type.kind === 'map') collect(type.values, `${path}.*`, paths);
  else if (type.kind === 'object') {
    for (const field of type.fields.values()) collect(field.type, path ? `${path}.${field.name}` : field.name, paths);
  }
}
