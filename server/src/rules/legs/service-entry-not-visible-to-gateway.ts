import { hiddenServiceEntry } from '../hidden-service-entry';
import { defineFailureRule } from '../rule';

export const serviceEntryNotVisibleToGateway = defineFailureRule({
  id: 'service-entry-not-visible-to-gateway',
  severity: 'error',
  summary: 'The ServiceEntry of a host is not exported to the namespace of the egress gateway’s pods.',
  rationale:
    'A proxy has clusters only for the hosts whose ServiceEntry is exported to its own namespace, which for a gateway is that of its pods, not that of the Gateway object. Without one the gateway answers every request with 503.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry',

  explain: (failure) => hiddenServiceEntry(failure, 'gateway', 'it answers requests with 503'),

  examples: [
    {
      title: 'a ServiceEntry for its own namespace only',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ . ]
#           ^^^^^ ServiceEntry shop/payments is exported to '.' only, so the gateway, whose pods are in namespace istio-system, does not know api.payments.example: it answers requests with 503.
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ ., istio-system ]
`,
    },
    {
      title: 'one for the gateway’s namespace only',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ istio-system ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
  ],
});
