import { fix, removeFields } from '../../generate/edit';
import { hostLabel, serviceName } from '../../model/host';
import { host } from '../example-chain';
import { httpGateway } from '../example-documents';
import { appliedRule, peerOf } from '../hop-tls';
import { defineFailureRule } from '../rule';

export const destinationRuleSubsetNoWorkload = defineFailureRule({
  id: 'destination-rule-subset-no-workload',
  severity: 'error',
  summary: 'No pod of the gateway has the labels of the subset that requests are sent to.',
  rationale:
    'The labels of a subset choose among the pods behind a Service. Where no pod has all of them, nothing is left to send to. A subset that is only there for its traffic policy needs no labels.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
  aliases: ['IST0173', 'KIA0203'],

  explain({ cause, hop }) {
    const rule = appliedRule(hop);
    const peer = peerOf(hop);
    if (cause.reason !== 'no-endpoints' || !serviceName(cause.host) || !peer || !rule) return undefined;
    // D14
    const index = rule.resource.spec.subsets.findIndex((it) => it.name?.value === peer.subset && it.labels?.size);
    if (index < 0) return undefined;
    return {
      object: rule,
      path: ['spec', 'subsets', index, 'labels'],
      message: `No pod behind ${hostLabel(cause.host)} has the labels of subset '${peer.subset}': requests for it are answered with 503.`,
      fixes: () => fix('Take the labels out of the subset', removeFields(rule, ['spec', 'subsets', index], ['labels'])),
    };
  },

  examples: [
    {
      title: 'the labels of another gateway',
      source: `
${host('shop')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: egress.gateways.svc.cluster.local, port: { number: 80 }, subset: payments }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: egress.gateways.svc.cluster.local
  subsets:
  - name: payments
    labels: { app: egress-payments }
#           ^^^^^^^^^^^^^^^^^^^^^^^^ No pod behind egress.gateways.svc.cluster.local has the labels of subset 'payments': requests for it are answered with 503.
#- gateways.yaml
apiVersion: v1
kind: Service
metadata: { name: egress, namespace: gateways }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: http2, port: 80, targetPort: 8080 } ]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: egress, namespace: gateways }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  template:
    metadata:
      annotations: { inject.istio.io/templates: gateway }
      labels: { istio: egressgateway, app: egress }
    spec: { containers: [ { name: istio-proxy, image: auto } ] }
`,
      fixed: `
${httpGateway('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: egress.gateways.svc.cluster.local, port: { number: 80 }, subset: payments }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: egress.gateways.svc.cluster.local
  subsets:
  - name: payments
`,
    },
  ],
});
