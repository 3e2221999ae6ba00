import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../../server/src/features/findings';
import { defaultSettings, readSettings, settingsTable } from '../../../server/src/workspace/settings';
import { Workspace } from '../../../server/src/workspace/workspace';
import { found } from '../../check';

const gateway = (name: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name} }
spec:
  selector: { istio: partner }
  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ a.example ] } ]
`;
const routes = (name: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a }
spec:
  hosts: [ a.example ]
  gateways: [ ${name} ]
  http: [ { route: [ { destination: { host: a } } ] } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: a }
spec: { hosts: [ a.example ], ports: [ { number: 443, name: tls, protocol: TLS } ], resolution: DNS }
`;
const missing = (file: string, name: string): string => `${file}: virtual-service-gateway-not-found: ${name}`;

describe('meshes of one repository do not see each other', () => {
  test('two overlays of one base: the base belongs to both', () => {
    const source = (production: string): string => `#- base/kustomization.yaml
resources: [ routes.yaml ]
#- base/routes.yaml
${routes('way')}#- clusters/dev/kustomization.yaml
resources: [ ../../base, gateway.yaml ]
#- clusters/dev/gateway.yaml
${gateway('way')}#- clusters/prod/kustomization.yaml
resources: [ ../../base, gateway.yaml ]
#- clusters/prod/gateway.yaml
${gateway(production)}`;
    assert.deepEqual(found(source('way')), []);
    assert.deepEqual(found(source('other')), [missing('base/routes.yaml', 'way')]);
  });
  test('folders that the settings name', () => {
    const source = `#- dev/routes.yaml\n${routes('way')}#- prod/gateway.yaml\n${gateway('way')}`;
    assert.deepEqual(found(source), []);
    assert.deepEqual(found(source, { meshes: ['dev', 'prod/'] }), ['virtual-service-gateway-not-found: way']);
  });
  test('the namespace of a kustomization is that of its objects', () => {
    const source = (namespace: string): string => `#- kustomization.yaml
namespace: shop
resources: [ routes.yaml, gateway.yaml ]
#- routes.yaml
${routes(`${namespace}/way`)}#- gateway.yaml
${gateway('way')}`;
    assert.deepEqual(found(source('shop')), []);
    assert.deepEqual(found(source('other')), ['routes.yaml: virtual-service-gateway-other-namespace: other/way']);
  });
  test('a patch is not an object', () => {
    const patch =
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec: { gateways: [ nowhere ] }\n';
    assert.deepEqual(
      found(
        `#- kustomization.yaml\npatches: [ { path: patch.yaml } ]\n#- patch.yaml\n${patch}#- b.yaml\n${gateway('b')}`,
      ),
      [],
    );
  });
  test('a kustomization that comes, changes and goes changes who sees whom', () => {
    const workspace = new Workspace();
    const meshes = (): number => workspace.meshesOf(workspace.documents('a.yaml')[0]!)[0]?.mesh.size ?? 0;
    workspace.set('a.yaml', gateway('a'));
    workspace.set('b.yaml', gateway('b'));
    assert.equal(meshes(), 2);
    workspace.set('kustomization.yaml', 'resources: [ a.yaml ]\n');
    assert.equal(meshes(), 1 + 1, 'the kustomization itself belongs to it');
    workspace.set('kustomization.yaml', 'resources: [ a.yaml, b.yaml ]\n');
    assert.equal(meshes(), 2 + 1);
    workspace.set('kustomization.yaml', undefined);
    assert.equal(meshes(), 3 - 1);
  });
  test('what was found before a kustomization came, or a setting changed, is looked at again', () => {
    const workspace = new Workspace();
    const findings = new Findings(workspace);
    const count = (): number => findings.of('routes.yaml').length;
    workspace.set('routes.yaml', routes('way'));
    workspace.set('gateway.yaml', gateway('way'));
    assert.equal(count(), 0);
    workspace.set('kustomization.yaml', 'resources: [ gateway.yaml ]\n');
    assert.equal(count(), 1);
    findings.takeStale();
    workspace.configure({ ...defaultSettings, rules: { 'virtual-service-gateway-not-found': 'off' } });
    assert.ok(findings.takeStale().has('routes.yaml'));
    assert.equal(count(), 0);
  });
  test('only a file that is called like one is the kustomization of its folder', () => {
    const stray = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n';
    const source = (more: string) =>
      found(
        `#- a/routes.yaml\n${routes('way')}#- a/kustomization.yaml\nresources: [ routes.yaml ]\n#- b.yaml\n${gateway('way')}${more}`,
      );
    assert.deepEqual(source(''), ['virtual-service-gateway-not-found: way']);
    assert.deepEqual(source(`#- a/stray.yaml\n${stray}`), ['virtual-service-gateway-not-found: way']);
  });
  test('kustomizations that include each other, or files outside, do no harm', () => {
    assert.deepEqual(
      found(
        `#- a/kustomization.yaml\nresources: [ ../b, ../../outside.yaml, https://example.com/x ]\n#- b/kustomization.yaml\nresources: [ ../a ]\n#- b/g.yaml\n${gateway('b')}`,
      ),
      [],
    );
  });
});

describe('settings', () => {
  test('the namespace of objects that name none', () => {
    const source = `#- routes.yaml\n${routes('shop/way')}#- gateway.yaml\n${gateway('way')}`;
    assert.deepEqual(found(source), []);
    assert.deepEqual(found(source, { namespace: 'shop' }), []);
    assert.deepEqual(found(source, { namespace: 'other' }), ['virtual-service-gateway-other-namespace: shop/way']);
  });
  test('a rule may have another severity, or be off', () => {
    const source = routes('nowhere');
    const rule = 'virtual-service-gateway-not-found';
    assert.deepEqual(found(source, { rules: { [rule]: 'hint' } }), [`${rule} (hint): nowhere`]);
    assert.deepEqual(found(source, { rules: { [rule]: 'off' } }), []);
  });
  test('each wrong value has a problem and leaves the default', () => {
    const given = { namespace: 7, meshes: 'a', rules: { nothing: 'error' }, colour: 'red', exclude: ['x'] };
    const { settings, problems } = readSettings(given, ['a-rule']);
    assert.deepEqual(problems.map((it) => it.key).sort(), ['colour', 'meshes', 'namespace', 'rules']);
    assert.deepEqual(settings, { ...defaultSettings, exclude: ['x'] });
    assert.deepEqual(readSettings('text', []).problems.length, 1);
    assert.deepEqual(readSettings(undefined, []).problems, []);
  });
  test('a setting may be true or false, or one of some words', () => {
    const read = (given: object) => readSettings(given, []);
    const { settings, problems } = read({ autoMtls: false, outboundTrafficPolicy: 'REGISTRY_ONLY' });
    assert.deepEqual([settings.autoMtls, settings.outboundTrafficPolicy, problems], [false, 'REGISTRY_ONLY', []]);
    assert.deepEqual(
      read({ autoMtls: 'no', outboundTrafficPolicy: 'registry_only' }).problems.map((it) => it.message),
      [
        '`autoMtls` is true or false',
        '`outboundTrafficPolicy` is one of ALLOW_ANY, REGISTRY_ONLY, ALLOW_ANY_DYNAMIC_DNS',
      ],
    );
  });
  test('every setting has a sentence and a default', () => {
    for (const it of settingsTable) assert.match(it.description, /^[A-Z].*\.$/s, it.key);
  });
});
