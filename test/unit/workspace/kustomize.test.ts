import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { found } from '../../check';
import { fixture } from '../../fixture';

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: way }
spec:
  selector: { istio: partner }
  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ a.example ] } ]
`;
const routes = (to: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a }
spec:
  hosts: [ a.example ]
  gateways: [ ${to} ]
  http: [ { route: [ { destination: { host: a } } ] } ]
`;

/** Namespace and name that each mesh has for the objects of a file. */
function objects(source: string, path: string): string[] {
  const { workspace } = fixture(source);
  return workspace
    .documents(path)
    .flatMap((it) => workspace.meshesOf(it))
    .flatMap(({ objects }) => objects.map(({ namespace, name }) => `${namespace}/${name}`));
}

describe('kustomize changes names', () => {
  test('overlays that name their bases again and again come to an end', () => {
    const layers = Array.from(
      { length: 30 },
      (_, i) =>
        `#- a${i}/kustomization.yaml\nnamePrefix: a\nresources: [ ../a${i + 1}, ../b${i + 1} ]\n#- b${i}/kustomization.yaml\nnamePrefix: b\nresources: [ ../a${i + 1}, ../b${i + 1}, ../a${i} ]\n`,
    );
    assert.ok(
      objects(
        `${layers.join('')}#- a30/kustomization.yaml\nresources: [ way.yaml ]\n#- a30/way.yaml\n${gateway}`,
        'a30/way.yaml',
      ).length < 2000,
    );
  });
  test('prefix and suffix of each layer, the outer one outside', () => {
    const layers = `#- overlay/kustomization.yaml
namePrefix: prod-
nameSuffix: -eu
namespace: shop
resources: [ ../base ]
#- base/kustomization.yaml
namePrefix: egress-
nameSuffix: -v1
resources: [ way.yaml ]
#- base/way.yaml
${gateway}`;
    assert.deepEqual(objects(layers, 'base/way.yaml'), ['shop/prod-egress-way-v1-eu']);
  });
  test('two overlays that one kustomization includes make two objects of one', () => {
    const layer = (name: string): string =>
      `#- ${name}/kustomization.yaml\nnamePrefix: ${name}-\nresources: [ ../base ]\n`;
    assert.deepEqual(
      objects(
        `#- kustomization.yaml\nresources: [ dev, prod ]\n${layer('dev')}${layer('prod')}#- base/kustomization.yaml\nresources: [ way.yaml ]\n#- base/way.yaml\n${gateway}`,
        'base/way.yaml',
      ),
      ['/dev-way', '/prod-way'],
    );
  });
  test('but not those of namespaces, and not those that Istio’s objects use for others', () => {
    const source = (to: string): string =>
      `#- kustomization.yaml\nnamePrefix: prod-\nresources: [ all.yaml ]\n#- all.yaml\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n---\n${gateway}---\n${routes(to)}`;
    assert.deepEqual(objects(source('way'), 'all.yaml'), ['/shop', '/prod-way', '/prod-a']);
    assert.deepEqual(found(source('prod-way')), []);
    assert.deepEqual(found(source('way')), ['all.yaml: virtual-service-gateway-not-found: way']);
  });
  test('with a configuration of its own it may change those too, so all names are taken as they are written', () => {
    for (const more of ['configurations: [ names.yaml ]', 'transformers: [ t.yaml ]', 'crds: [ c.json ]']) {
      const source = `#- kustomization.yaml\nnamePrefix: prod-\n${more}\nresources: [ a.yaml ]\n#- a.yaml\n${gateway}---\n${routes('way')}`;
      assert.deepEqual(objects(source, 'a.yaml'), ['/way', '/a'], more);
      assert.deepEqual(found(source), [], more);
    }
  });
});

test('R10: older objects go first, those that are in no cluster yet behind all', () => {
  const way = (name: string, created: string): string =>
    gateway.replace('name: way', `name: ${name}${created && `, creationTimestamp: "${created}"`}`);
  const { workspace, main } = fixture(
    [way('a', '2024-05-01T00:00:00Z'), way('b', '2023-05-01T00:00:00Z'), way('c', ''), way('d', '')].join('---\n'),
  );
  const mesh = workspace.meshesOf(workspace.documents(main)[0]!)[0]!.mesh;
  assert.deepEqual(
    mesh.all('Gateway').map((it) => it.name),
    ['b', 'a', 'c', 'd'],
  );
});
