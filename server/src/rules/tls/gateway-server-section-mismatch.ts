import type { Fix } from '../../generate/edit';
import { resolveHost } from '../../model/host';
import { failuresTo } from '../../trace/failures';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { destinationAt } from '../destination';
import { httpAndTlsEntry, httpAndTlsRoutes } from '../example-documents';
import { isUntakenAtGateway } from '../failure';
import { letServerTake, sectionBehind } from '../fitting-server';
import { atPath, label, legSpan } from '../places';
import { defineRule } from '../rule';
import { arrivalsAt, fitsOthers, readBy } from '../server-use';
import { isForTls, type UnreadLeg, unreadLegs } from '../unread-section';

type VirtualService = MeshObject<'VirtualService'>;

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
        fixes: () => fittingServer(mesh, object, unread),
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
      title: 'TLS of applications to a server that opens it',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ ledger.billing.svc.cluster.local ]
    tls: { mode: ISTIO_MUTUAL }
#- service.yaml
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: billing }
spec:
  selector: { app: ledger }
  ports: [ { name: tls, port: 443 } ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.billing.svc.cluster.local ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ ledger.billing.svc.cluster.local ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ ledger.billing.svc.cluster.local ] } ]
    route:
    - destination:
        host: ledger.billing.svc.cluster.local
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Port 443 of Gateway shop/egress speaks HTTPS with TLS mode ISTIO_MUTUAL, so it follows rules under 'http' and not this one under 'tls': the gateway does not send these requests on.
        port: { number: 443 }
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: TLS }
    hosts: [ ledger.billing.svc.cluster.local ]
    tls: { mode: PASSTHROUGH }
`,
    },
    {
      title: 'rules in both sections, for two servers',
      source: `
#- host.yaml
${httpAndTlsEntry('shop')}
#- routes.yaml
${httpAndTlsRoutes('shop')}
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
const isSaidOfRequests = (mesh: Mesh, { resource, namespace }: VirtualService): boolean =>
  resource.spec.hosts.some((it) => failuresTo(mesh, resolveHost(it.value, namespace)).some(isUntakenAtGateway));

/**
 * Lets the server take what comes there, by the section of the rule; only where all that is known to come is for that
 * section, and no rule needs the server as it is.
 */
function fittingServer(mesh: Mesh, { resource, namespace }: VirtualService, { leg, at }: UnreadLeg): Fix[] {
  if (at.server.hosts.length !== 1 || readBy(mesh, at).length > 0) return [];
  const arrivals = resource.spec.hosts.map((it) => arrivalsAt(mesh, resolveHost(it.value, namespace), at));
  if (arrivals.includes(undefined)) return [];
  const offered = arrivals
    .flatMap((it) => it ?? [])
    .map(({ sender }) => {
      const to = sender.route && destinationAt(sender.route);
      const isMeant = to && sectionBehind(sender, to.section) === leg.section;
      return isMeant && fitsOthers(mesh, at, sender.wire.layers.length > 0)
        ? letServerTake(at, sender, leg.section)
        : [];
    });
  const [first = []] = offered;
  return offered.every((it) => it.length > 0 && it[0]?.title === first[0]?.title) ? first : [];
}
