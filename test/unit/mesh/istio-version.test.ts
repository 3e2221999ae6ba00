import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBefore, istioVersion, releaseOf } from '../../../server/src/mesh/istio-version';
import { readSettings } from '../../../server/src/workspace/settings';
import { meshOf } from '../../traced';

const version = (source: string, istioVersionSet = ''): string | undefined => {
  const found = istioVersion(meshOf(source, { istioVersion: istioVersionSet }));
  return found && `${found.release} ${found.origin?.path.join('.') ?? 'set'}`;
};

const serviceEntry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec: { hosts: [ api.payments.example ] }
`;
const operator = (tag: string): string => `
#- operator-${tag}.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec: { tag: ${tag} }
`;
const istiod = (image: string): string => `
#- istiod.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system }
spec:
  template:
    metadata: { labels: { app: istiod } }
    spec:
      containers: [ { name: discovery, image: "${image}" } ]
`;

test('where nothing says the version, none is taken', () => {
  assert.equal(version(serviceEntry), undefined);
  assert.equal(isBefore(meshOf(serviceEntry), 32), false);
});

test('an IstioOperator says it by its tag', () => {
  assert.equal(version(`${serviceEntry}${operator('1.22.3-distroless')}`), '22 spec.tag');
});

test('the Sail operator is told it', () => {
  const control = `${serviceEntry}---
apiVersion: sailoperator.io/v1
kind: Istio
metadata: { name: default }
spec: { version: v1.24-latest, namespace: istio-system }
`;
  assert.equal(version(control), '24 spec.version');
});

test('the chart of istiod has that of Istio, however it is installed', () => {
  const flux = `${serviceEntry}---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: istiod, namespace: istio-system }
spec: { chart: { spec: { chart: istiod, version: "1.27.1" } } }
`;
  assert.equal(version(flux), '27 spec.chart.spec.version');
  const argo = `${serviceEntry}---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: istiod }
spec: { source: { chart: istiod, targetRevision: 1.26.0 } }
`;
  assert.equal(version(argo), '26 spec.source.targetRevision');
});

test('a branch of a repository is no version of a chart', () => {
  const argo = `${serviceEntry}---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: istiod }
spec: { source: { path: charts/istiod, targetRevision: 1.26.0 } }
`;
  assert.equal(version(argo), undefined);
});

test('the image of istiod has it, from whatever registry', () => {
  assert.equal(
    version(`${serviceEntry}${istiod('registry.example:5000/istio/pilot:1.21.2')}`),
    '21 spec.template.spec.containers',
  );
  assert.equal(version(`${serviceEntry}${istiod('registry.example/istio/pilot@sha256:1234')}`), undefined);
});

test('of two that are installed the newer counts', () => {
  assert.equal(version(`${serviceEntry}${operator('1.22.0')}${operator('1.24.0')}`), '24 spec.tag');
});

test('the setting goes before what is installed', () => {
  assert.equal(version(`${serviceEntry}${operator('1.22.0')}`, '1.30'), '30 set');
});

test('a version that is still to be filled in, or that nobody knows, is none', () => {
  for (const it of ['latest', '1.5.0', '1.99.0', '2.22', '${TAG}', '']) assert.equal(releaseOf(it), undefined, it);
});

test('a version in the settings may be a number, which has lost its zero', () => {
  const set = (istio: unknown): string => readSettings({ istioVersion: istio }, []).settings.istioVersion;
  assert.equal(set('1.22'), '1.22');
  assert.equal(set(1.2), '1.20');
  assert.equal(set(1.3), '1.30');
  assert.deepEqual(readSettings({ istioVersion: '1.4' }, []).problems.length, 1);
});
