import { describe } from 'node:test';
import { checkDefinition as check } from './defined';
import { virtualService } from './world';

const spec = `${virtualService}spec:\n`;
const route = (destination: string): string => `${spec}  http:\n  - route:\n    - destination: ${destination}`;
const egressGateway = 'istio-egressgateway.istio-system.svc.cluster.local';

describe('a definition is found', () => {
  check('of a host', `${spec}  hosts: [ api$0.payments.example ]`, 'world/entries.yaml:5 api.payments.example');
  check('of a host by a wildcard', `${spec}  hosts: [ a.wild.exa$0mple ]`, 'world/entries.yaml:5 "*.wild.example"');
  check('of a wildcard', `${spec}  hosts: [ "*.wi$0ld.example" ]`, 'world/entries.yaml:5 "*.wild.example"');
  check('of a short name', route('{ host: revi$0ews }'), 'world/services.yaml:3 reviews');
  check(
    'of a Service elsewhere',
    route('{ host: $0ratings.other.svc.cluster.local }'),
    'world/services.yaml:8 ratings',
  );
  check(
    'of a gateway’s host that has no Service here: the Gateways behind it',
    route(`{ host: $0${egressGateway} }`),
    'world/gateways.yaml:3 egress',
    'world/gateways.yaml:12 own',
  );
  check('of a gateway', `${spec}  gateways: [ istio-system/egress$0 ]`, 'world/gateways.yaml:3 egress');
  check(
    'of a gateway in a match',
    `${spec}  tls: [ { match: [ { gateways: [ o$0wn ] } ] } ]`,
    'world/gateways.yaml:12 own',
  );
  check(
    'of a subset, where its clients read it',
    route(`{ host: ${egressGateway}, subset: pay$0ments }`),
    'world/rules.yaml:7 payments',
  );
  check(
    'of a subset that its clients do not read',
    route(`{ host: ${egressGateway}, subset: un$0read }`),
    'world/rules.yaml:16 unread',
  );
  check(
    'of a port of a ServiceEntry',
    route('{ host: api.payments.example, port: { number: 4$043 } }'),
    'world/entries.yaml:8 443',
  );
  check('of a port of a Service', route('{ host: reviews, port: { number: $09080 } }'), 'world/services.yaml:4 9080');
  check(
    'of a port of the Gateway behind',
    route(`{ host: ${egressGateway}, port: { number: $080 } }`),
    'world/gateways.yaml:7 80',
  );
  check(
    'of a port in a match',
    `${spec}  gateways: [ istio-system/egress ]\n  http: [ { match: [ { port: 8$00 } ] } ]`,
    'world/gateways.yaml:7 80',
  );
  check('of a namespace', `${virtualService.replace('shop', 'emp$0ty')}`, 'world/services.yaml:18 empty');
  check(
    'of a label',
    'apiVersion: v1\nkind: Service\nmetadata: { name: x, namespace: shop }\nspec: { selector: { app: re$0views } }',
    'world/services.yaml:14 reviews',
  );
  check(
    'on the definition itself',
    'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nspec:\n  hosts: [ $0a.example ]',
    'main.yaml:4 a.example',
  );
  check(
    'on the name of an object',
    'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: mi$0ne }',
    'main.yaml:3 mine',
  );
});

describe('no definition is found', () => {
  check('of what is not there', `${spec}  gateways: [ no$0where ]`);
  check('of the gateway that stands for the sidecars', `${spec}  gateways: [ me$0sh ]`);
  check('on a key', `${spec}  ho$0sts: [ api.payments.example ]`);
  check('between words', `${spec}  hosts:  $0  [ api.payments.example ]`);
});

describe('a definition of a base', () => {
  const entry = (name: string): string => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name} }
spec: { hosts: [ a.example ] }
`;
  check(
    'is found in every mesh that the base belongs to, and in no other',
    `#- base/routes.yaml
${virtualService}spec: { hosts: [ a.exa$0mple ] }
#- base/kustomization.yaml
resources: [ routes.yaml ]
#- one/kustomization.yaml
resources: [ ../base, entry.yaml ]
#- one/entry.yaml
${entry('one')}#- two/kustomization.yaml
resources: [ ../base, entry.yaml ]
#- two/entry.yaml
${entry('two')}#- elsewhere.yaml
${entry('elsewhere')}`,
    'one/entry.yaml:4 a.example',
    'two/entry.yaml:4 a.example',
  );
});
