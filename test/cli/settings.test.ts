import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { check, filesOf, folderOf, istioEgress } from './command-line';
import { bound, gateway, withUnknownField } from './manifests';

const wrong = withUnknownField();

describe('the settings file', () => {
  test('says how severe a rule is', () => {
    const files = { 'a/x.yaml': wrong, '.istio-egress.yaml': 'rules:\n  unknown-field: hint\n' };
    const folder = folderOf(files);
    assert.equal(check(folder).findings[0]?.severity, 'hint');
    assert.equal(check(join(folder, 'a')).findings[0]?.severity, 'hint', 'from a folder below, too');
    const off = folderOf({ ...files, '.istio-egress.yaml': 'rules: { unknown-field: off }' });
    assert.deepEqual(check(off).findings, []);
  });

  test('is that of the root: the nearest folder above that has one, or is a repository', () => {
    const folder = folderOf({
      '.istio-egress.yaml': 'rules: { unknown-field: off }',
      'a/.git/': '',
      'a/b/x.yaml': wrong,
    });
    assert.equal(check(folder, ['a/b']).findings.length, 1);
  });

  test('that is wrong is a problem with its line, and the rest of it holds', () => {
    const folder = folderOf({
      'a/x.yaml': wrong,
      '.istio-egress.yaml': 'namspace: shop\nrules:\n  unknown-field: warning\n',
    });
    const { status, stderr, problems, findings } = check(folder, ['a']);
    assert.deepEqual([status, findings[0]?.severity], [2, 'warning']);
    assert.deepEqual([problems[0]?.file, problems[0]?.line], ['.istio-egress.yaml', 1]);
    assert.match(stderr, /^istio-egress: \.istio-egress\.yaml:1: `namspace` is not a setting; there are .*\n$/);
  });

  test('that is not valid YAML is a problem, and the defaults hold', () => {
    const folder = folderOf({ 'x.yaml': wrong, '.istio-egress.yaml': 'rules: [\n' });
    const { status, problems, findings } = check(folder);
    assert.deepEqual([status, problems.length, findings[0]?.severity], [2, 1, 'error']);
  });

  test('stops generate where it is wrong', () => {
    const folder = folderOf({ '.istio-egress.yaml': 'gateway: [ a ]\n' });
    const { status, stdout, stderr } = istioEgress(['generate', '--host', 'api.example.com'], { cwd: folder });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^istio-egress: \.istio-egress\.yaml:1: `gateway` is a text\.\n$/);
  });
});

describe('several meshes in one repository', () => {
  const kustomization = (namespace: string, ...resources: string[]) =>
    `namespace: ${namespace}\nresources: [ ${resources.join(', ')} ]\n`;
  const free = bound.replace(', namespace: shop', '').replace('[ partner-gateway ]', '[ infra/partner-gateway ]');

  test('two overlays of one base don’t see each other', () => {
    const folder = folderOf({
      'base/kustomization.yaml': 'resources: [ routes.yaml ]\n',
      'base/routes.yaml': free,
      'overlays/dev/kustomization.yaml': kustomization('dev', '../../base'),
      'overlays/prod/kustomization.yaml': kustomization('infra', '../../base', 'gateway.yaml'),
      'overlays/prod/gateway.yaml': gateway,
    });
    const found = check(folder).findings;
    assert.deepEqual(
      found.map((it) => [it.file, it.rule, it.severity]),
      [['base/routes.yaml', 'virtual-service-gateway-not-found', 'hint']],
      'the gateway of prod is not there for dev',
    );
  });

  test('an overlay is checked together with its base, which the call need not name', () => {
    const folder = folderOf({
      '.git/': '',
      'base/kustomization.yaml': 'resources: [ deep/gateway.yaml, gone.yaml, https://partner.example/x ]\n',
      'base/deep/gateway.yaml': gateway,
      'base/unused.yaml': withUnknownField(),
      'overlay/kustomization.yaml': kustomization('infra', '../base', 'routes.yaml', '../../outside'),
      'overlay/routes.yaml': free.replace('infra/', ''),
    });
    const { status, findings, summary } = check(join(folder, 'overlay'));
    assert.deepEqual([status, findings, summary['files']], [0, [], 4]);
  });

  test('the folders of the setting `meshes` don’t see each other', () => {
    const files = { 'dev/routes.yaml': free, 'prod/gateway.yaml': gateway };
    assert.deepEqual(filesOf(check(folderOf(files))), []);
    const apart = folderOf({ ...files, '.istio-egress.yaml': 'meshes: [ dev, prod ]\n' });
    assert.deepEqual(filesOf(check(apart)), ['dev/routes.yaml']);
    assert.deepEqual(filesOf(check(join(apart, 'dev'), ['.', '../prod'])), ['routes.yaml']);
  });
});
