import assert from 'node:assert/strict';
import { test } from 'node:test';
import gatewayApi from '../../../server/src/schema/additions/gateway-api.json';
import istio from '../../../server/src/schema/additions/istio.json';
import kubernetes from '../../../server/src/schema/additions/kubernetes.json';
import { fieldAt, knownKinds } from '../../../server/src/schema/schema';
import type { ObjectType } from '../../../server/src/schema/type';
import { istioObject, known, pathsOf, steps } from './paths';

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

interface Additions {
  readonly served?: Readonly<Record<string, readonly string[]>>;
  readonly fields?: readonly {
    readonly kinds: readonly string[];
    readonly under: readonly string[];
    readonly fields: Readonly<Record<string, WrittenField>>;
  }[];
  readonly values?: readonly {
    readonly kinds: readonly string[];
    readonly at: readonly string[];
    readonly values: readonly string[];
    readonly open?: boolean;
  }[];
}

const sources: readonly Additions[] = [istio, gatewayApi, kubernetes];

/** The kind in each of its versions. */
const typesOf = ({ served }: Additions, kind: string): readonly ObjectType[] =>
  served?.[kind]?.map((it) => known(it, kind)) ?? [istioObject(kind)];

test('each field that we add is known wherever its parent is', () => {
  for (const source of sources)
    for (const { kinds, under, fields } of source.fields ?? [])
      for (const kind of kinds)
        for (const type of typesOf(source, kind)) {
          const paths = pathsOf(type);
          const parents = [...paths.keys()].filter((path) => under.some((it) => path.endsWith(`.${it}`)));
          assert.notEqual(parents.length, 0, `${kind}: ${under}`);
          for (const parent of parents)
            for (const path of writtenPaths({ fields }))
              assert.ok(paths.has(parent + path), `${kind} ${parent}${path}`);
        }
});

test('each kind that we add is known with all its fields', () => {
  for (const { kind, apiVersions, type } of istio.kinds) {
    assert.deepEqual(knownKinds.find((it) => it.kind === kind)?.apiVersions, apiVersions);
    const paths = pathsOf(istioObject(kind));
    for (const path of writtenPaths(type)) assert.ok(paths.has(`spec${path}`), `${kind} spec${path}`);
  }
});

test('each value that we add is offered, and others are allowed only where we say so', () => {
  for (const source of sources)
    for (const { kinds, at, values, open } of source.values ?? [])
      for (const kind of kinds)
        for (const type of typesOf(source, kind)) {
          const found = [...pathsOf(type)].filter(([path]) => at.some((it) => path.endsWith(`.${it}`)));
          assert.notEqual(found.length, 0, `${kind}: ${at}`);
          for (const [path, it] of found) {
            assert.ok(it.kind === 'string' && values.every((value) => it.values?.includes(value)), `${kind} ${path}`);
            assert.equal(it.open, open, `${kind} ${path}`);
          }
        }
});

test('a field that we add says since when Istio has it', () => {
  const field = fieldAt(istioObject('VirtualService'), steps('spec.http.0.redirect.prefixRewrite'));
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
