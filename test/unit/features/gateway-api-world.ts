import { fixture } from '../../fixture';

/** Two gateways, a waypoint, and what routes of namespace `shop` may name. */
export const gatewayApi = fixture(`
#- infra/egress.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: infra }
spec:
  gatewayClassName: istio
  allowedListeners: { namespaces: { from: All } }
  listeners:
  - { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }
  - name: tls
    hostname: "*.payments.example"
    port: 443
    protocol: TLS
    tls: { mode: Passthrough }
    allowedRoutes: { namespaces: { from: All } }
  - { name: private, port: 8080, protocol: HTTP }
#- infra/others.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: closed, namespace: infra }
spec: { gatewayClassName: istio, listeners: [ { name: http, port: 80, protocol: HTTP } ] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: infra }
spec:
  gatewayClassName: istio-waypoint
  listeners:
  - { name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: All } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: company }
spec: { controllerName: istio.io/gateway-controller }
---
apiVersion: v1
kind: Service
metadata: { name: secluded, namespace: infra }
spec: { ports: [ { port: 8000 } ] }
---
apiVersion: v1
kind: Secret
metadata: { name: shared, namespace: infra }
data: { tls.crt: "", tls.key: "" }
#- shop/gateways.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: own, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [ { name: web, port: 8081, protocol: HTTP, hostname: intranet.example } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: near, namespace: shop, labels: { istio.io/waypoint-for: workload } }
spec: { gatewayClassName: istio-waypoint, listeners: [ { name: mesh, port: 15008, protocol: HBONE } ] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: more, namespace: shop }
spec:
  parentRef: { name: egress, namespace: infra }
  listeners: [ { name: extra, port: 9090, protocol: HTTP } ]
#- shop/services.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 443, name: https, protocol: HTTPS }
  resolution: DNS
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { ports: [ { port: 9080, name: http } ] }
---
apiVersion: v1
kind: Secret
metadata: { name: certificate, namespace: shop }
data: { tls.crt: "", tls.key: "" }
---
apiVersion: v1
kind: Secret
metadata: { name: password, namespace: shop }
stringData: { password: "" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: authority, namespace: shop }
data: { ca.crt: "" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { colour: blue }
#- other/services.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: weather, namespace: other }
spec: { hosts: [ weather.example ], ports: [ { number: 443, name: tls, protocol: TLS } ], resolution: DNS }
---
apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: other }
spec: { ports: [ { port: 9081, name: http } ] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: shop, namespace: other }
spec:
  from: [ { group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop } ]
  to: [ { group: "", kind: Service } ]
`);

/** The head of an object in namespace `shop`. */
export const headOf = (kind: string, apiVersion = 'gateway.networking.k8s.io/v1'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: out, namespace: shop }\n`;

export const kubernetesGateway = `${headOf('Gateway')}spec:\n`;
export const httpRoute = `${headOf('HTTPRoute')}spec:\n`;
export const tlsRoute = `${headOf('TLSRoute')}spec:\n`;
export const backendTlsPolicy = `${headOf('BackendTLSPolicy')}spec:\n`;
export const authorizationPolicy = `${headOf('AuthorizationPolicy', 'security.istio.io/v1')}spec:\n`;
