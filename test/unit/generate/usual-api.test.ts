import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EgressApi } from '../../../server/src/generate/egress-request';
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

const namespace = (name: string, mode: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { istio.io/dataplane-mode: ${mode} } }\n`;

describe('the API that is offered first is that of the workspace’s own gateways, or of clients in ambient mode', () => {
  const cases: readonly [string, string, EgressApi][] = [
    ['without any', route, 'istio'],
    ['with one of Istio', istio, 'istio'],
    ['with one of Kubernetes', kubernetes('istio'), 'gateway-api'],
    ['with some of both', `${kubernetes('istio')}---\n${istio}`, 'istio'],
    ['with a waypoint, which has no other API', kubernetes('istio-waypoint'), 'istio'],
    ['in ambient mode', `${istio}---\n${namespace('shop', 'ambient')}`, 'ambient'],
    ['where another namespace is', `${istio}---\n${namespace('billing', 'ambient')}`, 'istio'],
    ['with a waypoint beside a gateway', `${kubernetes('istio-waypoint')}---\n${kubernetes('istio')}`, 'gateway-api'],
  ];
  for (const [title, source, expected] of cases)
    test(title, () => assert.equal(usualApi(fixture(source).workspace, ['shop']), expected));
});
