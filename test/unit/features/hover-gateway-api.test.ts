import { describe } from 'node:test';
import {
  authorizationPolicy,
  backendTlsPolicy,
  gatewayApi,
  headOf,
  httpRoute,
  kubernetesGateway,
} from './gateway-api-world';
import { checkHoverText } from './hovered';

const check = (title: string, source: string, expected: string): void =>
  checkHoverText(title, source, expected, gatewayApi);

const parents = (fields: string): string => `${httpRoute}  parentRefs: [ { ${fields} } ]`;
const backends = (fields: string): string =>
  `${httpRoute}  parentRefs: [ { name: own } ]\n  rules: [ { backendRefs: [ { ${fields} } ] } ]`;
const hostname = 'group: networking.istio.io, kind: Hostname, port: 443, ';
const serviceEntry = 'group: networking.istio.io, kind: ServiceEntry, ';

describe('hover on a parent', () => {
  check(
    'shows the listeners of a Gateway with their routes, what Istio makes of it, and whether it takes the route',
    parents('name: eg$0ress, namespace: infra, sectionName: http'),
    `
**\`Gateway infra/egress\`**

- listener \`http\`: port \`80\` \`HTTP\`, 1 route
- listener \`tls\`: port \`443\` \`TLS\` TLS mode \`Passthrough\` for \`*.payments.example\`, no route
- listener \`private\`: port \`8080\` \`HTTP\`, no route

Istio runs it behind Service \`egress-istio.infra.svc.cluster.local\` with service account \`egress-istio\`.

---

**Accepted** by listener \`http\`.`,
  );
  check(
    'says why a Gateway does not take the route',
    parents('name: clo$0sed, namespace: infra'),
    `
**\`Gateway infra/closed\`**

- listener \`http\`: port \`80\` \`HTTP\`, no route

Istio runs it behind Service \`closed-istio.infra.svc.cluster.local\` with service account \`closed-istio\`.

---

**Not accepted** \`NotAllowedByListeners\`: The allowedRoutes of listener http of Gateway closed leave out namespace shop.`,
  );
  check(
    'shows the hosts of a ServiceEntry, and that the route is for requests to them',
    parents(`${serviceEntry}name: pay$0ments`),
    `
**\`ServiceEntry shop/payments\`**

- for \`api.payments.example\`
- ports \`80 HTTP\`, \`443 HTTPS\`, resolution \`DNS\`, \`MESH_EXTERNAL\`

---

**Accepted** for requests to \`api.payments.example\`.`,
  );
  check(
    'shows the listener that a section names',
    parents('name: own, sectionName: w$0eb'),
    `
**\`web\`** listener of \`Gateway shop/own\`: port \`8081\` \`HTTP\` for \`intranet.example\`, 1 route

---

**Accepted** by listener \`web\`.`,
  );
  check(
    'says that a section is none',
    parents('name: own, sectionName: wa$0b'),
    `
**\`wab\`** is no listener of \`shop/own\` that this workspace has.

---

**Not accepted** \`NoMatchingParent\`: wab is not the name of listener web of Gateway own.`,
  );
  check(
    'shows the port of a listener',
    parents('name: own, port: 80$081'),
    '**`8081`** `HTTP` port of `Gateway shop/own`\n\n---\n\n**Accepted** by listener `web`.',
  );
  check('says nothing of what Istio does not know there', parents('kind: ServiceEntry, name: pay$0ments'), '');
  check(
    'says that it is not there',
    parents('name: no$0where'),
    '**`shop/nowhere`** is a Gateway that this workspace does not have.',
  );
});

describe('hover on a backend', () => {
  check(
    'says that Istio makes the Service for a Gateway, with its ports',
    backends('name: own-i$0stio, port: 8081'),
    `
**\`own-istio.shop.svc.cluster.local\`**

- Istio makes it for \`Gateway shop/own\`: ports \`15021 TCP\`, \`8081 HTTP\``,
  );
  check(
    'shows the ServiceEntry of a host',
    backends(`${hostname}name: api.pay$0ments.example`),
    `
**\`api.payments.example\`**

- \`ServiceEntry shop/payments\`: ports \`80 HTTP\`, \`443 HTTPS\`, resolution \`DNS\`, \`MESH_EXTERNAL\``,
  );
  check(
    'says why Istio finds no such host',
    backends(`${hostname}name: wea$0ther.example`),
    `
**\`weather.example\`**

- \`ServiceEntry other/weather\`: port \`443 TLS\`, resolution \`DNS\`, \`MESH_EXTERNAL\`

---

Istio reports \`BackendNotFound\`: weather.example is declared in other, and a Hostname is looked up in the route’s own namespace only, shop.`,
  );
  check(
    'says that a Service is not granted',
    backends('name: sec$0luded, namespace: infra, port: 8000'),
    `
**\`secluded.infra.svc.cluster.local\`**

- \`Service infra/secluded\`: port \`8000\`

---

Istio reports \`RefNotPermitted\`: secluded is in infra, and no ReferenceGrant in infra lets HTTPRoutes of shop refer to it.`,
  );
  check(
    'shows a name in a sentence as nothing but text',
    backends('name: "<b>", namespace: "[a](http://b)", port: 80$000'),
    'Istio reports `RefNotPermitted`: \\<b\\> is in \\[a\\](http\\://b), and no ReferenceGrant in \\[a\\](http\\://b) lets HTTPRoutes of shop refer to it.',
  );
});

describe('hover on a listener', () => {
  const listener = (fields: string): string =>
    `${kubernetesGateway}  gatewayClassName: istio\n  listeners: [ { port: 443, protocol: HTTPS, ${fields} } ]`;
  check(
    'shows it, and what Istio reports of it',
    listener('name: we$0b, tls: { certificateRefs: [ { name: shared, namespace: infra } ] }'),
    `
**\`web\`** listener of \`Gateway shop/out\`: port \`443\` \`HTTPS\` TLS mode \`Terminate\`, no route

---

Istio reports \`RefNotPermitted\`: The Secret shared is in infra, and no ReferenceGrant in infra lets Gateways of shop refer to it.`,
  );
  check(
    'shows the keys of a certificate',
    listener('name: web, tls: { certificateRefs: [ { name: certi$0ficate } ] }'),
    '**`Secret shop/certificate`**\n\n- with `tls.crt`, `tls.key`',
  );
  check(
    'says what an option is for',
    listener('name: web, tls: { options: { gateway.istio.io/tls-$0terminate-mode: MUTUAL } }'),
    `
**\`gateway.istio.io/tls-terminate-mode\`**

How the listener ends TLS: \`ISTIO_MUTUAL\` and \`ISTIO_SIMPLE\` with the mesh’s own certificate, so that it needs no \`certificateRefs\`; \`MUTUAL\` and \`OPTIONAL_MUTUAL\` ask clients for a certificate.

One of \`ISTIO_MUTUAL\`, \`MUTUAL\`, \`OPTIONAL_MUTUAL\`, \`ISTIO_SIMPLE\`.`,
  );
});

describe('hover on other names', () => {
  check(
    'shows a Gateway on its own name',
    `${headOf('Gateway').replace('out', 'o$0ut')}spec: { gatewayClassName: istio, listeners: [ { name: a, port: 80, protocol: HTTP } ] }`,
    `
**\`Gateway shop/out\`**

- listener \`a\`: port \`80\` \`HTTP\`, no route

Istio runs it behind Service \`out-istio.shop.svc.cluster.local\` with service account \`out-istio\`.`,
  );
  check(
    'shows the waypoint that a policy is for',
    `${authorizationPolicy}  targetRefs: [ { group: gateway.networking.k8s.io, kind: Gateway, name: ne$0ar } ]`,
    `
**\`Gateway shop/near\`**

- listener \`mesh\`: port \`15008\` \`HBONE\`

Istio runs it behind Service \`near.shop.svc.cluster.local\` with service account \`near\`.`,
  );
  check(
    'shows the waypoint that a label names',
    `${headOf('ServiceEntry', 'networking.istio.io/v1').replace(' }', ', labels: { istio.io/use-waypoint: ne$0ar } }')}`,
    `
**\`Gateway shop/near\`**

- listener \`mesh\`: port \`15008\` \`HBONE\`

Istio runs it behind Service \`near.shop.svc.cluster.local\` with service account \`near\`.`,
  );
  check(
    'shows the port that a BackendTLSPolicy is for',
    `${backendTlsPolicy}  targetRefs: [ { ${serviceEntry}name: payments, sectionName: htt$0ps } ]`,
    '**`https`** port `443 HTTPS` of `ServiceEntry shop/payments`',
  );
  check(
    'says what is wrong with a target',
    `${backendTlsPolicy}  targetRefs: [ { ${serviceEntry}name: payments, sectionName: gr$0pc } ]`,
    `
**\`grpc\`** is no port of \`shop/payments\` that this workspace has.

---

Istio reports \`TargetNotFound\`: The ServiceEntry payments has no port called grpc.`,
  );
  check(
    'knows the classes that Istio brings',
    `${kubernetesGateway}  gatewayClassName: is$0tio`,
    '**`istio`** is a GatewayClass of Istio itself.',
  );
  check(
    'shows the controller of a class',
    `${kubernetesGateway}  gatewayClassName: comp$0any`,
    '**`GatewayClass company`**\n\n- controller `istio.io/gateway-controller`',
  );
  check(
    'says in a DestinationRule, too, that Istio makes a host',
    `${headOf('DestinationRule', 'networking.istio.io/v1')}spec: { host: egress-i$0stio.infra.svc.cluster.local }`,
    `
**\`egress-istio.infra.svc.cluster.local\`**

- Istio makes it for \`Gateway infra/egress\`: ports \`15021 TCP\`, \`80 HTTP\`, \`443 TLS\`, \`8080 HTTP\`, \`9090 HTTP\`

Clients in namespace \`shop\` use

- \`DestinationRule shop/out\``,
  );
  check(
    'names the Gateway whose pods a label is of',
    `${authorizationPolicy}  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: ow$0n } }`,
    '**`gateway.networking.k8s.io/gateway-name=own`** pods of `Gateway shop/own`',
  );
});
