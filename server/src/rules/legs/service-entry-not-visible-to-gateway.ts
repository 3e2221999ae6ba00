import { httpGateway, httpRoutes } from '../example-documents';
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
${httpRoutes('shop')}
---
${httpGateway('shop')}
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
${httpRoutes('shop')}
---
${httpGateway('shop')}
`,
    },
  ],
});
