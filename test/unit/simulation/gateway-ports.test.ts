import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, gateway, http, manifests, pods, server, virtualService } from '../envoy/gateway/gateway';

/*
 * What test/unit/envoy/gateway/simulation.test.ts leaves out of TestTargetPort, TestGatewayServices, TestTLSRouteTermination
 * and TestGatewayExternalSDSProviderSimulation in Istio's pilot/pkg/networking/core/gateway_simulation_test.go. What depends
 * on annotations that only Istio itself writes, for the Gateway API, cannot be in manifests.
 */

const service = (name: string, ports: string): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: infra }
spec: { selector: { istio: egress }, ports: ${ports} }`;
const host = 'shop.example.org';
const url = `http://${host}/`;
const twoGateways = (first: number, second: number): string[] => [
  gateway(server(`HTTP ${first}`, host), { name: 'first' }),
  gateway(server(`HTTP ${second}`, host), { name: 'second' }),
];
const rule = (name: string, port: number): string =>
  virtualService(host, http(`${name}.example.org`, '{ uri: { prefix: / } }', port), {
    name,
    gateways: 'infra/first, infra/second',
  });

for (const { title, objects, bound, virtualHost, to } of [
  {
    title: 'a server of the pod’s port and one of the Service’s share a listener',
    objects: [pods('[]'), service('one', '[ { port: 80, targetPort: 8080 } ]'), ...twoGateways(80, 8080)],
    bound: 8080,
    virtualHost: `${host}:80`,
    to: 'outbound|80||a.example.org',
  },
  {
    title: 'a server of a port that no Service has listens on just that',
    objects: [pods('[]'), service('one', '[ { port: 80, targetPort: 8080 } ]'), ...twoGateways(80, 82)],
    bound: 82,
    virtualHost: `${host}:82`,
    to: 'outbound|80||a.example.org',
  },
])
  test(title, () => {
    const found = call(manifests(...objects, rule('a', 80), rule('b', 8081)), { url, bound });
    assert.deepEqual(
      [found.listener, found.routes, found.virtualHost, found.to],
      [`0.0.0.0_${bound}`, `http.${bound}`, virtualHost, to],
    );
  });

test('servers of one port that two Services lead to two ports are on that of the first', () => {
  // pilot/pkg/model/gateway.go resolvePorts: a selector of pods means one port; Istio's own case has its annotations
  const mesh = manifests(
    pods('[]'),
    service('one', '[ { port: 80, targetPort: 8080 } ]'),
    service('two', '[ { port: 80, targetPort: 8081 } ]'),
    ...twoGateways(80, 80),
    rule('a', 80),
    rule('b', 8081),
  );
  assert.equal(call(mesh, { url, bound: 8080 }).to, 'outbound|80||a.example.org');
  assert.equal(call(mesh, { url, bound: 8081 }).to, 'no-listener');
});

test('a port that neither a Service nor a server has has no listener', () => {
  const mesh = manifests(pods('[]'), service('one', '[ { port: 80, targetPort: 8080 } ]'), ...twoGateways(80, 80));
  assert.equal(call(mesh, { url, bound: 82 }).to, 'no-listener');
});

test('a server whose certificate another provider has ends TLS as any other does', () => {
  const secure = `{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [ ${host} ], tls: { mode: SIMPLE, credentialName: "sds://own" } }`;
  const mesh = manifests(pods('[ { port: 443 } ]'), gateway(secure), virtualService(host, http('a.example.org')));
  const found = call(mesh, { url: `https://${host}`, port: 443 });
  assert.deepEqual([found.listener, found.to], ['0.0.0.0_443', 'outbound|80||a.example.org']);
});

test('a server that passes TLS on goes by the SNI of a rule for its port', () => {
  const rules = `tls: [ { match: [ { port: 443, sniHosts: [ ${host} ] } ], route: [ { destination: { host: a.example.org, port: { number: 8080 } } } ] } ]`;
  const mesh = manifests(
    pods('[ { port: 443 } ]'),
    gateway(server('TLS 443 PASSTHROUGH', `"*/${host}"`)),
    virtualService(host, rules),
  );
  const found = call(mesh, { url: `tls://${host}:443`, port: 443 });
  assert.deepEqual([found.listener, found.to], ['0.0.0.0_443', 'outbound|8080||a.example.org']);
});
