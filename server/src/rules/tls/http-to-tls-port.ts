import { create } from '../../generate/create';
import { type Fix, fix, insertInto } from '../../generate/edit';
import { egressName } from '../../generate/egress-name';
import { destinationRuleObject, portTls } from '../../generate/objects';
import { giveTls } from '../../generate/tls-settings';
import { owns } from '../../mesh/ownership';
import { hostLabel } from '../../model/host';
import { agree, unnamed } from '../../model/namespace';
import type { Hop } from '../../trace/answer';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { beginsTls } from '../client-tls';
import { destinationAt } from '../destination';
import { httpAndHttpsEntry, httpGateway, originatingRoutes } from '../example-documents';
import { appliedRule, nameOf, type Peer, peerOf, proxyLabel, tlsSettings } from '../hop-tls';
import { settingsOf } from '../lost-tls';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';
import { isUsedByTls } from '../used-by-others';

export const httpToTlsPort = defineFailureRule({
  id: 'http-to-tls-port',
  severity: 'error',
  summary: 'Plaintext HTTP is sent to a port where the host expects TLS.',
  rationale:
    'Leading a request to port 443 does not encrypt it. What makes a proxy begin TLS is a DestinationRule with `mode: SIMPLE` or `MUTUAL` for that port of the host, in a namespace where the proxy that sends the request out looks for one. Without it the server answers 400 or closes the connection, and what is in the request has left the cluster in plaintext.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#sending-https-to-an-http-port',

  explain(failure, mesh) {
    const { cause, hop, host, trace } = failure;
    if (cause.reason !== 'plaintext-to-tls') return undefined;
    const peer = peerOf(hop);
    // that a port for TLS is declared as HTTP is another mistake, with another repair
    if (!peer || (hop.proxy.type !== 'gateway' && trace.request.port === cause.port)) return undefined;
    const route = hop.route;
    const entry = cause.places.find((it) => it.object.resource.kind === 'ServiceEntry')?.object;
    const isRouted = route?.object.resource.kind === 'VirtualService';
    const object = isRouted ? route.object : entry;
    if (!object) return undefined;
    const destination = route ? [...route.path.slice(0, 3), 'route', 0, 'destination'] : [];
    const applied = appliedRule(hop);
    const why =
      hop.proxy.type === 'ztunnel'
        ? 'a ztunnel begins no TLS, and no waypoint that would follow a DestinationRule is on the way'
        : tlsSettings(hop)
          ? `its DestinationRule has TLS turned off`
          : `no DestinationRule makes ${proxyLabel(hop)} begin TLS there`;
    return {
      object,
      path: isRouted ? [...destination, 'port', 'number'] : ['spec', 'ports'],
      ...(owns(mesh, object.namespace, 'DestinationRule')
        ? {}
        : { severity: isDeclared(peer, entry) ? 'warning' : 'hint' }),
      message: `Plaintext HTTP is sent to port ${cause.port} of ${hostLabel(host)}, which expects TLS: ${why}.`,
      related: applied ? [at(applied, `${label(applied)} is the one that is applied.`)] : [],
      // what applications have encrypted themselves would be wrapped once more
      fixes: () => (isUsedByTls(failure, mesh) ? [] : repair(hop, object, peer, mesh)),
    };
  },

  examples: [
    {
      title: 'no origination at the gateway',
      source: `
#- host.yaml
${httpAndHttpsEntry('shop')}
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
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#                                                                ^^^ Plaintext HTTP is sent to port 443 of api.payments.example, which expects TLS: no DestinationRule makes the gateway begin TLS there.
`,
      fixed: `
${originatingRoutes('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: egress-api-payments-example
  namespace: istio-system
spec:
  host: api.payments.example
  exportTo:
  - .
  trafficPolicy:
    portLevelSettings:
    - port:
        number: 443
      tls:
        mode: SIMPLE
`,
    },
    {
      title: 'a DestinationRule that says nothing of TLS',
      source: `
#- host.yaml
${httpAndHttpsEntry('shop')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 80 } ]
    route:
    - destination:
        host: api.payments.example
        port:
          number: 443
#                 ^^^ Plaintext HTTP is sent to port 443 of api.payments.example, which expects TLS: no DestinationRule makes the sidecar begin TLS there.
#- pool.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    connectionPool:
      tcp: { maxConnections: 10 }
`,
    },
    {
      title: 'a port for those who begin TLS, and nobody does',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP, targetPort: 443 } ]
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Plaintext HTTP is sent to port 443 of api.payments.example, which expects TLS: no DestinationRule makes the sidecar begin TLS there.
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP, targetPort: 443 } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: egress-api-payments-example
  namespace: shop
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port:
        number: 80
      tls:
        mode: SIMPLE
`,
    },
    {
      title: 'origination where the gateway runs',
      source: `
#- host.yaml
${httpAndHttpsEntry('shop')}
#- gateway.yaml
${httpGateway('shop')}
#- routes.yaml
${originatingRoutes('shop')}
#- origination.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
    },
  ],
});

/** Where the proxy reads one already, that begins TLS; else a new one where it looks first, so that others don't read it. */
function repair(hop: Hop, object: MeshObject, peer: Peer, mesh: Mesh): Fix[] {
  const name = nameOf(peer.host);
  // a ztunnel reads no DestinationRule
  if (!name || hop.proxy.type === 'ztunnel') return [];
  const applied = appliedRule(hop);
  // T5 cluster_tls.go setAutoSniAndAutoSanValidation: with an sni of ours the name in the certificate would not be checked
  const tls = { mode: 'SIMPLE' };
  const to = hop.route && destinationAt(hop.route, peer.host);
  const subset = applied?.resource.spec.subsets.find(
    ({ name }) => name && beginsTls(settingsOf(applied, { ...peer, subset: name.value })),
  );
  if (subset?.name && to && !to.destination.subset)
    return fix(`Send to subset '${subset.name.value}', which begins TLS`, [
      insertInto(to.object, [...to.path, 'subset'], subset.name.value),
    ]);
  if (applied) return fix(`Begin TLS in ${label(applied)}`, [giveTls(applied, peer, tls)]);
  const { proxy } = hop;
  const own = object.resource.namespace?.value ?? '';
  // D1 one that is private to a namespace is found there before any other, also in the root namespace
  const isElsewhere = proxy.namespace !== unnamed && own !== '' && proxy.namespace !== own;
  const namespace = isElsewhere ? proxy.namespace : own;
  // D6 of two for one host in a namespace the older one counts
  const others = mesh.withHost('DestinationRule', peer.host).filter((it) => agree(it.namespace, namespace));
  if (others.length > 0) return [];
  const created = destinationRuleObject({ name: egressName(name), namespace }, name, {
    ...(isElsewhere ? { exportTo: ['.'] } : {}),
    trafficPolicy: portTls(peer.port, tls),
  });
  return fix(`Create a DestinationRule that begins TLS with '${name}'`, [create(mesh, object, created)]);
}

/** Whether a ServiceEntry leads what comes to the port in plaintext to another one, which is only of use to who begins TLS. */
const isDeclared = (peer: Peer, entry: MeshObject | undefined): boolean =>
  entry !== undefined &&
  isOfKind(entry, 'ServiceEntry') &&
  entry.resource.spec.ports.some((it) => it.number?.value === peer.port && it.targetPort !== undefined);
