/*
 * Documents that the examples of many rules have: all that it takes to lead api.payments.example out, so that a rule’s own
 * file shows what is wrong. Each is one document, without the line that ends it.
 */

/** The host, for plaintext. */
export const httpEntry = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS`;

/** The host, where applications speak TLS. */
export const tlsEntry = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS`;

/** The host, where a proxy begins TLS on a port of its own. */
export const httpsEntry = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: https, protocol: HTTPS } ]
  resolution: DNS`;

/** The host, where a proxy begins TLS with what applications send to the port for plaintext. */
export const targetPortEntry = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP, targetPort: 443 } ]
  resolution: DNS`;

/** The host, with a port for plaintext and one where a proxy begins TLS. */
export const httpAndHttpsEntry = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 443, name: https, protocol: HTTPS }
  resolution: DNS`;

/** The host, with a port for plaintext and one where applications speak TLS. */
export const httpAndTlsEntry = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS`;

/** The Gateway, for plaintext. */
export const httpGateway = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: ${namespace} }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]`;

/** The Gateway, passing TLS on as it is. */
export const passthroughGateway = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: ${namespace} }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }`;

/** The Gateway, reading HTTP out of the mesh’s TLS. */
export const mutualHttpsGateway = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: ${namespace} }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls: { mode: ISTIO_MUTUAL }`;

/** The Gateway, forwarding bytes out of the mesh’s TLS. */
export const mutualTlsGateway = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: ${namespace} }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: ISTIO_MUTUAL }`;

/** The rules for plaintext, from the sidecars to the gateway and from there to the host. */
export const httpRoutes = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }`;

/** The rules for plaintext that the gateway sends to the port where the host expects TLS. */
export const originatingRoutes = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }`;

/** The rules for plaintext that sidecars put into the mesh’s TLS, if a DestinationRule says so; with a subset of the gateway, or without. */
export const mutualRoutes = (namespace: string, subset = ''): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local${subset && `\n        subset: ${subset}`}
        port: { number: 443 }
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }`;

/** The rules for TLS that is passed on. */
export const passthroughRoutes = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }`;

/** The rules for both. */
export const httpAndTlsRoutes = (namespace: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: ${namespace} }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }`;

/** A waypoint. */
export const waypoint = (name: string, namespace: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]`;

/** A Gateway of the Gateway API, for plaintext, which only the cluster reaches. */
export const egressListener = (name: string, namespace: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace}, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]`;
