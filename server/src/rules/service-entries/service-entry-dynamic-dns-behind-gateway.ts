import { evidenceOf, serverOf } from '../failure';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';

export const serviceEntryDynamicDnsBehindGateway = defineFailureRule({
  id: 'service-entry-dynamic-dns-behind-gateway',
  severity: 'error',
  summary: 'An egress gateway sends to a ServiceEntry with resolution DYNAMIC_DNS.',
  rationale:
    'With `resolution: DYNAMIC_DNS` a proxy looks up whatever name a request asks for. Sidecars and waypoints can do that; an egress gateway is not given what looks names up, and answers every request with 503. To lead such hosts through one place, use a waypoint; through a gateway, name each host in a ServiceEntry of its own, or, where one set of servers has all names, write `resolution: DNS` with these servers as `endpoints`.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution',

  explain({ cause, hop }) {
    if (cause.reason !== 'no-endpoints' || cause.proxy !== 'gateway') return undefined;
    // S6 says of which ServiceEntry a gateway cannot look up the names
    const place = evidenceOf(hop, 'S6').find((it) => it.object.resource.kind === 'ServiceEntry');
    if (!place) return undefined;
    const server = serverOf(hop);
    return {
      object: place.object,
      path: place.path,
      message: `${server ? label(server.object) : 'A gateway'} sends ${cause.host} on, but only sidecars and waypoints look up names for resolution DYNAMIC_DNS: a gateway answers every request with 503.`,
      related: hop.route ? [atPath(hop.route.object, hop.route.path, 'This leads from the gateway to it.')] : [],
    };
  },

  examples: [
    {
      title: 'all names of a domain through a gateway',
      source: `
#- hosts.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DYNAMIC_DNS
#             ^^^^^^^^^^^ Gateway shop/egress sends *.payments.example on, but only sidecars and waypoints look up names for resolution DYNAMIC_DNS: a gateway answers every request with 503.
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ "*.payments.example" ]
    tls: { mode: PASSTHROUGH }
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ "*.payments.example" ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ "*.payments.example" ] } ]
    route:
    - destination: { host: "*.payments.example", port: { number: 443 } }
`,
    },
    {
      title: 'all names of a domain from the sidecars',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DYNAMIC_DNS
`,
    },
  ],
});
