import { owns } from '../../mesh/ownership';
import { serviceName } from '../../model/host';
import { unknownService } from '../destination';
import { httpGateway, httpRoutes } from '../example-documents';
import { serverOf } from '../failure';
import { missingHostFixes } from '../missing-host';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';

export const gatewayRouteExternalHostUnknown = defineFailureRule({
  id: 'gateway-route-external-host-unknown',
  severity: 'error',
  summary: 'The egress gateway leads requests to a host that no ServiceEntry declares.',
  rationale:
    'A gateway passes nothing through to hosts that it does not know, whatever the mesh allows its sidecars: it needs a ServiceEntry for the host. Without one it answers every request with 503.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  aliases: ['IST0101'],

  explain(failure, mesh) {
    const { to, port } = unknownService(failure) ?? {};
    const { hop } = failure;
    if (!to || port === undefined || hop.proxy.type !== 'gateway' || serviceName(to.host)) return undefined;
    const server = serverOf(hop);
    const gateway = server ? label(server.object) : 'The gateway';
    const isCertain = owns(mesh, to.object.namespace, 'ServiceEntry');
    return {
      object: to.object,
      path: [...to.path, 'host'],
      severity: isCertain ? 'error' : 'hint',
      message: isCertain
        ? `${gateway} leads requests to ${to.host}, but no ServiceEntry declares that host: the gateway answers them with 503.`
        : `The workspace has no ServiceEntry for ${to.host}; if there is none elsewhere, the gateway answers requests with 503.`,
      related: server ? [atPath(server.object, server.path, `${gateway} takes the requests here.`)] : [],
      fixes: () => missingHostFixes(mesh, to, port),
    };
  },

  examples: [
    {
      title: 'the ServiceEntry is missing',
      source: `
#- gateway.yaml
${httpGateway('shop')}
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
#                          ^^^^^^^^^^^^^^^^^^^^ Gateway shop/egress leads requests to api.payments.example, but no ServiceEntry declares that host: the gateway answers them with 503.
`,
      fixed: `
${httpRoutes('shop')}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: egress-api-payments-example
  namespace: shop
spec:
  hosts:
  - api.payments.example
  ports:
  - number: 80
    name: http-80
    protocol: HTTP
  resolution: DNS
`,
    },
    {
      title: 'a ServiceEntry in the namespace of the gateway',
      source: `
#- gateway.yaml
${httpGateway('istio-system')}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: istio-system }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ . ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, istio-system/egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ istio-system/egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
  ],
});
