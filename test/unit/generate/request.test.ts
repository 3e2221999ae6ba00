import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Settings } from '../../../server/src/workspace/settings';
import { fixture } from '../../fixture';
import { type OneWish, requestOf } from './requested';

const ask = (answers: OneWish, source = '', settings: Partial<Settings> = {}) =>
  requestOf(answers, fixture(source, settings).workspace);

const host = 'api.example.com';

describe('a request for an egress route', () => {
  test('needs no more than a host', () => {
    assert.deepEqual(ask({ host }).request, {
      host,
      application: 'http',
      port: 80,
      outside: 'same',
      hop: 'mtls',
      api: 'istio',
      namespace: '',
      gateway: { namespace: 'istio-system', name: 'istio-egressgateway' },
      isAnyGateway: true,
      selector: { istio: 'egressgateway' },
    });
  });

  test('of nobody’s clients is not one of clients in ambient mode', () => {
    const gateway =
      'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: out, namespace: shop }\nspec: {}\n';
    assert.equal(ask({ host, clients: [] }, gateway).request?.api, 'istio');
  });

  test('takes scheme and port from a URL', () => {
    const { request } = ask({ host: `https://${host}:8443/v1` });
    assert.deepEqual([request?.application, request?.port, request?.hop], ['https', 8443, 'passthrough']);
  });

  test('takes port 443 for HTTPS and asks about an unusual one', () => {
    assert.equal(ask({ host: `${host}:443` }).request?.application, 'https');
    assert.equal(ask({ host: `${host}:80` }).request?.application, 'http');
    assert.match(ask({ host: `${host}:8080` }).problem ?? '', /Say what the application speaks on port 8080/);
    assert.equal(ask({ host: `${host}:8080`, application: 'http' }).request?.port, 8080);
  });

  test('lets the gateway do the TLS where the application speaks HTTP to an https URL', () => {
    const { request } = ask({ host: `https://${host}`, application: 'http' });
    assert.deepEqual([request?.application, request?.port, request?.outside], ['http', 80, 'tls']);
    assert.equal(ask({ host: `https://${host}`, application: 'http', outside: 'same' }).request?.outside, 'same');
  });

  test('lets the gateway do it to the port of the URL', () => {
    const { request } = ask({ host: `https://${host}:8443`, application: 'http' });
    assert.deepEqual([request?.port, request?.outside, request?.outsidePort], [80, 'tls', 8443]);
  });

  test('lets what is said go before what follows from the URL', () => {
    const { request } = ask({ host: `http://${host}`, application: 'http:8080', hop: 'plaintext', outside: 'tls' });
    assert.deepEqual([request?.port, request?.hop, request?.outside], [8080, 'plaintext', 'tls']);
  });

  test('takes namespace and gateway from the settings, and what is said before them', () => {
    const settings = { namespace: 'shop', gateway: 'egress/partner-gateway' };
    const { request } = ask({ host }, '', settings);
    assert.equal(request?.namespace, 'shop');
    assert.deepEqual(request?.gateway, { namespace: 'egress', name: 'partner-gateway' });
    assert.deepEqual(request?.selector, { istio: 'partner-gateway' });
    const said = ask({ host, namespace: 'mine', gateway: 'a/istio-b' }, '', settings).request;
    assert.deepEqual([said?.namespace, said?.gateway.name, said?.selector], ['mine', 'istio-b', { istio: 'b' }]);
  });

  test('takes the labels of the gateway’s pods from its Service', () => {
    const service = `
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec: { selector: { app: outbound, tier: edge } }
`;
    assert.deepEqual(ask({ host }, service).request?.selector, { app: 'outbound', tier: 'edge' });
    const elsewhere = service.replace('istio-system', 'other');
    assert.deepEqual(ask({ host }, elsewhere).request?.selector, { istio: 'egressgateway' });
    const templated = service.replace('edge', '{{ .Values.tier }}');
    assert.deepEqual(ask({ host }, templated).request?.selector, { istio: 'egressgateway' });
  });
});

describe('a request for the Gateway API', () => {
  const api = 'gateway-api';

  test('has a Gateway of its own beside the other objects', () => {
    const { request } = ask({ host, api, namespace: 'shop' }, '', { gateway: 'egress/partner' });
    assert.deepEqual(request?.gateway, { namespace: 'shop', name: 'egress-api-example-com' });
    assert.deepEqual(request?.selector, { 'gateway.networking.k8s.io/gateway-name': 'egress-api-example-com' });
  });

  test('takes the Gateway that is named', () => {
    const { request } = ask({ host, api, namespace: 'shop', gateway: 'egress/partner' });
    assert.deepEqual(request?.gateway, { namespace: 'egress', name: 'partner' });
    assert.deepEqual(request?.selector, { 'gateway.networking.k8s.io/gateway-name': 'partner' });
  });

  test('can be shut in where its Gateway is beside the clients', () => {
    assert.equal(ask({ host, api, namespace: 'shop', networkPolicy: true }).problem, undefined);
  });
});

describe('a NetworkPolicy lets through to the port of the gateway’s pods', () => {
  const podPort = (source: string, answers: Partial<OneWish> = {}) =>
    ask({ host, networkPolicy: true, ...answers }, source).request?.enclosure?.podPort;
  const service = (port: string): string => `
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec: { selector: { istio: egressgateway }, ports: [ ${port} ] }
`;

  test('as istioctl installs them', () => {
    assert.deepEqual([podPort(''), podPort('', { application: 'https' })], [8080, 8443]);
  });
  test('as other gateways have them', () => assert.equal(podPort('', { gateway: 'outbound/partner' }), 80));
  test('as their Service says', () => {
    assert.equal(podPort(service('{ name: http2, port: 80, targetPort: 9090 }')), 9090);
    assert.equal(podPort(service('{ name: http2, port: 80 }')), 80);
  });
  test('as their containers call it', () => {
    const deployment = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  template:
    metadata: { labels: { istio: egressgateway } }
    spec: { containers: [ { name: istio-proxy, ports: [ { name: plain, containerPort: 9191 } ] } ] }
`;
    assert.equal(podPort(service('{ name: http2, port: 80, targetPort: plain }') + deployment), 9191);
  });
  test('as an IstioOperator installs them', () => {
    const operator = `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec:
  components:
    egressGateways:
    - { name: istio-egressgateway, enabled: true, k8s: { service: { ports: [ { port: 80, targetPort: 9292 } ] } } }
`;
    assert.equal(podPort(operator), 9292);
  });
  test('that a Gateway of the Gateway API has itself', () => {
    assert.deepEqual(
      [podPort('', { api: 'gateway-api' }), podPort('', { api: 'gateway-api', application: 'https' })],
      [80, 443],
    );
  });
});

describe('a request is refused with the reason', () => {
  const refused: readonly [string, OneWish, RegExp][] = [
    ['for an address', { host: '10.0.0.1' }, /is an address/],
    ['for TLS inside TLS', { host, application: 'https', outside: 'tls' }, /encrypted twice/],
    ['for HTTPS on a plaintext hop', { host, application: 'https', hop: 'plaintext' }, /cannot be plaintext/],
    ['for passing HTTP through', { host, application: 'http', hop: 'passthrough' }, /no TLS that could be passed/],
    ['for HTTPS to an http URL', { host: `http://${host}`, application: 'https' }, /begins with http/],
    ['for two ports', { host: `${host}:8080`, application: 'http:9090' }, /says port 8080.*shall dial 9090/],
    ['for an unknown application', { host, application: 'smtp' }, /one of http, grpc, https, tcp/],
    ['for an unknown outside', { host, outside: 'quic' }, /one of same, tls, mtls/],
    ['for mutual TLS without a certificate', { host, outside: 'mtls' }, /name the Secret/],
    ['for a Secret that is none', { host, outside: 'mtls', credential: 'My Secret' }, /not the name of a Secret/],
    ['for TCP without a port', { host, application: 'tcp' }, /TCP has no usual port/],
    ['for an outside port that is none', { host, outside: 'tls', port: 'x' }, /x is not a port/],
    [
      'for many servers behind one gateway',
      { host: '*.example.com' },
      /stands for many servers.*name the hosts one by one/,
    ],
    [
      'for many servers before proxies look them up',
      { host: '*.example.com', api: 'sidecar', istioVersion: '1.29' },
      /only from Istio 1\.30 on/,
    ],
    [
      'for mutual TLS before a Gateway of the Gateway API ends it',
      { host, api: 'gateway-api', istioVersion: '1.21' },
      /only from Istio 1\.22 on: use hop plaintext, or --api istio/,
    ],
    ['for a version that is none', { host, istioVersion: '2.0' }, /one of 1\.18 to 1\.32, not 2\.0/],
    ['for an export to what is no namespace', { host, exportTo: ['My Shop'] }, /not the name of a namespace/],
    ['for an unknown hop', { host, hop: '' }, /one of plaintext, mtls, passthrough/],
    ['for a port that is none', { host, application: 'http:x' }, /x is not a port/],
    ['for an empty port', { host, application: 'http:' }, /An empty text is not a port/],
    ['for a namespace that is none', { host, namespace: 'My Shop' }, /not the name of a namespace/],
    ['for a gateway without namespace', { host, gateway: 'istio-egressgateway' }, /namespace\/name/],
    ['for plain HTTP to the port of TLS', { host, application: 'http:443' }, /Port 443 outside expects TLS/],
    ['for an unknown API', { host, api: 'consul' }, /one of istio, gateway-api/],
    [
      'for a Gateway elsewhere that cannot say where its routes are',
      { host, api: 'gateway-api', gateway: 'egress/partner' },
      /A Gateway in namespace egress must say where its routes are/,
    ],
    [
      'for a Gateway whose Service has no name',
      { host, api: 'gateway-api', namespace: 'a', gateway: `a/${'b'.repeat(58)}` },
      /too long/,
    ],
    [
      'for a NetworkPolicy around the gateway',
      { host, namespace: 'egress', gateway: 'egress/partner', networkPolicy: true },
      /would shut in the gateway, too/,
    ],
    [
      'for a NetworkPolicy around istiod',
      { host, api: 'gateway-api', namespace: 'istio-system', networkPolicy: true },
      /would shut in istiod, too/,
    ],
    ['for a gateway with too many slashes', { host, gateway: 'a/b/c' }, /namespace\/name/],
  ];
  for (const [title, answers, reason] of refused)
    test(title, () => {
      assert.match(ask(answers).problem ?? '', reason);
    });
});
