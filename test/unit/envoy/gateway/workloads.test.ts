import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credentials } from '../../../../server/src/mesh/gateway-credentials';
import { mergedServers } from '../../../../server/src/mesh/gateway-servers';
import { dialledPort, gatewaysBehindService, gatewayWorkloads } from '../../../../server/src/mesh/gateway-workloads';
import { call, gateway, gatewayHost, http, manifests, pods, server, virtualService } from './gateway';

const usual = 'istio-egressgateway.istio-system.svc.cluster.local';
const rest = (selector: string) => [
  gateway(server('HTTP 80'), { selector }),
  virtualService('api.example.com', http('d.example.com')),
];

describe('gateway pods that the workspace does not have', () => {
  test('3.14: are assumed by the usual names, with the usual ports', () => {
    const mesh = manifests(...rest('{ istio: egressgateway }'));
    const [found, ...others] = gatewaysBehindService(mesh, usual);
    assert.ok(found && others.length === 0);
    assert.deepEqual(
      [found.proxy.assumed, found.proxy.namespace, found.proxy.workload, [...found.proxy.labels.values()]],
      [true, 'istio-system', 'istio-system/istio-egressgateway', ['istio-egressgateway', 'egressgateway']],
    );
    assert.match(found.assumptions[0]?.text ?? '', /not in the manifests.*istio=egressgateway/);
    assert.deepEqual(
      [80, 443, 15443].map((it) => dialledPort(found, usual, it)),
      [8080, 8443, 15443],
    );
    assert.equal(call(mesh, { url: 'http://api.example.com', host: usual }).listener, '0.0.0.0_8080');
  });
  test('3.14: have the labels of a Helm release, with each port as it is', () => {
    const host = 'way-out.infra.svc.cluster.local';
    const [found] = gatewaysBehindService(manifests(...rest('{ istio: way-out }')), host);
    assert.equal(found && dialledPort(found, host, 443), 443);
    assert.deepEqual(gatewaysBehindService(manifests(...rest('{ istio: other }')), host), []);
  });
  test('3.14: have the labels which the Gateway wants that a VirtualService for the Service names', () => {
    const host = 'my-egress.infra.svc.cluster.local';
    const first = virtualService('api.example.com', http(host, '{ gateways: [ mesh ] }'), {
      name: 'w',
      gateways: 'mesh, infra/way-out',
    });
    const [found] = gatewaysBehindService(manifests(...rest('{ role: egress }'), first), host);
    assert.equal(found?.proxy.labels.get('role'), 'egress');
  });
  test('3.14: have the labels of Istio’s own installations where they have its name, whatever the Gateway wants', () => {
    const sentTo = (host: string) =>
      manifests(
        ...rest('{ istio: other }'),
        virtualService('api.example.com', http(host, '{ gateways: [ mesh ] }'), {
          name: 'w',
          gateways: 'mesh, infra/way-out',
        }),
      );
    const [found] = gatewaysBehindService(sentTo(usual), usual);
    assert.deepEqual([found?.proxy.assumed, found?.proxy.labels.get('istio')], [true, 'egressgateway']);
    const another = 'my-egress.infra.svc.cluster.local';
    assert.deepEqual(gatewaysBehindService(sentTo(another), another), []);
  });
  test('3.14: are assumed behind a Service of the workspace, with its labels and ports', () => {
    const [, service = ''] = pods('[ { port: 80, targetPort: 9080 } ]').split('---');
    const mesh = manifests(service, ...rest('{ istio: egress }'));
    const [found] = gatewaysBehindService(mesh, gatewayHost);
    assert.deepEqual(
      [found?.proxy.assumed, found?.proxy.namespace, found && dialledPort(found, gatewayHost, 80)],
      [true, 'infra', 9080],
    );
    assert.equal(found && dialledPort(found, gatewayHost, 81), undefined);
    assert.deepEqual(gatewayWorkloads(mesh), []);
  });
  test('3.14: are those of the workload of that name, where only the Service is missing', () => {
    const [workload = ''] = pods().split('---');
    const [found] = gatewaysBehindService(manifests(workload, ...rest('{ istio: egress }')), gatewayHost);
    assert.deepEqual([found?.proxy.assumed, found?.assumptions.length], [false, 1]);
  });
  test('3.14: are those that an installation makes', () => {
    const operator = `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: control-plane }
spec: { components: { egressGateways: [ { name: istio-egressgateway, enabled: true } ] } }`;
    const mesh = manifests(operator, ...rest('{ istio: egressgateway }'));
    const [found] = gatewaysBehindService(mesh, usual);
    assert.deepEqual(
      [found?.proxy.assumed, found?.proxy.unprivileged, found?.serviceAccount, found?.assumptions],
      [false, true, 'istio-egressgateway-service-account', []],
    );
    assert.equal(found && dialledPort(found, usual, 443), 8443);
    assert.equal(found && dialledPort(found, usual, 15443), undefined);
    assert.ok(gatewayWorkloads(mesh).some((it) => it.proxy.workload === found?.proxy.workload));
  });
});

describe('3.5.2: the Secret of a server', () => {
  const secret = (namespace: string, data = 'tls.crt: a, tls.key: b', name = 'cert') =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: ${namespace} }\ndata: { ${data} }`;
  const look = (mode: string, ...secrets: string[]) => {
    const mesh = manifests(pods(), gateway(server(`HTTPS 443 ${mode}`)), ...secrets);
    const [workload] = gatewaysBehindService(mesh, gatewayHost);
    const [found] = workload ? mergedServers(mesh, workload, 8443).groups.flatMap((it) => it.servers) : [];
    assert.ok(workload && found);
    const { missing, assumptions } = credentials(mesh, workload.proxy, found);
    return [missing.length, assumptions.length];
  };
  test('3.5.2: is looked for in the namespace of the pods', () => {
    assert.deepEqual(look('SIMPLE', secret('infra')), [0, 0]);
    assert.deepEqual(look('SIMPLE', secret('shop')), [1, 0]);
  });
  test('3.5.2: is taken to be there where the workspace has none, as operators make Secrets too', () => {
    assert.deepEqual(look('SIMPLE'), [0, 1]);
    assert.deepEqual(look('SIMPLE', secret('infra', 'a: b', 'other')), [0, 1]);
  });
  test('3.5.2: has the authority for MUTUAL, or has another one beside it', () => {
    assert.deepEqual(look('MUTUAL', secret('infra')), [1, 0]);
    assert.deepEqual(look('MUTUAL', secret('infra', 'tls.crt: a, ca.crt: b')), [0, 0]);
    assert.deepEqual(look('OPTIONAL_MUTUAL', secret('infra'), secret('infra', 'ca.crt: a', 'cert-cacert')), [0, 0]);
  });
  test('3.5.2: is not needed where TLS is the mesh’s, or is not ended', () => {
    assert.deepEqual(look('ISTIO_MUTUAL'), [0, 0]);
    assert.deepEqual(look('PASSTHROUGH'), [0, 0]);
  });
});
