import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { installedGateways } from '../../../server/src/mesh/installations';
import { pathText } from '../../../server/src/yaml/tree';
import { entry, gateway, gatewayService, http80, routes, server, together } from '../../manifests';
import { meshOf, traced } from '../../traced';

const operator = (spec: string): string =>
  `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: control }\nspec: ${spec}\n`;
const flux = (spec: string, name = 'istio-egressgateway'): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: egress }\nspec: { chart: { spec: { chart: gateway } }, ${spec} }\n`;

const names = (source: string): string[] => installedGateways(meshOf(source)).map((it) => `${it.namespace}/${it.name}`);

function only(source: string) {
  const [gateway, ...more] = installedGateways(meshOf(source));
  assert.ok(gateway && more.length === 0);
  const { labels, ports, ...rest } = gateway;
  return {
    ...rest,
    labels: Object.fromEntries(['app', 'istio'].map((it) => [it, labels.get(it)])),
    ports: ports.map(({ port, targetPort }) => `${port}>${targetPort}`).join(' '),
    all: labels,
  };
}

test('3.14: an installation makes the Service of its gateway together with the pods', () => {
  const chain = together(
    operator('{ profile: demo }'),
    entry('api.example.com'),
    gateway(server(http80, 'api.example.com')),
    routes(
      'api.example.com',
      `  gateways: [mesh, egress]
  http:
  - match: [{ gateways: [mesh] }]
    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]
  - match: [{ gateways: [egress] }]
    route: [{ destination: { host: api.example.com } }]`,
    ),
  );
  assert.equal(traced(chain, 'shop', 'http://api.example.com').verdict, 'gateway');
  assert.equal(traced(chain.replace('demo', 'minimal'), 'shop', 'http://api.example.com').verdict, 'gateway');
  // the default installs a gateway, and not this one
  assert.equal(traced(chain.replace('demo', 'default'), 'shop', 'http://api.example.com').cause?.reason, 'no-cluster');
});

describe('3.14: gateways that istioctl installs', () => {
  test('an egress gateway that is listed has the chart’s labels, ports and service account', () => {
    const {
      object,
      path,
      all: _,
      ...gateway
    } = only(operator('{ profile: minimal, components: { egressGateways: [ { name: out, enabled: true } ] } }'));
    assert.deepEqual(gateway, {
      namespace: 'istio-system',
      name: 'out',
      labels: { app: 'istio-egressgateway', istio: 'egressgateway' },
      serviceAccount: 'out-service-account',
      ports: '80>8080 443>8443',
      unprivileged: true,
    });
    assert.equal(`${object.name} ${pathText(path)}`, 'control spec.components.egressGateways[0]');
  });
  test('what the manifest says of labels, ports, namespace and root goes before', () => {
    const gateway = only(
      operator(
        '{ profile: empty, components: { egressGateways: [ { name: out, namespace: egress, label: { istio: out, x: y }, k8s: { service: { ports: [ { port: 443, targetPort: 9443 }, { port: 15443 } ] } } } ] }, values: { gateways: { istio-egressgateway: { runAsRoot: true } } } }',
      ),
    );
    assert.deepEqual(
      [gateway.namespace, gateway.labels, gateway.ports, gateway.unprivileged, gateway.all.get('x')],
      ['egress', { app: 'istio-egressgateway', istio: 'out' }, '443>9443 15443>15443', false, 'y'],
    );
  });
  test('the namespace of what names none is that of the control plane', () => {
    const listed = 'components: { egressGateways: [ { name: out } ], ingressGateways: [] }';
    assert.deepEqual(names(operator(`{ ${listed}, values: { global: { istioNamespace: control } } }`)), [
      'control/out',
    ]);
    assert.deepEqual(names(operator(`{ ${listed}, namespace: old } }`)), ['old/out']);
  });
  test('a profile installs its own where none are listed', () => {
    const both = ['istio-system/istio-egressgateway', 'istio-system/istio-ingressgateway'];
    assert.deepEqual(names(operator('{ profile: demo }')), both);
    assert.deepEqual(names(operator('{}')), both.slice(1));
    assert.deepEqual(names(operator('{ profile: minimal }')), []);
    assert.deepEqual(names(operator('{ profile: demo, components: { egressGateways: [], ingressGateways: [] } }')), []);
    assert.deepEqual(names(operator('{ profile: ./my-profile.yaml }')), []);
  });
  test('one that is off is on all the same if the values say so', () => {
    const off = '{ profile: minimal, components: { egressGateways: [ { name: out, enabled: false } ] }';
    assert.deepEqual(names(operator(`${off} }`)), []);
    assert.deepEqual(names(operator(`${off}, values: { gateways: { istio-egressgateway: { enabled: true } } } }`)), [
      'istio-system/out',
    ]);
  });
});

describe('3.14: gateways of Istio’s Helm chart', () => {
  test('everything is called like the release, its label without `istio-`', () => {
    const { object, path, all: _, ...gateway } = only(flux(''));
    assert.deepEqual(gateway, {
      namespace: 'egress',
      name: 'istio-egressgateway',
      labels: { app: 'istio-egressgateway', istio: 'egressgateway' },
      serviceAccount: 'istio-egressgateway',
      ports: '15021>15021 80>80 443>443',
      unprivileged: false,
    });
    assert.equal(`${object.name} ${pathText(path)}`, 'istio-egressgateway spec');
  });
  test('the values go before', () => {
    const gateway = only(
      flux(
        'values: { name: out, labels: { istio: egress }, serviceAccount: { create: false }, service: { type: ClusterIP, ports: [ { name: tls, port: 443, targetPort: 8443 } ] }, env: { ISTIO_META_UNPRIVILEGED_POD: "true" } }',
      ),
    );
    assert.deepEqual(
      [gateway.name, gateway.labels, gateway.serviceAccount, gateway.ports, gateway.unprivileged],
      ['out', { app: 'out', istio: 'egress' }, 'default', '443>8443', true],
    );
    assert.equal(only(flux('values: { service: { type: None } }')).ports, '');
  });
  test('the release that Flux makes is called after its target namespace, unless it has a name', () => {
    assert.deepEqual(names(flux('targetNamespace: out')), ['out/out-istio-egressgateway']);
    assert.deepEqual(names(flux('targetNamespace: out, releaseName: way')), ['out/way']);
  });
  test('Argo CD and kustomize install it too', () => {
    const argo = (helm: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: app, namespace: argocd }\nspec: { destination: { namespace: egress }, source: { repoURL: x, chart: gateway, helm: ${helm} } }\n`;
    assert.deepEqual(names(argo('{}')), ['egress/app']);
    assert.deepEqual(names(argo('{ releaseName: way, values: "name: out" }')), ['egress/out']);
    assert.deepEqual(
      names('#- a/kustomization.yaml\nhelmCharts: [ { name: gateway, releaseName: way, namespace: egress } ]\n'),
      ['egress/way'],
    );
    assert.deepEqual(
      names(
        '#- a/kustomization.yaml\nnamespace: shop\nhelmCharts: [ { name: gateway, releaseName: way, namespace: egress } ]\n',
      ),
      ['shop/way'],
    );
  });
  test('a chart of the workspace may depend on it, and its values be for another name', () => {
    const chart = `#- charts/out/Chart.yaml
apiVersion: v2
name: out
dependencies:
  - name: gateway
    alias: egress-way
    repository: https://istio-release.storage.googleapis.com/charts
#- charts/out/values.yaml
egress-way:
  labels: { istio: egress }
  service: { ports: [ { port: 443, targetPort: 8443 } ] }
#- charts/other/values.yaml
egress-way: { name: other }
`;
    assert.deepEqual(names(chart), []);
    assert.deepEqual(names(chart.replace('  labels', '  name: way\n  labels')), ['/way']);
    const argo = `#- apps/out.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: app }
spec: { destination: { namespace: egress }, source: { repoURL: x, path: deploy/charts/out, helm: { valuesObject: { egress-way: { labels: { x: y } } } } } }
`;
    const gateway = only(chart + argo);
    assert.deepEqual(
      [gateway.namespace, gateway.name, gateway.labels, gateway.all.get('x'), gateway.ports],
      ['egress', 'app', { app: 'app', istio: 'egress' }, 'y', '443>8443'],
    );
  });
  test('other charts are none of ours', () => {
    assert.deepEqual(names(flux('').replace('chart: gateway', 'chart: nginx')), []);
  });
});
