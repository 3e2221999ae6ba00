import { describe } from 'node:test';
import { checkOffered as check } from './offered';
import { destinationRule, gateway, virtualService } from './world';

const egressGateway = 'istio-egressgateway.istio-system.svc.cluster.local';

describe('completion offers gateways', () => {
  check('short in the own namespace', `${virtualService}spec:\n  gateways:\n  - $0`, 'mesh own istio-system/egress');
  check('half typed', `${virtualService}spec:\n  gateways:\n  - ist$0`, 'mesh own istio-system/egress');
  check(
    'with their namespaces, where one is typed',
    `${virtualService}spec:\n  gateways:\n  - shop/$0`,
    'mesh istio-system/egress shop/own',
  );
  check(
    'but not those that are in the list',
    `${virtualService}spec:\n  gateways: [ mesh, $0 ]`,
    'own istio-system/egress',
  );
  check(
    'on the line below the key',
    `${virtualService}spec:\n  gateways:\n    $0\n  http: []`,
    'mesh own istio-system/egress',
  );
  check('behind the key', `${virtualService}spec:\n  gateways: $0\n  http: []`, 'mesh own istio-system/egress');
  check('below the dashes', `${virtualService}spec:\n  gateways:\n    - own\n    $0`, 'mesh istio-system/egress');
  check(
    'in a match, those first that the VirtualService is bound to',
    `${virtualService}spec:\n  gateways: [ istio-system/egress ]\n  http:\n  - match:\n    - gateways: [ $0 ]`,
    'istio-system/egress mesh own',
  );
  check(
    'in a match, as the VirtualService writes them',
    `${virtualService}spec:\n  gateways: [ shop/own ]\n  http:\n  - match:\n    - gateways: [ $0 ]`,
    'shop/own istio-system/egress mesh',
  );
  check(
    'in an item of a list of objects',
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: networking.istio.io/v1\n  kind: VirtualService\n  metadata: { namespace: shop }\n  spec:\n    gateways:\n    - $0`,
    'mesh own istio-system/egress',
  );
  check(
    'in the second document, with Windows line ends',
    `${gateway}---\n${virtualService}spec:\n  gateways:\n  - mesh\n  - $0\n  http: []`.replaceAll('\n', '\r\n'),
    'own payments istio-system/egress',
  );
  check(
    'although the metadata is not closed',
    `${virtualService.replace(' }', '')}spec:\n  gateways: [ $0`,
    'mesh own istio-system/egress',
  );
});

describe('completion offers hosts', () => {
  const hosts = '*.wild.example api.payments.example reviews ratings.other.svc.cluster.local';
  check('that the VirtualService can see', `${virtualService}spec:\n  hosts:\n  - $0`, hosts);
  check('in quotes', `${virtualService}spec:\n  hosts: [ "api$0" ]`, hosts);
  check(
    'by their full names, where a dot is typed',
    `${virtualService}spec:\n  hosts: [ reviews.$0 ]`,
    '*.wild.example api.payments.example ratings.other.svc.cluster.local reviews.shop.svc.cluster.local',
  );
  check('in quotes that are not closed', `${virtualService}spec:\n  hosts:\n  - "api$0\n  http: []`, hosts);
  check('that begin with an asterisk', `${virtualService}spec:\n  hosts:\n  - *w$0`, hosts);
  check(
    'of a route, the gateway and the own host first',
    `${virtualService}spec:\n  hosts: [ api.payments.example ]\n  tls:\n  - route:\n    - destination:\n        host: $0`,
    `api.payments.example ${egressGateway} *.wild.example reviews ratings.other.svc.cluster.local`,
  );
  check('of a DestinationRule', `${destinationRule}spec:\n  host: $0\n  subsets: []`, `${egressGateway} ${hosts}`);
  check(
    'of a route, those too that only a DestinationRule knows',
    `${destinationRule}spec: { host: other-gateway.infra.svc.cluster.local }\n---\n${virtualService}spec:\n  http:\n  - route:\n    - destination: { host: $0 }`,
    `${egressGateway} *.wild.example api.payments.example reviews other-gateway.infra.svc.cluster.local ratings.other.svc.cluster.local`,
  );
  check(
    'of a server, by their full names',
    `${gateway}spec:\n  servers:\n  - hosts: [ $0 ]`,
    '*.wild.example api.payments.example ratings.other.svc.cluster.local reviews.shop.svc.cluster.local',
  );
  check(
    'of a server, with the namespace that is written',
    `${gateway}spec:\n  servers:\n  - hosts: [ shop/$0 ]`,
    'shop/*.wild.example shop/api.payments.example shop/ratings.other.svc.cluster.local shop/reviews.shop.svc.cluster.local',
  );
  check(
    'of a rule about SNI, the own ones first',
    `${virtualService}spec:\n  hosts: [ api.payments.example ]\n  tls:\n  - match:\n    - sniHosts: [ $0 ]`,
    'api.payments.example *.wild.example',
  );
  check(
    'as the name that TLS asks for',
    `${destinationRule}spec:\n  trafficPolicy:\n    tls:\n      sni: $0`,
    'api.payments.example',
  );
  check(
    'but not for the host that a ServiceEntry defines',
    'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nspec:\n  hosts: [ $0 ]',
    '',
  );
  check(
    'nor for the name of an object',
    'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata:\n  name: $0',
    '',
  );
});

describe('completion offers subsets', () => {
  const route = (destination: string): string =>
    `${virtualService}spec:\n  http:\n  - route:\n    - destination: ${destination}`;
  check('of the host that its clients read', route(`{ host: ${egressGateway}, subset: $0 }`), 'payments weather');
  check(
    'of the host that clients of another namespace read',
    route(`{ host: ${egressGateway}, subset: $0 }`).replace('shop', 'empty'),
    'unread',
  );
  check('of a host that is written later', route(`{ subset: w$0, host: ${egressGateway} }`), 'payments weather');
  check('of a short name', route('\n        host: reviews\n        subset: $0'), 'v1');
  check('of no other host', route('\n        host: ratings\n        subset: $0'), '');
  check('of a mirror', `${virtualService}spec:\n  http:\n  - mirror:\n      host: reviews\n      subset: $0`, 'v1');
});

describe('completion offers ports', () => {
  const destination = (host: string, section = 'http'): string =>
    `${virtualService}spec:\n  hosts: [ api.payments.example ]\n  ${section}:\n  - route:\n    - destination:\n        host: ${host}\n        port:\n          number: $0`;
  check('of the host, those first that the rule is for', destination('api.payments.example', 'tls'), '443 5432 80');
  check('of a Service', destination('reviews'), '9080');
  check('of the Gateway behind a Service that is not there', destination(egressGateway), '80 443');
  check(
    'that sidecars dial',
    `${virtualService}spec:\n  hosts: [ api.payments.example ]\n  http:\n  - match:\n    - port: $0`,
    '80 443 5432',
  );
  check(
    'that the gateways of the match listen on',
    `${virtualService}spec:\n  hosts: [ api.payments.example ]\n  tls:\n  - match:\n    - port: $0\n      gateways: [ istio-system/egress ]`,
    '443 80',
  );
  check(
    'that a traffic policy is for',
    `${destinationRule}spec:\n  host: api.payments.example\n  trafficPolicy:\n    portLevelSettings:\n    - port: { number: $0 }`,
    '443 5432 80',
  );
});

describe('completion offers labels', () => {
  check('that pods have, as keys', `${gateway}spec:\n  selector:\n    $0`, 'app version istio');
  check('but not those that are there', `${gateway}spec:\n  selector: { app: x, $0 }`, 'version istio');
  check('behind the key', `${gateway}spec:\n  selector: $0`, 'app version istio');
  check('with the values that pods have', `${gateway}spec:\n  selector: { version: $0 }`, '1.0');
  check('of gateways that are not there', `${gateway}spec:\n  selector:\n    istio: $0`, 'egressgateway');
  check(
    'as keys in a Service',
    'apiVersion: v1\nkind: Service\nspec:\n  selector:\n    app: x\n    $0',
    'version istio',
  );
  check('as values in a Service', 'apiVersion: v1\nkind: Service\nspec:\n  selector:\n    app: $0', 'reviews');
  check(
    'of kinds that the mesh knows nothing about',
    'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nspec:\n  selector:\n    matchLabels:\n      $0',
    'app version istio',
  );
  check('but not where labels are given', `${gateway.replace('metadata', 'ignored')}metadata:\n  labels:\n    $0`, '');
});

describe('completion offers namespaces', () => {
  check(
    'that are objects or have objects',
    'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata:\n  namespace: $0',
    'empty istio-system other shop',
  );
  check(
    'that an object is exported to',
    `${virtualService}spec:\n  exportTo:\n  - $0`,
    '. * ~ empty istio-system other shop',
  );
  check(
    'that requests come from',
    `${virtualService}spec:\n  http:\n  - match:\n    - sourceNamespace: $0`,
    'empty istio-system other shop',
  );
});
