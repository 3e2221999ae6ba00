import { fix, replace } from '../../generate/edit';
import { gateway, host } from '../example-chain';
import { misspeltGateway, writtenHosts } from '../meant-service';
import { defineRule } from '../rule';

export const destinationMisspelt = defineRule({
  id: 'destination-misspelt',
  severity: 'warning',
  summary: 'A route leads to a Service whose name differs from that of the egress gateway by one letter.',
  rationale:
    'Where the gateway is installed from elsewhere, its Service is not among the manifests, and any name might be right. One that differs from the name of the egress gateway (the setting `gateway`) by one letter hardly is: no proxy has a cluster for it, and requests are answered with 503.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  aliases: ['IST0101', 'KIA1101'],
  on: ['VirtualService'],

  *check(object, mesh) {
    for (const { value, span } of writtenHosts(object)) {
      const meant = misspeltGateway(mesh, value);
      if (meant === undefined) continue;
      yield {
        span,
        message: `No Service ${value} is known, and it differs by one letter from ${meant}: where there is none, requests are answered with 503.`,
        fixes: () => fix(`Change to '${meant}'`, [replace(object, span, meant)]),
      };
    }
  },

  examples: [
    {
      title: 'one letter too few',
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
    - destination:
        host: istio-egresgateway.istio-system.svc.cluster.local
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ No Service istio-egresgateway.istio-system.svc.cluster.local is known, and it differs by one letter from istio-egressgateway.istio-system.svc.cluster.local: where there is none, requests are answered with 503.
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
${gateway}
${host('shop')}
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
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'a second gateway, which has a number',
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
    - destination: { host: istio-egressgateway2.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
${gateway}
${host('shop')}
`,
    },
  ],
});
