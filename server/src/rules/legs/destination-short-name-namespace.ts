import { fix, replace } from '../../generate/edit';
import { owns } from '../../mesh/ownership';
import { hostLabel } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import { httpEntry, httpGateway } from '../example-documents';
import { servicesElsewhere, writtenHosts } from '../meant-service';
import { enumerate } from '../places';
import { defineRule } from '../rule';

export const destinationShortNameNamespace = defineRule({
  id: 'destination-short-name-namespace',
  severity: 'error',
  summary: 'A Service is named without its namespace, and is in another one.',
  rationale:
    'A host without a dot means the Service of that name in the namespace of the object that names it, not in that of the client or of the gateway. Where there is none, no proxy has a cluster for it, and requests are answered with 503; a DestinationRule is then for nobody.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  aliases: ['IST0101'],
  on: ['VirtualService', 'DestinationRule'],

  *check(object, mesh) {
    for (const host of writtenHosts(object)) {
      const others = servicesElsewhere(mesh, object, host.value);
      if (others.length === 0) continue;
      const isWritten = mesh.named('Service', host.value).length > 0;
      yield {
        span: host.span,
        severity: isWritten ? 'error' : owns(mesh, object.namespace, 'Service') ? 'warning' : 'hint',
        message: `'${host.value}' means the Service of that name in namespace ${namespaceLabel(object.namespace)}, which has none; it is ${enumerate(others.map(hostLabel))} that exists.`,
        fixes: () => others.flatMap((it) => fix(`Change to '${it}'`, [replace(object, host.span, it)])),
      };
    }
  },

  examples: [
    {
      title: 'the egress gateway of istio-system, named from another namespace',
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
        host: istio-egressgateway # the way out
#             ^^^^^^^^^^^^^^^^^^^ 'istio-egressgateway' means the Service of that name in namespace shop, which has none; it is istio-egressgateway.istio-system.svc.cluster.local that exists.
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('shop')}
#- host.yaml
${httpEntry('shop')}
#- service.yaml
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: http2, port: 80, targetPort: 8080 } ]
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
        host: istio-egressgateway.istio-system.svc.cluster.local # the way out
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'a Service of the own namespace',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [ reviews ]
  http:
  - route:
    - destination: { host: reviews, port: { number: 80 } }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec:
  selector: { app: reviews }
  ports: [ { name: http, port: 80 } ]
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: test }
spec:
  selector: { app: reviews }
  ports: [ { name: http, port: 80 } ]
`,
    },
  ],
});
