import { atPath, label, legSpan } from '../places';
import { defineRule } from '../rule';
import { unreadLegs } from '../unread-section';
import { isForTls } from './terminating-tls-server-needs-tcp';

export const gatewayServerSectionMismatch = defineRule({
  id: 'gateway-server-section-mismatch',
  severity: 'error',
  summary: 'The rules for the gateway are in a section that its server does not read.',
  rationale:
    'Protocol and TLS mode of a server decide what it understands of the requests: one that reads HTTP, in plaintext or out of TLS that it ends, follows `http` rules; one with `mode: PASSTHROUGH` sees no more than the SNI and follows `tls` rules; any other forwards bytes and follows `tcp` rules. Rules in another section are not there for it.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#gateway-to-virtual-service-tls-mismatch',

  on: ['VirtualService'],

  *check(object, mesh) {
    for (const { leg, at, reads } of unreadLegs(mesh, object)) {
      if (!reads || isForTls(at, leg)) continue;
      const protocol = at.server.port?.protocol?.value;
      const does = at.mode ? `speaks ${protocol} with TLS mode ${at.mode}` : `speaks ${protocol} without TLS`;
      yield {
        span: legSpan(object, leg),
        message: `${at.label.replace(/^p/, 'P')} ${does}, so it follows rules under '${reads}' and not this one under '${leg.section}': the gateway does not send these requests on.`,
        related: [atPath(at.gateway, at.path, `${label(at.gateway)} is to take them here.`)],
      };
    }
  },

  examples: [
    {
      title: 'rules for HTTP at a server that passes TLS on unopened',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  http:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination:
        host: api.payments.example
#             ^^^^^^^^^^^^^^^^^^^^ Port 443 of Gateway shop/egress speaks TLS with TLS mode PASSTHROUGH, so it follows rules under 'tls' and not this one under 'http': the gateway does not send these requests on.
        port: { number: 443 }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }
`,
    },
    {
      title: 'rules in both sections, for two servers',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }
`,
    },
  ],
});
