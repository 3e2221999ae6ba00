import { describe } from 'node:test';
import { checkHover as check } from './hovered';
import { destinationRule, gateway, virtualService } from './world';

const spec = `${virtualService}spec:\n`;

describe('hover on a key', () => {
  check(
    'says what the field is',
    `${gateway}spec:
  servers:
  - po$0rt: {}
#   ^^^^`,
    `
**\`port\`** object

The Port on which the proxy should listen for incoming connections.

Required.`,
  );
  check(
    'says what may stand there',
    `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
spec:
  $0location: MESH_INTERNAL
# ^^^^^^^^`,
    `
**\`location\`** string

Specify whether the service should be considered external to the mesh or part of the mesh.

One of \`MESH_EXTERNAL\`, \`MESH_INTERNAL\`.`,
  );
  check(
    'works for kinds that the mesh knows nothing about',
    `
apiVersion: networking.istio.io/v1
kind: Sidecar
spec:
  egress: []
# ^^^^^^$0`
      .replace('egress: []', 'eg$0ress: []')
      .replace('^^^^^^$0', '^^^^^^'),
    `
**\`egress\`** list of objects

Egress specifies the configuration of the sidecar for processing outbound traffic from the attached workload instance to other services in the mesh.`,
  );
  check(
    'says what the field is in the Gateway API, with the list that explains it',
    `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  listeners:
  - allowedRoutes: { namespaces: { fr$0om: Same } }
#                                  ^^^^`,
    `
**\`from\`** string

From indicates where Routes will be selected for this Gateway. Possible values are:

* All: Routes in all namespaces may be used by this Gateway.
* Selector: Routes in namespaces selected by the selector may be used by this Gateway.
* Same: Only Routes in the same namespace may be used by this Gateway.

One of \`All\`, \`Selector\`, \`Same\`.`,
  );
  check(
    'says what may stand there besides other things',
    `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
spec:
  validation:
    wellKnownCA$0Certificates: System
#   ^^^^^^^^^^^^^^^^^^^^^^^`,
    `
**\`wellKnownCACertificates\`** string

WellKnownCACertificates specifies whether a well-known set of CA certificates may be used in the TLS handshake between the gateway and backend pod.

Such as \`System\`.`,
  );
  check(
    'says what the field of a NetworkPolicy is',
    `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
spec:
  egress: [ { to: [ { ip$0Block: { cidr: 10.0.0.0/8 } } ] } ]
#                     ^^^^^^^`,
    `
**\`ipBlock\`** object

ipBlock defines policy on a particular IPBlock. If this field is set then neither of the other fields can be.`,
  );
  check('says nothing about a field that does not exist', `${spec}  ho$0st: []`, '');
  check('says nothing in other documents', 'services:\n  w$0eb: {}', '');
});

describe('hover on a host', () => {
  check(
    'says who defines it and which DestinationRule clients use',
    `${spec}  hosts: [ revie$0ws ]
#          ^^^^^^^`,
    `
**\`reviews.shop.svc.cluster.local\`**

- \`Service shop/reviews\`: port \`9080 http\`

Clients in namespace \`shop\` use

- \`DestinationRule shop/reviews\`: TLS \`SIMPLE\`; subsets \`v1\``,
  );
  check(
    'finds the wildcard that covers it',
    `${spec}  hosts: [ a.wi$0ld.example ]
#          ^^^^^^^^^^^^^^`,
    `
**\`a.wild.example\`**

- \`ServiceEntry shop/payments\`: ports \`80 HTTP\`, \`443 HTTPS\`, \`5432 TCP\`, resolution \`DNS\`, \`MESH_EXTERNAL\``,
  );
  check(
    'shows the gateway behind a Service that is not there',
    `${spec}  http:
  - route:
    - destination: { host: istio-egress$0gateway.istio-system.svc.cluster.local }
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`,
    `
**\`istio-egressgateway.istio-system.svc.cluster.local\`**

Clients in namespace \`shop\` use

- \`DestinationRule shop/hop\`: subsets \`payments\`, \`weather\`

Behind it listens

**\`Gateway istio-system/egress\`** on pods with \`istio=egressgateway\`

- port \`80\` \`HTTP\` for \`*\`
- port \`443\` \`TLS\` TLS mode \`PASSTHROUGH\` for \`*\`

**\`Gateway shop/own\`** on pods with \`istio=egressgateway\``,
  );
  check(
    'says that nothing defines it',
    `${spec}  hosts: [ no$0where.example ]
#          ^^^^^^^^^^^^^^^`,
    '**`nowhere.example`** is a host that neither a ServiceEntry nor a Service of this workspace defines.',
  );
});

describe('hover on other names', () => {
  check(
    'shows the servers of a gateway',
    `${spec}  gateways: [ istio-system/$0egress ]
#             ^^^^^^^^^^^^^^^^^^^`,
    `
**\`Gateway istio-system/egress\`** on pods with \`istio=egressgateway\`

- port \`80\` \`HTTP\` for \`*\`
- port \`443\` \`TLS\` TLS mode \`PASSTHROUGH\` for \`*\``,
  );
  check(
    'says that a gateway is not there',
    `${spec}  gateways: [ no$0where ]
#             ^^^^^^^`,
    '**`shop/nowhere`** is a Gateway that this workspace does not have.',
  );
  check(
    'shows how a subset speaks TLS',
    `${spec}  http:
  - route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: pay$0ments }
#                                                                                      ^^^^^^^^`,
    `
**\`payments\`** subset of \`istio-egressgateway.istio-system.svc.cluster.local\`

- \`DestinationRule shop/hop\`: TLS \`ISTIO_MUTUAL\` with SNI \`api.payments.example\``,
  );
  check(
    'shows what a subset has of its host',
    `${spec}  http:
  - route:
    - destination: { host: reviews, subset: $0v1 }
#                                           ^^`,
    `
**\`v1\`** subset of \`reviews.shop.svc.cluster.local\`

- \`DestinationRule shop/reviews\`: pods with \`version=1.0\`; TLS \`SIMPLE\``,
  );
  check(
    'says who declares a port',
    `${spec}  http:
  - route:
    - destination:
        host: api.payments.example
        port: { number: 44$03 }
#                       ^^^`,
    '**`443`** `HTTPS` port of `ServiceEntry shop/payments`',
  );
  check(
    'names the pods with a label',
    `
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec:
  selector: { app: $0reviews }
#                  ^^^^^^^`,
    '**`app=reviews`** pods of `Deployment shop/reviews-v1`',
  );
  check('says nothing between words', `${spec}  $0  hosts: []`, '');
});

describe('hover on names that try to be Markdown', () => {
  const hostile = '</code><img src=x onerror=alert(1)>`` [click](command:x) ``` $(zap)\\n# title';
  check(
    'shows them in code spans that they cannot end',
    `${destinationRule}spec:
  host: ${JSON.stringify(hostile).replaceAll('\\\\n', '\\n').replace('</', '<$0/')}
#       ${'^'.repeat(JSON.stringify(hostile).replaceAll('\\\\n', '\\n').length)}`,
    `
**\`\`\`\`${hostile.replace('\\n', ' ')}\`\`\`\`** is a host that neither a ServiceEntry nor a Service of this workspace defines.

Clients in namespace \`shop\` use

- \`DestinationRule shop/payments\``,
  );
  check(
    'shows them on one line and not endlessly long',
    `${spec}  gateways:
  - "$0a/${'`'.repeat(3)}\\u202E${'x'.repeat(300)}"
#   ${'^'.repeat(313)}`,
    `**\`\`\`\`a/\`\`\` ${'x'.repeat(194)}…\`\`\`\`** is a Gateway that this workspace does not have.`,
  );
});
