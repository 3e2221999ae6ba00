import { fix, insertInto } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { missingCluster, portsOf } from '../destination';
import { httpAndTlsEntry } from '../example-documents';
import { enumerate } from '../places';
import { defineFailureRule } from '../rule';

export const destinationPortRequired = defineFailureRule({
  id: 'destination-port-required',
  severity: 'error',
  summary: 'A route names no port, and the port that the request came to is none of the service’s.',
  rationale:
    'Of a service with one port a route need not name it. Of a service with several, a route without a port means the port at which the proxy got the request; where the service has no such port there is no cluster, and requests are answered with 503.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  aliases: ['IST0112'],

  explain(failure, mesh) {
    const { to, why } = missingCluster(failure) ?? {};
    if (!to?.destination.host || to.destination.port || why?.fact !== 'S15') return undefined;
    const { all, fitting, related } = portsOf(mesh, failure, to);
    const port = failure.cause.reason === 'no-cluster' ? failure.cause.destination?.port : undefined;
    if (port === undefined || all.length === 0 || all.includes(port)) return undefined;
    return {
      object: to.object,
      path: [...to.path, 'host'],
      message: `Without a port this means port ${port} of ${hostLabel(to.host)}, which only has ${enumerate(all.map(String))}: requests are answered with 503.`,
      related,
      fixes: () =>
        fitting.flatMap((it) =>
          fix(
            `Send to port ${it}`,
            [insertInto(to.object, [...to.path, 'port'], { number: it })],
            fitting.length === 1,
          ),
        ),
    };
  },

  examples: [
    {
      title: 'a gateway on a port of its own, and a host with two ports',
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
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 8000 } }
  - match: [ { gateways: [ egress ] } ]
    route:
    - destination:
        host: api.payments.example
#             ^^^^^^^^^^^^^^^^^^^^ Without a port this means port 8000 of api.payments.example, which only has 80 and 443: requests are answered with 503.
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 8000, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- host.yaml
${httpAndTlsEntry('shop')}
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
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 8000 } }
  - match: [ { gateways: [ egress ] } ]
    route:
    - destination:
        host: api.payments.example
        port:
          number: 80
`,
    },
    {
      title: 'the port at which the proxy got the request is one of the host’s',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 8080, name: http-alt, protocol: HTTP }
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payments.example }
`,
    },
  ],
});
