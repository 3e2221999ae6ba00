import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { found } from '../../check';

const alone = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ egress ]
  http:
  - route: [ { destination: { host: api.payments.example } } ]
`;
const beside = `${alone}---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: other, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ other.example ] } ]
`;

describe('what is not in the workspace', () => {
  test('may be elsewhere, where the workspace has nothing like it', () =>
    assert.deepEqual(found(alone), ['virtual-service-gateway-not-found (hint): egress']));
  test('does not exist, where the workspace has others of its kind in the namespace', () =>
    assert.deepEqual(found(beside), ['virtual-service-gateway-not-found: egress']));
  test('does not exist in a closed world', () =>
    assert.deepEqual(found(alone, { closedWorld: true }), ['virtual-service-gateway-not-found: egress']));
  test('may be elsewhere in an open world, whatever is there', () =>
    assert.deepEqual(found(beside, { closedWorld: false }), ['virtual-service-gateway-not-found (hint): egress']));
});
