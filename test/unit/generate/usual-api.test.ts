import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { usualApi } from '../../../server/src/generate/usual-api';
import { fixture } from '../../fixture';

const istio = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: egress }\nspec: { servers: [] }\n';
const kubernetes = (className: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: out
spec:
  gatewayClassName: ${className}
  listeners: []
`;
const route = 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: in }\nspec: {}\n';

describe('the API that is offered first is that of the workspace’s own gateways', () => {
  const cases: readonly [string, string, 'istio' | 'gateway-api'][] = [
    ['without any', route, 'istio'],
    ['with one of Istio', istio, 'istio'],
    ['with one of Kubernetes', kubernetes('istio'), 'gateway-api'],
    ['with some of both', `${kubernetes('istio')}---\n${istio}`, 'istio'],
    ['with a waypoint, which has no other API', kubernetes('istio-waypoint'), 'istio'],
    ['with a waypoint beside a gateway', `${kubernetes('istio-waypoint')}---\n${kubernetes('istio')}`, 'gateway-api'],
  ];
  for (const [title, source, expected] of cases)
    test(title, () => assert.equal(usualApi(fixture(source).workspace), expected));
});
