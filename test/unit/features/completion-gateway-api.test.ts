import { describe } from 'node:test';
import { backendTlsPolicy, gatewayApi, headOf, httpRoute, kubernetesGateway, tlsRoute } from './gateway-api-world';
import { checkChosen, checkOffered } from './offered';

const check = (title: string, source: string, expected: string): void =>
  checkOffered(title, source, expected, gatewayApi);

const services =
  'closed-istio.infra.svc.cluster.local egress-istio.infra.svc.cluster.local own-istio.shop.svc.cluster.local ratings.other.svc.cluster.local reviews.shop.svc.cluster.local secluded.infra.svc.cluster.local';

describe('completion offers GatewayClasses', () => {
  check(
    'those that Istio brings, then those of the workspace',
    `${kubernetesGateway}  gatewayClassName: $0`,
    'istio istio-waypoint istio-remote company',
  );
});

describe('completion offers host names', () => {
  check(
    'of a route: hosts of ServiceEntries before Services',
    `${httpRoute}  hostnames: [ $0 ]`,
    `api.payments.example weather.example ${services}`,
  );
  check(
    'of a route, only those that its listeners take',
    `${tlsRoute}  hostnames: [ $0 ]\n  parentRefs: [ { name: egress, namespace: infra } ]`,
    '*.payments.example api.payments.example',
  );
  check(
    'of a route, those of the listener that it names',
    `${httpRoute}  hostnames: [ $0 ]\n  parentRefs: [ { name: own, sectionName: web } ]`,
    'intranet.example',
  );
  check(
    'not of a route of services, where they count for nothing',
    `${httpRoute}  hostnames: [ $0 ]\n  parentRefs: [ { group: "", kind: Service, name: reviews } ]`,
    '',
  );
  check(
    'of a listener, those of its routes first',
    `${kubernetesGateway}  listeners:\n  - hostname: $0\n---\n${httpRoute}  parentRefs: [ { name: out } ]\n  hostnames: [ new.example ]`,
    `new.example api.payments.example weather.example ${services}`,
  );
  check(
    'of a server that a BackendTLSPolicy is for',
    `${backendTlsPolicy}  validation:\n    hostname: $0\n  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: weather } ]`.replace(
      'shop',
      'other',
    ),
    'weather.example api.payments.example',
  );
  check(
    'of a VirtualService’s destination, also of Services that Istio makes',
    `${headOf('VirtualService', 'networking.istio.io/v1')}spec:\n  http:\n  - route:\n    - destination: { host: $0 }`,
    'istio-egressgateway.istio-system.svc.cluster.local api.payments.example weather.example own-istio reviews closed-istio.infra.svc.cluster.local egress-istio.infra.svc.cluster.local ratings.other.svc.cluster.local secluded.infra.svc.cluster.local',
  );
  check(
    'of a DestinationRule, also of Services that Istio makes',
    `${headOf('DestinationRule', 'networking.istio.io/v1')}spec: { host: egress-istio.$0 }`,
    `istio-egressgateway.istio-system.svc.cluster.local api.payments.example weather.example ${services}`,
  );
});

describe('completion offers for a listener', () => {
  check(
    'the routes that it can have',
    `${kubernetesGateway}  listeners:\n  - protocol: TLS\n    allowedRoutes: { kinds: [ { kind: $0 } ] }`,
    'TLSRoute',
  );
  check(
    'the option that it ends TLS by',
    `${kubernetesGateway}  listeners:\n  - tls:\n      options:\n        $0`,
    'gateway.istio.io/tls-terminate-mode',
  );
  check(
    'what that option may say',
    `${kubernetesGateway}  listeners:\n  - tls: { options: { gateway.istio.io/tls-terminate-mode: $0 } }`,
    'ISTIO_MUTUAL MUTUAL OPTIONAL_MUTUAL ISTIO_SIMPLE',
  );
});

describe('completion offers labels and annotations that Istio reads', () => {
  const labels = (kind: string, label: string, apiVersion = 'v1'): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: x\n  namespace: shop\n  labels:\n    ${label}`;
  const namespace = (label: string): string =>
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    ${label}`;
  const entry = (label: string): string => labels('ServiceEntry', label, 'networking.istio.io/v1');

  check(
    'of a ServiceEntry',
    entry('$0'),
    'istio.io/use-waypoint istio.io/use-waypoint-namespace istio.io/ingress-use-waypoint',
  );
  check(
    'of a Namespace',
    namespace('$0'),
    'istio.io/use-waypoint istio.io/use-waypoint-namespace istio.io/ingress-use-waypoint istio.io/dataplane-mode istio-injection',
  );
  check(
    'of the pods of a Deployment',
    'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    metadata:\n      labels:\n        $0',
    'istio.io/use-waypoint istio.io/use-waypoint-namespace istio.io/dataplane-mode sidecar.istio.io/inject',
  );
  check('but not of the Deployment itself', labels('Deployment', '$0', 'apps/v1'), '');
  check('of a Gateway', labels('Gateway', '$0', 'gateway.networking.k8s.io/v1'), 'istio.io/waypoint-for');
  check('but not of Istio’s own Gateway', labels('Gateway', '$0', 'networking.istio.io/v1'), '');
  check(
    'as annotations of a Gateway',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { annotations: { $0 } }',
    'networking.istio.io/service-type gateway.istio.io/name-override gateway.istio.io/service-account',
  );

  check('the waypoints for a service that it may go through', entry('istio.io/use-waypoint: $0'), 'waypoint none');
  check('the waypoints for any of a namespace', namespace('istio.io/use-waypoint: $0'), 'near waypoint none');
  check('the waypoints for pods', labels('Pod', 'istio.io/use-waypoint: $0'), 'near none');
  check(
    'the waypoints of the namespace that is written',
    entry('istio.io/use-waypoint-namespace: shop\n    istio.io/use-waypoint: $0'),
    'none',
  );
  check(
    'the namespace of the waypoint',
    entry('istio.io/use-waypoint-namespace: $0\n    istio.io/use-waypoint: waypoint'),
    'infra',
  );
  check('ambient or not', namespace('istio.io/dataplane-mode: $0'), 'ambient none');
  check(
    'what a waypoint is for',
    labels('Gateway', 'istio.io/waypoint-for: $0', 'gateway.networking.k8s.io/v1'),
    'service workload all none',
  );
  check(
    'types of Services',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { annotations: { networking.istio.io/service-type: $0 } }',
    'ClusterIP LoadBalancer NodePort',
  );
  check(
    'the pods that Istio runs for a Gateway, to select them',
    `${headOf('AuthorizationPolicy', 'security.istio.io/v1')}spec: { selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: $0 } } }`,
    'closed egress near own waypoint',
  );
  checkChosen(
    'the namespace of a waypoint with it',
    entry('istio.io/use-waypoint: $0'),
    'waypoint',
    entry('istio.io/use-waypoint-namespace: infra\n    istio.io/use-waypoint: waypoint'),
    gatewayApi,
  );
  checkChosen(
    'a word that YAML takes for something else in quotes',
    labels('Pod', 'sidecar.istio.io/inject: $0'),
    'false',
    labels('Pod', 'sidecar.istio.io/inject: "false"'),
    gatewayApi,
  );
});
