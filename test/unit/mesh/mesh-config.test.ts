import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MeshConfig, meshConfig } from '../../../server/src/mesh/mesh-config';
import { serviceEntryVisibility } from '../../../server/src/mesh/service-entry-visibility';
import { isExportedTo } from '../../../server/src/mesh/visibility';
import type { Settings } from '../../../server/src/workspace/settings';
import { pathText } from '../../../server/src/yaml/tree';
import { meshOf } from '../../traced';

const configMap = (mesh: string, name = 'istio'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: istio-system }\ndata:\n  mesh: |-\n${mesh.replace(/^/gm, '    ')}\n`;
const operator = (spec: string, name = 'control'): string =>
  `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
const nothing = 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: {}\n';

/** A value, and where it was found. */
function found(key: keyof MeshConfig, source: string, settings: Partial<Settings> = {}): unknown[] {
  const { value, origin } = meshConfig(meshOf(source, settings))[key];
  return origin ? [value, `${origin.object.resource.type} ${pathText(origin.path)}`] : [value];
}

describe('where the mesh’s configuration is found', () => {
  test('nowhere: the settings, whose defaults are Istio’s', () => {
    const config = meshConfig(meshOf(nothing));
    assert.deepEqual(
      Object.entries(config).map(([key, { value, origin, assumption }]) => [key, value, origin, assumption]),
      [
        ['outboundTrafficPolicy', 'ALLOW_ANY', undefined, undefined],
        ['defaultServiceExportTo', ['*'], undefined, undefined],
        ['defaultVirtualServiceExportTo', ['*'], undefined, undefined],
        ['defaultDestinationRuleExportTo', ['*'], undefined, undefined],
        ['rootNamespace', 'istio-system', undefined, undefined],
        ['trustDomain', 'cluster.local', undefined, undefined],
        ['autoMtls', true, undefined, undefined],
        ['upgradesHttp', false, undefined, undefined],
        ['dnsCapture', false, undefined, undefined],
        ['addressAllocation', true, undefined, undefined],
        ['proxyHttpPort', 0, undefined, undefined],
        ['controlPlaneNamespace', 'istio-system', undefined, undefined],
        ['discoveryAddress', undefined, undefined, undefined],
        ['injectsByDefault', false, undefined, undefined],
        ['includeIPRanges', '*', undefined, undefined],
        ['excludeIPRanges', '', undefined, undefined],
        ['includeOutboundPorts', '', undefined, undefined],
        ['excludeOutboundPorts', '', undefined, undefined],
        ['serviceEntryVisibility', undefined, undefined, undefined],
      ],
    );
    assert.deepEqual(found('outboundTrafficPolicy', nothing, { outboundTrafficPolicy: 'REGISTRY_ONLY' }), [
      'REGISTRY_ONLY',
    ]);
    assert.deepEqual(found('trustDomain', nothing, { trustDomain: 'td' }), ['td']);
  });
  test('in the ConfigMap of istiod, also in that of a revision', () => {
    const mesh = 'outboundTrafficPolicy:\n  mode: REGISTRY_ONLY';
    const place = 'ConfigMap data.mesh.outboundTrafficPolicy';
    assert.deepEqual(found('outboundTrafficPolicy', configMap(mesh)), ['REGISTRY_ONLY', place]);
    assert.deepEqual(found('outboundTrafficPolicy', configMap(mesh, 'istio-1-20')), ['REGISTRY_ONLY', place]);
    assert.deepEqual(found('outboundTrafficPolicy', configMap(mesh, 'other')), ['ALLOW_ANY']);
  });
  test('in an IstioOperator, whose values go before the fields above them', () => {
    const policy = (mode: string): string => `meshConfig: { outboundTrafficPolicy: { mode: ${mode} } }`;
    assert.deepEqual(found('outboundTrafficPolicy', operator(`{ ${policy('REGISTRY_ONLY')} }`)), [
      'REGISTRY_ONLY',
      'IstioOperator spec.meshConfig.outboundTrafficPolicy',
    ]);
    assert.deepEqual(
      found('outboundTrafficPolicy', operator(`{ ${policy('REGISTRY_ONLY')}, values: { ${policy('ALLOW_ANY')} } }`)),
      ['ALLOW_ANY', 'IstioOperator spec.values.meshConfig.outboundTrafficPolicy'],
    );
  });
  test('in what the Sail operator installs', () => {
    const istio =
      'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: { name: default }\nspec: { namespace: control, values: { meshConfig: { enableAutoMtls: false } } }\n';
    assert.deepEqual(found('autoMtls', istio), [false, 'Istio spec.values.meshConfig.enableAutoMtls']);
    assert.deepEqual(found('rootNamespace', istio), ['control', 'Istio spec.namespace']);
  });
  test('in a chart that Flux, Argo CD or kustomize installs', () => {
    const values = '{ meshConfig: { trustDomain: td } }';
    const flux = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a }\nspec: { chart: { spec: { chart: istiod } }, values: ${values} }\n`;
    const argo = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec: { sources: [ { chart: istiod, helm: { values: "${values}" } } ] }\n`;
    const kustomize = `#- kustomization.yaml\nhelmCharts: [ { name: istiod, valuesInline: ${values} } ]\n`;
    assert.deepEqual(found('trustDomain', flux), ['td', 'HelmRelease spec.values.meshConfig.trustDomain']);
    assert.deepEqual(found('trustDomain', argo), [
      'td',
      'Application spec.sources[0].helm.values.meshConfig.trustDomain',
    ]);
    assert.deepEqual(found('trustDomain', kustomize), [
      'td',
      'Kustomization helmCharts[0].valuesInline.meshConfig.trustDomain',
    ]);
    assert.deepEqual(found('trustDomain', flux.replace('istiod', 'other')), ['cluster.local']);
  });
  test('in a file with the values of a chart', () => {
    const values = `#- main.yaml\n${nothing}#- istiod/values.yaml\nmeshConfig:\n  proxyHttpPort: 15080\n`;
    assert.deepEqual(found('proxyHttpPort', values), [15080, 'HelmValues meshConfig.proxyHttpPort']);
    const nested = `#- main.yaml\n${nothing}#- mesh/values.yaml\nistiod:\n  meshConfig:\n    proxyHttpPort: 15080\n`;
    assert.deepEqual(found('proxyHttpPort', nested), [15080, 'HelmValues istiod.meshConfig.proxyHttpPort']);
  });
});

describe('what a value is', () => {
  test('3.9: a policy without a mode refuses what is not known', () => {
    assert.deepEqual(found('outboundTrafficPolicy', operator('{ meshConfig: { outboundTrafficPolicy: {} } }')), [
      'REGISTRY_ONLY',
      'IstioOperator spec.meshConfig.outboundTrafficPolicy',
    ]);
  });
  test('the root namespace is that of the control plane, if nothing else is said', () => {
    assert.deepEqual(found('rootNamespace', operator('{ values: { global: { istioNamespace: control } } }')), [
      'control',
      'IstioOperator spec.values.global.istioNamespace',
    ]);
    assert.deepEqual(
      found(
        'rootNamespace',
        operator('{ values: { meshConfig: { rootNamespace: root }, global: { istioNamespace: control } } }'),
      ),
      ['root', 'IstioOperator spec.values.meshConfig.rootNamespace'],
    );
  });
  test('DNS capture: by a variable of the proxies, or by the profile', () => {
    const capture = (value: string): string =>
      operator(`{ meshConfig: { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: ${value} } } } }`);
    for (const value of ['"true"', 'true', '"1"']) assert.equal(found('dnsCapture', capture(value))[0], true, value);
    assert.equal(found('dnsCapture', capture('"false"'), { dnsCapture: true })[0], false);
    assert.deepEqual(found('dnsCapture', operator('{ profile: preview }')), [true, 'IstioOperator spec.profile']);
  });
  test('S10: addresses are given unless istiod is told not to', () => {
    const variable = '{ name: PILOT_ENABLE_IP_AUTOALLOCATE, value: "false" }';
    assert.deepEqual(
      found('addressAllocation', operator(`{ components: { pilot: { k8s: { env: [ ${variable} ] } } } }`)),
      [false, 'IstioOperator spec.components.pilot.k8s.env[0]'],
    );
    assert.equal(
      found('addressAllocation', operator('{ values: { pilot: { env: { PILOT_ENABLE_IP_AUTOALLOCATE: "0" } } } }'))[0],
      false,
    );
  });
  test('of sources that contradict, the one nearest to istiod counts, with an assumption at the other', () => {
    const mesh = meshOf(
      `${operator('{ meshConfig: { trustDomain: two, rootNamespace: istio-system } }')}---\n${configMap('trustDomain: one\nrootNamespace: istio-system')}`,
    );
    const { trustDomain, rootNamespace } = meshConfig(mesh);
    assert.equal(trustDomain.value, 'one');
    assert.equal(trustDomain.assumption?.object?.resource.kind, 'IstioOperator');
    assert.equal(
      trustDomain.assumption?.text,
      'The mesh’s trustDomain may be two, as is written here; it is taken to be one.',
    );
    assert.equal(rootNamespace.assumption, undefined);
  });
  test('what somebody fills in later, and what Istio does not know, is the default, with an assumption', () => {
    for (const mode of ['${MODE}', 'VIRTUAL_SERVICE_ONLY']) {
      const { value, origin, assumption } = meshConfig(
        meshOf(operator(`{ meshConfig: { outboundTrafficPolicy: { mode: "${mode}" } } }`)),
      ).outboundTrafficPolicy;
      assert.deepEqual([value, origin], ['ALLOW_ANY', undefined]);
      assert.ok(assumption?.text.includes(mode));
    }
  });
});

describe('who sees what the mesh limits', () => {
  test('V2, S11, D16: an empty exportTo is what the mesh says for the kind', () => {
    const written = [{ value: '*', span: { start: 0, end: 0 } }];
    assert.deepEqual(
      [isExportedTo([], 'a', 'b', ['.']), isExportedTo([], 'a', 'a', ['.']), isExportedTo(written, 'a', 'b', ['.'])],
      [false, true, true],
    );
  });
  test('S11: the first policy that selects the namespace decides, where sidecars are to obey', () => {
    const policies = (applies: boolean): string =>
      `${operator(`{ meshConfig: { serviceEntryVisibility: { applyToSidecars: ${applies}, defaultVisibility: NAMESPACE, policies: [ { visibility: PUBLIC, matchingRules: [ { namespaceSelector: { matchLabels: { trusted: "yes" } } } ] }, { visibility: NONE, matchingRules: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: lab } } } ] }, { visibility: NONE, matchingRules: [ {} ] } ] } } }`)}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: egress, labels: { trusted: "yes" } }\n`;
    const seen = (source: string) => ['egress', 'lab', 'shop'].map((it) => serviceEntryVisibility(meshOf(source), it));
    assert.deepEqual(seen(policies(true)), ['PUBLIC', 'NONE', 'NAMESPACE']);
    assert.deepEqual(seen(policies(false)), ['PUBLIC', 'PUBLIC', 'PUBLIC']);
  });
});
