import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientsFor } from '../../../server/src/trace/clients';
import {
  egressPort,
  entry,
  hostname,
  https443,
  kubernetesGateway,
  kubernetesRoute,
  listener,
  object,
  sendTo,
  toEgress,
  toEntry,
  together,
} from '../../manifests';
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

  test('are in the namespace of a route for sidecars, and not in that of a gateway and its routes', () => {
    const files = together(
      entry(host),
      kubernetesGateway(listener('HTTP', 80)),
      kubernetesRoute('HTTPRoute', 'own', toEntry(host, 'namespace: shop'), sendTo(egressPort(80)), {
        namespace: 'billing',
      }),
      kubernetesRoute('HTTPRoute', 'way-out', toEgress(), sendTo(hostname(host)), { namespace: 'infra' }),
    );
    assert.deepEqual(namespacesOf(files), ['billing', 'shop']);
  });

  test('are of each data plane where there are two, and pods that say so are told apart', () => {
    const namespace = (name: string, label: string): string =>
      `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { ${label} } }\n`;
    const pods = (its: string, label = 'app: web'): string =>
      object('Deployment', `web-${its}`, `  template: { metadata: { labels: { ${label} } } }`, its);
    const ambient = 'istio.io/dataplane-mode: ambient';
    const files = together(
      entry(host),
      ...['a', 'b'].flatMap((it) => [namespace(it, 'istio-injection: enabled'), pods(it)]),
      ...['c', 'd'].flatMap((it) => [namespace(it, ambient), pods(it)]),
      pods('c', 'istio.io/dataplane-mode: none'),
      pods('c', 'sidecar.istio.io/inject: "true"'),
    );
    const clients = clientsFor(meshOf(files), host).map(({ namespace: its, labels }) => [its, ...labels].join(' '));
    assert.deepEqual(clients, ['a', 'c', 'c sidecar.istio.io/inject,true', 'shop']);
  });
});
