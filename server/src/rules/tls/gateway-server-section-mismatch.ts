import { resolveHost } from '../../model/host';
import { failuresTo } from '../../trace/failures';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { isUntakenAtGateway } from '../failure';
import { atPath, label, legSpan } from '../places';
import { defineRule } from '../rule';
import { isForTls, unreadLegs } from '../unread-section';

export const gatewayServerSectionMismatch = defineRule({
  id: 'gateway-server-section-mismatch',
  severity: 'error',
  summary: 'A rule for a gateway is in a section that its server does not read.',
  rationale:
    'Protocol and TLS mode of a server decide what it understands of the requests: one that reads HTTP, in plaintext or out of TLS that it ends, follows `http` rules; one with `mode: PASSTHROUGH` sees no more than the SNI and follows `tls` rules; any other forwards bytes and follows `tcp` rules. Rules in another section are not there for it.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#gateway-to-virtual-service-tls-mismatch',

  on: ['VirtualService'],

  *check(object, mesh) {
    for (const unread of unreadLegs(mesh, object)) {
      const { leg, at, reads } = unread;
      if (!reads || isForTls(unread) || isSaidOfRequests(mesh, object)) continue;
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
      title: 'rules for TLS at a server that opens it',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [ shop.example ]
  gateways: [ ingress ]
  tls:
  - match: [ { port: 443, sniHosts: [ shop.example ] } ]
    route:
    - destination:
        host: shop.shop.svc.cluster.local
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ Port 443 of Gateway shop/ingress speaks HTTPS with TLS mode SIMPLE, so it follows rules under 'http' and not this one under 'tls': the gateway does not send these requests on.
        port: { number: 80 }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ingress, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ shop.example ]
    tls: { mode: SIMPLE, credentialName: shop }
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

/** Whether requests of applications fail for it, of which another rule says so. */
const isSaidOfRequests = (mesh: Mesh, { resource, namespace }: MeshObject<'VirtualService'>): boolean =>
  resource.spec.hosts.some((it) => failuresTo(mesh, resolveHost(it.value, namespace)).some(isUntakenAtGateway));
