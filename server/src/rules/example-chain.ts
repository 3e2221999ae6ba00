import {
  httpAndHttpsEntry,
  httpGateway,
  mutualHttpsGateway,
  mutualRoutes,
  mutualTlsGateway,
  originatingRoutes,
  passthroughGateway,
  passthroughRoutes,
  tlsEntry,
} from './example-documents';

/*
 * Files that the examples of several rules have in common: requests to api.payments.example that leave through the egress
 * gateway. Each is a file or more in the notation of test/fixture.ts, without the line that ends it.
 */

/** The host, with a port for plaintext and one for TLS. */
export const host = (namespace: string): string => `#- host.yaml
${httpAndHttpsEntry(namespace)}`;

/** The Gateway, for plaintext. */
export const gateway = `#- gateway.yaml
${httpGateway('shop')}`;

/** The gateway takes plaintext and begins TLS, if a DestinationRule says so. */
export const originating = `#- routes.yaml
${httpGateway('shop')}
---
${originatingRoutes('shop')}`;

/** The sidecars speak the mesh’s TLS to the gateway, if a DestinationRule says so; with a subset of the gateway, or without. */
export const mutual = (subset = ''): string => `#- routes.yaml
${mutualHttpsGateway('shop')}
---
${mutualRoutes('shop', subset)}`;

/** The gateway passes on the TLS of applications. */
export const passthroughChain = `#- host.yaml
${tlsEntry('shop')}
#- gateway.yaml
${passthroughGateway('shop')}
#- routes.yaml
${passthroughRoutes('shop')}`;

/** The same, with Gateway and rules in one file. */
export const passthroughFile = `#- host.yaml
${tlsEntry('shop')}
#- routes.yaml
${passthroughGateway('shop')}
---
${passthroughRoutes('shop')}`;

/** What is left of that file by the fix that puts the mesh’s TLS around what is passed through. */
export const wrappedPassthrough = `${mutualTlsGateway('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 }, subset: api-payments-example }
  tcp:
  - match:
    - gateways:
      - egress
      port: 443
    route:
    - destination:
        host: api.payments.example
        port:
          number: 443
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: egress-api-payments-example
  namespace: shop
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: api-payments-example
    trafficPolicy:
      portLevelSettings:
      - port:
          number: 443
        tls:
          mode: ISTIO_MUTUAL
          sni: api.payments.example`;

/** The chain, with the Service of the gateway. */
export const gatewayService = `${passthroughChain}
#- service.yaml
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: https, port: 443, targetPort: 8443 } ]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  template:
    metadata:
      labels: { istio: egressgateway }
      annotations: { inject.istio.io/templates: gateway }
    spec: { containers: [ { name: istio-proxy, image: auto } ] }`;
