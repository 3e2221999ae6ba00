import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownKinds, objectType } from '../../../server/src/schema/schema';
import type { Type } from '../../../server/src/schema/type';
import { couldEqual, hasPlaceholder } from '../../../server/src/text/placeholder';

/** Their enumerations have words that say what somebody may well want to have filled in, such as VIRTUAL_HOST. */
const others = new Set(['EnvoyFilter', 'Telemetry', 'WasmPlugin', 'TrafficExtension']);

const valuesIn = (type: Type, above: readonly Type[] = []): readonly string[] => {
  if (above.includes(type)) return [];
  const within = [...above, type];
  if (type.kind === 'object') return [...type.fields.values()].flatMap((it) => valuesIn(it.type, within));
  if (type.kind === 'list') return valuesIn(type.items, within);
  if (type.kind === 'map') return valuesIn(type.values, within);
  return type.kind === 'string' ? (type.values ?? []) : [];
};

test('a value that an enumeration has is never something to be filled in', () => {
  const values = knownKinds
    .filter((it) => !others.has(it.kind))
    .flatMap(({ kind, apiVersions: [version = ''] }) => valuesIn(objectType(version, kind) ?? { kind: 'any' }));
  assert.ok(values.includes('ISTIO_MUTUAL'), 'the schema is read');
  assert.deepEqual([...new Set(values.filter(hasPlaceholder))], []);
});

test('any other value in capitals is', () => {
  for (const value of ['SERVICE_URL', 'ISTIO_GATEWAY', 'HTTP_PORT']) assert.ok(hasPlaceholder(value), value);
  assert.ok(couldEqual('SERVICE_URL', 'api.payments.example'));
  assert.ok(!couldEqual('ISTIO_MUTUAL', 'SIMPLE'), 'a mode is not another one');
});
