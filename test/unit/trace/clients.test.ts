import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientsFor } from '../../../server/src/trace/clients';
import { entry, https443, together } from '../../manifests';
import { meshOf } from '../../traced';

const host = 'api.example.com';

const namespacesOf = (source: string): readonly string[] => [
  ...new Set(clientsFor(meshOf(source), host).map((it) => it.namespace)),
];

describe('the clients that stand for all', () => {
  test('are not in the root namespace, wherever the mesh configuration puts it', () => {
    const mesh =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\n' +
      "data: { mesh: 'rootNamespace: istio-config' }\n";
    const inRoot = entry(host, https443, 'resolution: DNS', 'istio-config');
    const inShop = entry(host, https443);
    assert.deepEqual(namespacesOf(together(inRoot, inShop)), ['istio-config', 'shop']);
    assert.deepEqual(namespacesOf(together(inRoot, inShop, mesh)), ['shop']);
  });
});
