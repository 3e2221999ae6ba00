import { describe } from 'node:test';
import { checkOffered as check } from './offered';

const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
`;

const httpRoute = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: out, namespace: shop }
`;

const networkPolicy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: out, namespace: shop }
`;

describe('completion offers kinds and versions of Kubernetes', () => {
  check(
    'each of the Gateway API in the versions that have it',
    'apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: $0',
    'TLSRoute TCPRoute',
  );
  check(
    'the versions of a route, the one to use first',
    'apiVersion: $0\nkind: TLSRoute',
    'gateway.networking.k8s.io/v1 gateway.networking.k8s.io/v1alpha3 gateway.networking.k8s.io/v1alpha2',
  );
  check('of NetworkPolicies', 'apiVersion: networking.k8s.io/v1\nkind: $0', 'NetworkPolicy');
});

describe('completion offers fields of the Gateway API', () => {
  check(
    'for its Gateway, which is not that of Istio',
    `${gateway}spec:\n  $0`,
    'gatewayClassName listeners addresses allowedListeners defaultScope infrastructure tls',
  );
  check('of a listener', `${gateway}spec:\n  listeners:\n  - $0`, 'name port protocol allowedRoutes hostname tls');
  check(
    'of a backend, those that it inherits as well',
    `${httpRoute}spec:\n  rules:\n  - backendRefs:\n    - name: out\n      $0`,
    'group kind namespace port weight filters',
  );
  check(
    'of an older version',
    'apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TCPRoute\nspec:\n  $0',
    'rules parentRefs useDefaultGateways',
  );
});

describe('completion offers fields of a NetworkPolicy', () => {
  check('of its spec', `${networkPolicy}spec:\n  $0`, 'egress ingress podSelector policyTypes');
  check('of a peer', `${networkPolicy}spec:\n  egress:\n  - to:\n    - $0`, 'ipBlock namespaceSelector podSelector');
});

describe('completion offers values of Kubernetes', () => {
  check('of an enumeration', `${gateway}spec:\n  listeners:\n  - tls:\n      mode: $0`, 'Terminate Passthrough');
  check(
    'that a listener may have for routes',
    `${gateway}spec:\n  listeners:\n  - allowedRoutes:\n      namespaces:\n        from: $0`,
    'All Selector Same',
  );
  check(
    'of protocols that the gateway speaks, which are not those of Istio’s Gateway',
    `${gateway}spec:\n  listeners:\n  - protocol: $0`,
    'HTTP HTTPS TLS TCP HBONE',
  );
  check('but none of Istio’s for a Service', 'apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - protocol: $0', '');
  check('in a list', `${networkPolicy}spec:\n  policyTypes: [ $0 ]`, 'Egress Ingress');
  check('in a list that has one', `${networkPolicy}spec:\n  policyTypes: [ Egress, $0 ]`, 'Ingress');
  check(
    'of what a label is compared by',
    `${networkPolicy}spec:\n  podSelector:\n    matchExpressions:\n    - operator: $0`,
    'In NotIn Exists DoesNotExist',
  );
});

describe('completion offers labels in selectors of Kubernetes', () => {
  const namespaces = `${gateway}spec:\n  listeners:\n  - allowedRoutes:\n      namespaces:\n        selector:\n          matchLabels`;
  check('that pods have', `${networkPolicy}spec:\n  podSelector:\n    matchLabels:\n      $0`, 'app version istio');
  check(
    'that namespaces have, for those of a listener',
    `${namespaces}:\n            $0\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: new, labels: { egress: allowed } }`,
    'egress kubernetes.io/metadata.name',
  );
  check(
    'the names of namespaces',
    `${namespaces}: { kubernetes.io/metadata.name: $0 }`,
    'empty istio-system other shop',
  );
  check(
    'that namespaces have, for a peer',
    `${networkPolicy}spec:\n  egress:\n  - to:\n    - namespaceSelector:\n        matchLabels:\n          $0`,
    'kubernetes.io/metadata.name',
  );
});
