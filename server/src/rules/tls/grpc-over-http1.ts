import { type Fix, fix, insertInto } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import type { Hop, Trace } from '../../trace/answer';
import { tracesTo } from '../../trace/failures';
import { allHops } from '../../trace/way';
import { mutualHttpsGateway, mutualRoutes } from '../example-documents';
import { type Peer, peerOf, proxyLabel, tlsSettings } from '../hop-tls';
import { atPath, label } from '../places';
import { defineRule } from '../rule';

/** The rules for gRPC that sidecars put into the mesh’s TLS. */
const routes = mutualRoutes('shop').replace('port: 80 }', 'port: 9000 }').replace('number: 80 }', 'number: 9000 }');

/** The mesh’s TLS on the way to the gateway. */
const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: egress, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    portLevelSettings:
      - port: { number: 443 }
        tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }`;

/** The gateway’s Service, with what its port is called. */
const service = (name: string): string => `apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: ${name}, port: 443, targetPort: 8443 } ]`;

export const grpcOverHttp1 = defineRule({
  id: 'grpc-over-http1',
  severity: 'warning',
  summary: 'A proxy on the way of gRPC speaks HTTP/1.1, in which calls lose how they ended.',
  rationale:
    'gRPC says in trailers how a call ended, for which it takes HTTP/2 all the way. Which HTTP a proxy speaks to the next one, the port there decides: HTTP/2 where its name, `appProtocol` or `protocol` says `grpc` or `http2`, and HTTP/1.1 where it says `http` or `https`, whatever came. `connectionPool.http.h2UpgradePolicy: UPGRADE` in the DestinationRule for the next one makes it HTTP/2.',
  reference:
    'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-HTTPSettings-H2UpgradePolicy',
  on: ['ServiceEntry'],

  *check(object, mesh) {
    if (object.document.partial) return;
    for (const { protocol, number } of object.resource.spec.ports) {
      if (protocol?.value.toUpperCase() !== 'GRPC' || !number) continue;
      for (const { value } of object.resource.spec.hosts) {
        const host = value.toLowerCase();
        const found = tracesTo(mesh, host)
          .filter((it) => it.request.port === number.value)
          .flatMap(downgradedIn)[0];
        if (!found) continue;
        const { hop, peer } = found;
        yield {
          span: protocol.span,
          message: `gRPC calls to ${hostLabel(host)} fail: ${proxyLabel(hop)} sends them to port ${peer.port} of ${hostLabel(peer.host)} in HTTP/1.1, as that port is not declared for HTTP/2, and their trailers are lost.`,
          related: hop.route
            ? [atPath(hop.route.object, hop.route.path, `${label(hop.route.object)} sends them there.`)]
            : [],
          fixes: () => upgrade(hop, peer),
        };
        break;
      }
    }
  },

  examples: [
    {
      title: 'the gateway is reached at a port for HTTPS',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - number: 9000
    name: grpc
    protocol: GRPC
#             ^^^^ gRPC calls to api.payments.example fail: the sidecar sends them to port 443 of istio-egressgateway.istio-system.svc.cluster.local in HTTP/1.1, as that port is not declared for HTTP/2, and their trailers are lost.
  resolution: DNS
#- routes.yaml
${mutualHttpsGateway('shop')}
---
${routes}
#- hop.yaml
${rule}
#- service.yaml
${service('https')}
`,
      fixed: `
${rule}
        connectionPool:
          http:
            h2UpgradePolicy: UPGRADE
`,
    },
    {
      title: 'the port of the gateway’s Service says that it is for HTTP/2',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 9000, name: grpc, protocol: GRPC } ]
  resolution: DNS
#- routes.yaml
${mutualHttpsGateway('shop')}
---
${routes}
#- hop.yaml
${rule}
#- service.yaml
${service('grpc')}
`,
    },
  ],
});

/** Where a way that gets somewhere has a proxy that reads calls, and sends them on in HTTP/1.1. */
function downgradedIn({ request, hops, cause, assumptions }: Trace): { hop: Hop; peer: Peer }[] {
  const isPatched = assumptions.some(({ object }) => object?.resource.kind === 'EnvoyFilter');
  if (request.protocol !== 'grpc' || cause || isPatched) return [];
  return allHops(hops).flatMap((hop) => {
    const peer = peerOf(hop);
    const isRead = hop.routeConfiguration !== undefined;
    return peer && isRead && hop.branches[0]?.http === 'HTTP/1.1' ? [{ hop, peer }] : [];
  });
}

/** Beside the TLS that is said for the next one; where nothing is said, it may be said in many ways. */
function upgrade(hop: Hop, { host }: Peer): Fix[] {
  const settings = tlsSettings(hop);
  if (!settings) return [];
  const path = [...settings.path.slice(0, -1), 'connectionPool', 'http', 'h2UpgradePolicy'];
  return fix(`Speak HTTP/2 to ${hostLabel(host)}`, [insertInto(settings.object, path, 'UPGRADE')]);
}
