import { describe } from 'node:test';
import { checkDefinitionIn } from './defined';
import {
  authorizationPolicy,
  backendTlsPolicy,
  gatewayApi,
  headOf,
  httpRoute,
  kubernetesGateway,
} from './gateway-api-world';

const check = (title: string, source: string, ...expected: string[]): void =>
  checkDefinitionIn(gatewayApi, title, source, ...expected);

const parents = (fields: string): string => `${httpRoute}  parentRefs: [ { ${fields} } ]`;
const backends = (fields: string): string => `${httpRoute}  rules: [ { backendRefs: [ { ${fields} } ] } ]`;
const serviceEntry = 'group: networking.istio.io, kind: ServiceEntry, ';

describe('a definition is found', () => {
  check('of a Gateway', parents('name: eg$0ress, namespace: infra'), 'infra/egress.yaml:3 egress');
  check('of its listener', parents('name: egress, namespace: infra, sectionName: tl$0s'), 'infra/egress.yaml:9 tls');
  check(
    'of the port of a listener',
    parents('name: egress, namespace: infra, port: 44$03'),
    'infra/egress.yaml:11 443',
  );
  check('of a ServiceEntry', parents(`${serviceEntry}name: pay$0ments`), 'shop/services.yaml:3 payments');
  check('of a ListenerSet', parents('kind: ListenerSet, name: mo$0re'), 'shop/gateways.yaml:15 more');
  check(
    'of a listener of a ListenerSet',
    parents('kind: ListenerSet, name: more, sectionName: ex$0tra'),
    'shop/gateways.yaml:18 extra',
  );
  check('of a Service', backends('name: re$0views'), 'shop/services.yaml:13 reviews');
  check('of a Service that Istio makes: its Gateway', backends('name: own-i$0stio'), 'shop/gateways.yaml:3 own');
  check(
    'of the port of such a Service: the listener’s',
    backends('name: own-istio, port: 80$081'),
    'shop/gateways.yaml:6 8081',
  );
  check(
    'of a host',
    backends('group: networking.istio.io, kind: Hostname, name: api.pay$0ments.example'),
    'shop/services.yaml:5 api.payments.example',
  );
  check(
    'of the port of a host',
    backends('group: networking.istio.io, kind: Hostname, name: api.payments.example, port: $0443'),
    'shop/services.yaml:8 443',
  );
  check(
    'of the target of a policy',
    `${authorizationPolicy}  targetRefs: [ { group: gateway.networking.k8s.io, kind: Gateway, name: ow$0n } ]`,
    'shop/gateways.yaml:3 own',
  );
  check(
    'of the port of a policy’s target',
    `${backendTlsPolicy}  targetRefs: [ { ${serviceEntry}name: payments, sectionName: htt$0ps } ]`,
    'shop/services.yaml:8 https',
  );
  check(
    'of the port of a policy’s Service',
    `${backendTlsPolicy}  targetRefs: [ { group: "", kind: Service, name: reviews, sectionName: ht$0tp } ]`,
    'shop/services.yaml:14 http',
  );
  check(
    'of a certificate',
    `${kubernetesGateway}  listeners: [ { tls: { certificateRefs: [ { name: certi$0ficate } ] } } ]`,
    'shop/services.yaml:18 certificate',
  );
  check('of a GatewayClass', `${kubernetesGateway}  gatewayClassName: comp$0any`, 'infra/others.yaml:16 company');
  check(
    'of a waypoint that a label names',
    headOf('ServiceEntry', 'networking.istio.io/v1').replace(' }', ', labels: { istio.io/use-waypoint: ne$0ar } }'),
    'shop/gateways.yaml:10 near',
  );
  check(
    'of a waypoint that the pods of a Deployment name',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a, namespace: shop }\nspec: { template: { metadata: { labels: { istio.io/use-waypoint: ne$0ar } } } }',
    'shop/gateways.yaml:10 near',
  );
  check(
    'of a VirtualService’s destination that Istio makes',
    `${headOf('VirtualService', 'networking.istio.io/v1')}spec: { http: [ { route: [ { destination: { host: own-i$0stio } } ] } ] }`,
    'shop/gateways.yaml:3 own',
  );
  check(
    'of the port of such a destination, also where a ListenerSet adds it',
    `${headOf('VirtualService', 'networking.istio.io/v1')}spec: { http: [ { route: [ { destination: { host: egress-istio.infra.svc.cluster.local, port: { number: 90$090 } } } ] } ] }`,
    'shop/gateways.yaml:18 9090',
  );
  check(
    'of a DestinationRule’s host that Istio makes',
    `${headOf('DestinationRule', 'networking.istio.io/v1')}spec: { host: egress-i$0stio.infra.svc.cluster.local }`,
    'infra/egress.yaml:3 egress',
  );
  check('on the listener itself', `${kubernetesGateway}  listeners: [ { name: a$0n } ]`, 'main.yaml:5 an');
  check('on the Gateway itself', headOf('Gateway').replace('out', 'o$0ut'), 'main.yaml:3 out');
});

describe('no definition is found', () => {
  check('of a listener that is not there', parents('name: own, sectionName: no$0ne'));
  check(
    'of a waypoint that only a Deployment names, not its pods',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a, namespace: shop, labels: { istio.io/use-waypoint: ne$0ar } }\nspec: { template: { metadata: {} } }',
  );
  check('of a host that Istio makes no Service for', backends('name: near-istio-way$0point'));
});
