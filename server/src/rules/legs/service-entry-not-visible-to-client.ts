import { hiddenServiceEntry } from '../hidden-service-entry';
import { defineFailureRule } from '../rule';

export const serviceEntryNotVisibleToClient = defineFailureRule({
  id: 'service-entry-not-visible-to-client',
  severity: 'warning',
  summary: 'A VirtualService sends clients to a host whose ServiceEntry is not exported to their namespace.',
  rationale:
    'A VirtualService and the ServiceEntry that it sends to are exported by themselves. Clients that get the rule without the host have no cluster for it, and their requests are answered with 503.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry',

  explain: (failure) => hiddenServiceEntry(failure, 'sidecar', 'their requests are answered with 503'),

  examples: [
    {
      title: 'the team of the clients has the rule, and another team keeps the host for itself',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: partners }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ . ]
#           ^^^^^ ServiceEntry partners/payments is exported to '.' only, so the clients in namespace shop do not know api.payments.example: their requests are answered with 503.
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ payments.example ]
  exportTo: [ . ]
  http:
  - rewrite: { authority: api.payments.example }
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments-alias, namespace: shop }
spec:
  hosts: [ payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ . ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: partners }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ ., shop ]
`,
    },
    {
      title: 'rule and host for one namespace',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ . ]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  exportTo: [ . ]
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
  ],
});
