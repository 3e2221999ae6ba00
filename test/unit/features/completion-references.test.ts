import { describe } from 'node:test';
import {
  authorizationPolicy,
  backendTlsPolicy,
  gatewayApi,
  headOf,
  httpRoute,
  kubernetesGateway,
  tlsRoute,
} from './gateway-api-world';
import { checkChosen, checkOffered } from './offered';

const check = (title: string, source: string, expected: string): void =>
  checkOffered(title, source, expected, gatewayApi);
const checkChoice = (title: string, source: string, label: string, expected: string): void =>
  checkChosen(title, source, label, expected, gatewayApi);

const parent = (fields: string, route = httpRoute): string => `${route}  parentRefs:\n  - ${fields}`;
const backend = (fields: string, route = httpRoute): string => `${route}  rules:\n  - backendRefs:\n    - ${fields}`;
const egress = 'name: egress\n    namespace: infra\n    ';
const hostname = 'group: networking.istio.io\n      kind: Hostname\n      ';

describe('completion offers parents of a route', () => {
  check(
    'that take it: Gateways before other kinds, near ones before others',
    parent('name: $0'),
    'own egress more own-istio payments reviews closed-istio egress-istio ratings secluded weather',
  );
  check(
    'but no Gateway whose listeners are for other routes',
    parent('kind: Gateway\n    name: $0', tlsRoute),
    'egress',
  );
  check(
    'but no Gateway whose listeners are for other names',
    parent('kind: Gateway\n    name: $0', `${httpRoute}  hostnames: [ api.payments.example ]\n`),
    'egress',
  );
  check(
    'of the kind that is written',
    parent('{ group: networking.istio.io, kind: ServiceEntry, name: $0 }'),
    'payments weather',
  );
  check('of the group that is written', parent('{ group: networking.istio.io, name: $0 }'), 'payments weather');
  check(
    'of the namespace that is written',
    parent('namespace: infra\n    name: $0'),
    'egress closed-istio egress-istio secluded',
  );
  check('of no kind that Istio does not know there', parent('kind: Secret\n    name: $0'), '');
  check('with their kinds', parent('kind: $0'), 'Gateway ServiceEntry Service ListenerSet');
  check(
    'with their kinds, those of the group that is written first',
    parent('group: networking.istio.io\n    kind: $0'),
    'ServiceEntry Gateway Service ListenerSet',
  );
  check('with their groups', parent('group: $0'), 'gateway.networking.k8s.io networking.istio.io ""');
  check(
    'with the group of the kind that is written',
    parent('group: $0\n    kind: ServiceEntry'),
    'networking.istio.io',
  );
  check(
    'with the namespaces that have one',
    parent('namespace: $0\n    name: egress'),
    'infra istio-system other shop',
  );
});

describe('completion offers parts of a parent', () => {
  check('the listeners that take the route', parent(`${egress}sectionName: $0`), 'http');
  check('the listeners that take a TLSRoute', parent(`${egress}sectionName: $0`, tlsRoute), 'tls');
  check('the ports of those listeners', parent(`${egress}port: $0`), '80');
  check('the port of the listener that is written', parent(`${egress}sectionName: tls\n    port: $0`, tlsRoute), '443');
  check('the listeners of a ListenerSet', parent('kind: ListenerSet\n    name: more\n    sectionName: $0'), 'extra');
  check(
    'the ports of a ServiceEntry, those first that the route is for',
    parent('{ group: networking.istio.io, kind: ServiceEntry, name: payments, port: $0 }', tlsRoute),
    '443 80',
  );
  check('the ports of a Service', parent('{ group: "", kind: Service, name: reviews, port: $0 }'), '9080');
  check('no section of a Service', parent('{ group: "", kind: Service, name: reviews, sectionName: $0 }'), '');
});

describe('completion offers backends', () => {
  check(
    'Services, also such as Istio makes for Gateways, then hosts; near ones and those of other namespaces that are granted',
    backend('name: $0'),
    'own-istio reviews ratings api.payments.example weather.example',
  );
  check(
    'only near ones to routes that nothing is granted',
    backend('kind: Service\n      name: $0', tlsRoute),
    'own-istio reviews',
  );
  check(
    'all to a route that only sidecars follow',
    backend(
      'kind: Service\n      name: $0',
      `${httpRoute}  parentRefs: [ { group: "", kind: Service, name: reviews } ]\n`,
    ),
    'own-istio reviews closed-istio egress-istio ratings secluded',
  );
  check(
    'those of the namespace that is written, granted or not',
    backend('namespace: infra\n      name: $0'),
    'closed-istio egress-istio secluded',
  );
  check(
    'hosts, those of its own namespace first',
    backend('kind: Hostname\n      name: $0'),
    'api.payments.example weather.example',
  );
  check(
    'of a mirror',
    `${httpRoute}  rules:\n  - filters:\n    - requestMirror:\n        backendRef: { kind: Service, name: $0 }`,
    'own-istio reviews ratings',
  );
  check('with their kinds', backend('kind: $0'), 'Service Hostname');
  check('with their groups', backend('group: $0'), '"" networking.istio.io');
  check('with no namespace for a host', backend(`${hostname}namespace: $0`), '');
  check('with the ports of a host', backend(`${hostname}name: api.payments.example\n      port: $0`), '80 443');
  check('with the ports of the Service of a Gateway', backend('name: own-istio\n      port: $0'), '8081');
});

describe('completion writes with a choice what it needs', () => {
  checkChoice('the namespace', parent('name: $0'), 'egress', parent('namespace: infra\n    name: egress'));
  checkChoice('nothing for what is near', parent('name: $0'), 'own', parent('name: own'));
  checkChoice(
    'group and kind of what a name is of',
    parent('{ name: $0 }'),
    'payments',
    parent('{ group: networking.istio.io, kind: ServiceEntry, name: payments }'),
  );
  checkChoice(
    'the group of a kind',
    backend('kind: $0\n      name: a'),
    'Hostname',
    backend('group: networking.istio.io\n      kind: Hostname\n      name: a'),
  );
  checkChoice(
    'the group of a kind in the place of another',
    backend('group: ""\n      kind: $0 # why'),
    'Hostname',
    backend('group: "networking.istio.io"\n      kind: Hostname # why'),
  );
  checkChoice(
    'the core group',
    backend('{ group: networking.istio.io, kind: $0 }'),
    'Service',
    backend('{ group: "", kind: Service }'),
  );
  checkChoice(
    'the group behind a key that has no value',
    backend('kind: $0\n      group:\n      name: a'),
    'Hostname',
    backend('kind: Hostname\n      group: networking.istio.io\n      name: a'),
  );
  checkChoice('the core group itself', backend('group: $0'), '""', backend('group: ""'));
  checkChoice('the core group in quotes', backend('group: "$0"'), '""', backend('group: ""'));
  checkChoice(
    'with Windows line ends',
    parent('name: $0').replaceAll('\n', '\r\n'),
    'egress',
    parent('namespace: infra\n    name: egress').replaceAll('\n', '\r\n'),
  );
  checkChoice(
    'as JSON',
    `{ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "namespace": "shop" }, "spec": { "parentRefs": [ { "name": "$0" } ] } }`,
    'egress',
    `{ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "namespace": "shop" }, "spec": { "parentRefs": [ { "namespace": "infra", "name": "egress" } ] } }`,
  );
  checkChoice(
    'in front of lines that are not finished',
    `${parent('name: $0')}\n  rules:\n  - back`,
    'egress',
    `${parent('namespace: infra\n    name: egress')}\n  rules:\n  - back`,
  );
});

describe('completion offers targets of policies', () => {
  const target = (policy: string, fields: string): string => `${policy}  targetRefs:\n  - ${fields}`;
  check('of its own namespace', target(authorizationPolicy, 'name: $0'), 'near own own-istio payments reviews');
  check('with their kinds', target(authorizationPolicy, 'kind: $0'), 'Gateway ServiceEntry Service');
  check('but with no namespace', target(authorizationPolicy, 'namespace: $0'), '');
  check(
    'and all waypoints to a policy of the root namespace',
    target(authorizationPolicy.replace('shop', 'istio-system'), 'kind: GatewayClass\n    name: $0'),
    'istio-waypoint',
  );
  check(
    'of an EnvoyFilter',
    target(`${headOf('EnvoyFilter', 'networking.istio.io/v1alpha3')}spec:\n`, 'kind: Gateway\n    name: $0'),
    'near own',
  );
  check(
    'of Telemetry',
    target(`${headOf('Telemetry', 'telemetry.istio.io/v1')}spec:\n`, 'kind: Gateway\n    name: $0'),
    'near own',
  );
  check('of a BackendTLSPolicy', target(backendTlsPolicy, 'name: $0'), 'payments own-istio reviews');
  check(
    'with the names of their ports',
    target(backendTlsPolicy, '{ group: networking.istio.io, kind: ServiceEntry, name: payments, sectionName: $0 }'),
    'http https',
  );
  check(
    'with the names of the ports of a Service',
    target(backendTlsPolicy, '{ group: "", kind: Service, name: own-istio, sectionName: $0 }'),
    'web',
  );
});

describe('completion offers certificates', () => {
  const ofListener = (fields: string): string =>
    `${kubernetesGateway}  listeners:\n  - tls:\n      certificateRefs:\n      - ${fields}`;
  check('Secrets that hold one, of its own namespace', ofListener('name: $0'), 'certificate');
  check('Secrets of the namespace that is written', ofListener('namespace: infra\n        name: $0'), 'shared');
  check(
    'ConfigMaps that hold that of an authority',
    `${backendTlsPolicy}  validation:\n    caCertificateRefs: [ { name: $0 } ]`,
    'authority',
  );
  check(
    'either for clients',
    `${kubernetesGateway}  tls:\n    frontend:\n      default:\n        validation:\n          caCertificateRefs: [ { kind: $0 } ]`,
    'ConfigMap Secret',
  );
  check(
    'for clients of a gateway',
    `${kubernetesGateway}  tls:\n    backend:\n      clientCertificateRef: { name: $0 }`,
    'certificate',
  );
  check(
    'and parameters',
    `${kubernetesGateway}  infrastructure:\n    parametersRef: { name: $0 }`,
    'authority settings',
  );
});

describe('completion offers what a ReferenceGrant is about', () => {
  const grant = `${headOf('ReferenceGrant')}spec:\n`;
  check(
    'kinds that refer',
    `${grant}  from:\n  - kind: $0`,
    'HTTPRoute GRPCRoute TLSRoute TCPRoute Gateway ListenerSet',
  );
  check('their group', `${grant}  from:\n  - kind: Gateway\n    group: $0`, 'gateway.networking.k8s.io');
  check(
    'other namespaces, those that have such objects first',
    `${grant}  from:\n  - kind: Gateway\n    namespace: $0`,
    'infra istio-system other',
  );
  check('kinds that are referred to', `${grant}  to:\n  - kind: $0`, 'Service Secret ConfigMap');
  check('their names', `${grant}  to:\n  - kind: Service\n    name: $0`, 'own-istio reviews');
});

describe('completion offers the Gateway of a ListenerSet', () => {
  check('that lets it in', `${headOf('ListenerSet')}spec:\n  parentRef: { name: $0 }`, 'egress');
});
