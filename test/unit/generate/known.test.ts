import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { knownOfEgress } from '../../../server/src/generate/known';
import { fixture } from '../../fixture';

/** What is known in a workspace, at its cursor. */
function known(source: string, selected = '') {
  const { workspace, cursor } = fixture(source);
  return knownOfEgress(workspace, { ...cursor, selected });
}

const entry = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: partners
  namespace: shop
spec:
  hosts:
    - api.partner.example
    - "*.partner.example"
    - files.partner.example
`;
const service = `apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  ports: [ { port: 80 } ]
`;
const ingress = service.replaceAll('egressgateway', 'ingressgateway');
const pods = (istio: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-${istio}, namespace: istio-system }
spec:
  template:
    metadata: { labels: { istio: ${istio} } }
    spec:
      containers: [ { name: istio-proxy, image: "docker.io/istio/proxyv2:1.28.1" } ]
`;
const kubernetes = (className: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: out, namespace: shop }
spec: { gatewayClassName: ${className}, listeners: [] }
`;

describe('before anybody is asked', () => {
  test('the host under the cursor is known', () => {
    const source = entry.replace('files.partner', 'files.$0partner');
    assert.deepEqual(known(source).hosts, ['files.partner.example']);
  });

  test('elsewhere in the object all its hosts are, but wildcards', () => {
    const source = entry.replace('kind:', 'ki$0nd:');
    assert.deepEqual(known(source).hosts, ['api.partner.example', 'files.partner.example']);
  });

  test('a wildcard is where the cursor is at it', () => {
    assert.deepEqual(known(entry.replace('*.partner', '*.par$0tner')).hosts, ['*.partner.example']);
  });

  test('Services of the mesh are no hosts outside', () => {
    const source = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [ re$0views, reviews.shop.svc.cluster.local ]
`;
    assert.deepEqual(known(source).hosts, []);
  });

  test('a URL, a curl command or hosts that are selected go first', () => {
    const source = entry.replace('files.partner', 'files.$0partner');
    assert.deepEqual(known(source, 'https://api.example.com:8443/v1').hosts, ['https://api.example.com:8443/v1']);
    assert.deepEqual(known(source, 'a.example.com, b.example.com').hosts, ['a.example.com', 'b.example.com']);
    const curl = "curl -H 'Accept: */*' https://api.example.com/";
    assert.deepEqual(known(source, curl).hosts, [curl]);
  });

  test('a selection that is no host is none', () => {
    const source = entry.replace('files.partner', 'files.$0partner');
    assert.deepEqual(known(source, 'resolution: DNS').hosts, ['files.partner.example']);
  });

  test('the namespace is that of the object, or of all in the file', () => {
    assert.equal(known(entry.replace('kind:', 'ki$0nd:')).namespace, 'shop');
    assert.equal(known(`$0# the shop\n---\n${entry}`).namespace, 'shop');
    assert.equal(known(`$0# two\n---\n${entry}---\n${entry.replace(': shop', ': bank')}`).namespace, '');
  });

  test('the gateways of the folder are, egress first, and what can be made', () => {
    const { gateways } = known(
      `#- gateways.yaml\n${ingress}---\n${pods('ingressgateway')}---\n${service}---\n${pods('egressgateway')}`,
    );
    assert.deepEqual(gateways, [
      { api: 'istio', gateway: 'istio-system/istio-egressgateway', file: 'gateways.yaml' },
      { api: 'istio', gateway: 'istio-system/istio-ingressgateway', file: 'gateways.yaml' },
      { api: 'gateway-api' },
      { api: 'ambient' },
      { api: 'sidecar' },
    ]);
  });

  test('where none is found it is that of the settings', () => {
    assert.deepEqual(known(entry).gateways[0], { api: 'istio', gateway: 'istio-system/istio-egressgateway' });
  });

  test('a Gateway of the Gateway API is one, a waypoint is not', () => {
    const own = { api: 'gateway-api', gateway: 'shop/out', file: 'main.yaml' };
    assert.deepEqual(known(kubernetes('istio')).gateways[0], own);
    assert.ok(!known(kubernetes('istio-waypoint')).gateways.some((it) => it.gateway === 'shop/out'));
  });

  test('a waypoint is first where the mesh is ambient', () => {
    const namespace =
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: { istio.io/dataplane-mode: ambient }\n';
    assert.deepEqual(known(namespace).gateways[0], { api: 'ambient' });
  });

  test('Istio’s version is, with the file that says it', () => {
    assert.deepEqual(known(`#- a.yaml\n${pods('egressgateway')}`).istioVersion, { release: '1.28', file: 'a.yaml' });
    assert.equal(known(entry).istioVersion, undefined);
  });

  test('the namespaces of the manifests are', () => {
    assert.deepEqual(known(`${entry}---\n${pods('egressgateway')}`).namespaces, ['istio-system', 'shop']);
  });
});
