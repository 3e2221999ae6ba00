import { fix, replace } from '../../generate/edit';
import { httpEntry, httpGateway } from '../example-documents';
import { serviceOfTwoLabels, writtenHosts } from '../meant-service';
import { defineRule } from '../rule';

export const destinationTwoLabelName = defineRule({
  id: 'destination-two-label-name',
  severity: 'error',
  summary: 'A Service of another namespace is written as `name.namespace`.',
  rationale:
    'Istio completes a name without dots, and no other: `name.namespace` stays what it is and is never the Service of that name, unlike in DNS. No proxy has a cluster for it, so requests are answered with 503; a DestinationRule is then for nobody.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  aliases: ['IST0101'],
  on: ['VirtualService', 'DestinationRule'],

  *check(object, mesh) {
    for (const host of writtenHosts(object)) {
      const meant = serviceOfTwoLabels(mesh, host.value);
      if (meant === undefined) continue;
      yield {
        span: host.span,
        message: `'${host.value}' is not the Service ${meant}: Istio takes a name with a dot as it is, so nothing is behind it.`,
        fixes: () => fix(`Change to '${meant}'`, [replace(object, host.span, meant)], true),
      };
    }
  },

  examples: [
    {
      title: 'the egress gateway, named like in DNS',
      source: `
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
    - destination: { host: istio-egressgateway.istio-system, port: { number: 80 } }
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'istio-egressgateway.istio-system' is not the Service istio-egressgateway.istio-system.svc.cluster.local: Istio takes a name with a dot as it is, so nothing is behind it.
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('shop')}
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
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
`,
    },
    {
      title: 'a host outside with two labels',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ payments.example ]
  http:
  - timeout: 3s
    route:
    - destination: { host: payments.example, port: { number: 80 } }
`,
    },
  ],
});
