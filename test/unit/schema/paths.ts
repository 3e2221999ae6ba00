import assert from 'node:assert/strict';
import { knownKinds, objectType } from '../../../server/src/schema/schema';
import type { ObjectType, Type } from '../../../server/src/schema/type';

/** The type of a kind of Istio's, by its kind alone. */
export function istioObject(kind: string): ObjectType {
  const apiVersion = knownKinds.find((it) => it.kind === kind)?.apiVersions[0];
  const type = objectType(apiVersion ?? '', kind);
  assert.ok(type, `${kind} is not known`);
  return type;
}

/** Every path of a kind and its type, as `spec.http.match.uri`: the steps into lists are left out, into maps `*`. */
export function pathsOf(kind: string): ReadonlyMap<string, Type> {
  const paths = new Map<string, Type>();
  collect(istioObject(kind), '', paths);
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
