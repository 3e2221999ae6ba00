import assert from 'node:assert/strict';
import { test } from 'node:test';
import additions from '../../../server/src/schema/additions.json';
import { fieldAt, knownKinds } from '../../../server/src/schema/schema';
import { istioObject, pathsOf } from './paths';

/** A type as the additions have it. */
interface WrittenType {
  readonly fields?: Readonly<Record<string, WrittenField>>;
  readonly list?: string | WrittenType;
  readonly values?: readonly string[];
}

interface WrittenField {
  readonly like?: string;
  readonly type?: string | WrittenType;
}

test('each field that we add is known wherever its parent is', () => {
  for (const { kinds, under, fields } of additions.fields) {
    for (const kind of kinds) {
      const known = pathsOf(kind);
      const parents = [...known.keys()].filter((path) => under.some((it) => path.endsWith(`.${it}`)));
      assert.notEqual(parents.length, 0, `${kind}: ${under}`);
      for (const parent of parents) {
        for (const path of writtenPaths({ fields })) assert.ok(known.has(parent + path), `${kind} ${parent}${path}`);
      }
    }
  }
});

test('each kind that we add is known with all its fields', () => {
  for (const { kind, apiVersions, type } of additions.kinds) {
    assert.deepEqual(knownKinds.find((it) => it.kind === kind)?.apiVersions, apiVersions);
    const known = pathsOf(kind);
    for (const path of writtenPaths(type)) assert.ok(known.has(`spec${path}`), `${kind} spec${path}`);
  }
});

test('each value that we add is allowed', () => {
  for (const { kinds, at, values } of additions.values) {
    for (const kind of kinds) {
      const types = [...pathsOf(kind)].filter(([path]) => at.some((it) => path.endsWith(`.${it}`)));
      assert.notEqual(types.length, 0, `${kind}: ${at}`);
      for (const [path, type] of types) {
        assert.ok(type.kind === 'string' && values.every((it) => type.values?.includes(it)), `${kind} ${path}`);
      }
    }
  }
});

test('a field that we add says since when Istio has it', () => {
  const field = fieldAt(istioObject('VirtualService'), ['spec', 'http', 0, 'redirect', 'prefixRewrite']);
  assert.match(field?.description ?? '', /Since Istio 1\.31\.$/);
});

function writtenPaths(type: string | WrittenType | undefined): string[] {
  if (typeof type !== 'object') return [];
  if (type.list) return writtenPaths(type.list);
  return Object.entries(type.fields ?? {}).flatMap(([name, field]) => [
    `.${name}`,
    ...writtenPaths(field.type).map((path) => `.${name}${path}`),
  ]);
}
