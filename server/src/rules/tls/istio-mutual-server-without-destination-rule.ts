import { fix } from '../../generate/edit';
import { owns } from '../../mesh/ownership';
import { hostLabel } from '../../model/host';
import type { MeshObject } from '../../workspace/mesh';
import { sentHere } from '../destination';
import { httpEntry, mutualHttpsGateway, mutualRoutes } from '../example-documents';
import { isSentToItself } from '../failure';
import { letServerTake, sectionBehind } from '../fitting-server';
import { hopServer } from '../hop-server';
import { appliedRule, isPlaintext, modeOf, peerOf, senderOf } from '../hop-tls';
import { mutualSubset } from '../mutual-subset';
import { sectionsTo } from '../past-gateway';
import { atPath, label, at as placedAt } from '../places';
import { defineFailureRule } from '../rule';

export const istioMutualServerWithoutDestinationRule = defineFailureRule({
  id: 'istio-mutual-server-without-destination-rule',
  severity: 'error',
  summary: 'A gateway expects the mesh’s own TLS, and no DestinationRule makes the sidecars speak it.',
  rationale:
    'Between pods sidecars speak mutual TLS by themselves. To a gateway they don’t: its pods don’t say that they understand it, whatever a PeerAuthentication asks for. A server with `mode: ISTIO_MUTUAL` needs a DestinationRule for the gateway’s Service with `mode: ISTIO_MUTUAL` and an `sni` that is among the server’s hosts.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',

  explain(failure, mesh) {
    const { cause, hop, host } = failure;
    const sender = senderOf(failure);
    const at = hopServer(hop);
    const isPlain = isPlaintext(cause);
    const isOther = cause.reason === 'mtls-error' && 'mode' in cause.at && cause.gets === 'application';
    if (!sender || modeOf(sender) || at?.mode !== 'ISTIO_MUTUAL' || !(isPlain || isOther)) return undefined;
    // a gateway has no TLS to begin with itself
    if (isSentToItself(failure)) return undefined;
    const peer = peerOf(sender);
    const route = sender.route;
    if (!peer || route?.object.resource.kind !== 'VirtualService') return undefined;
    const applied = appliedRule(sender);
    const destination = [...route.path.slice(0, 3), 'route', 0, 'destination'];
    const gets = isPlain ? 'plaintext' : 'only the TLS of the application';
    return {
      object: route.object,
      path: [...destination, 'host'],
      ...(owns(mesh, route.object.namespace, 'DestinationRule') ? {} : { severity: 'hint' }),
      message: `The sidecar sends ${gets} for ${hostLabel(host)} to ${at.label}, which expects the mesh’s own TLS: the connection fails, because no DestinationRule for ${hostLabel(peer.host)} turns it on for port ${peer.port}.`,
      related: [
        atPath(at.gateway, [...at.path, 'tls', 'mode'], `${label(at.gateway)} expects it here.`),
        ...(applied ? [placedAt(applied, `${label(applied)} is the one that is applied.`)] : []),
      ],
      fixes: () => {
        const to = sentHere(failure);
        const section = to && sectionBehind(sender, to.section);
        // rules for TLS as it comes are for a server that passes it on
        return section && !sectionsTo(at.server).includes(section)
          ? letServerTake(at, sender, section)
          : fix(
              `Speak the mesh’s TLS to the gateway for '${hostLabel(host)}'`,
              mutualSubset(mesh, sender, {
                host,
                object: route.object as MeshObject<'VirtualService'>,
                path: destination,
                peer,
              }),
            );
      },
    };
  },

  examples: [
    {
      title: 'no DestinationRule for the gateway',
      source: `
#- host.yaml
${httpEntry('shop')}
#- gateway.yaml
${mutualHttpsGateway('shop')}
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
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The sidecar sends plaintext for api.payments.example to port 443 of Gateway shop/egress, which expects the mesh’s own TLS: the connection fails, because no DestinationRule for istio-egressgateway.istio-system.svc.cluster.local turns it on for port 443.
        port: { number: 443 }
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination:
        host: api.payments.example
        port:
          number: 80
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
        port: { number: 443 }
        subset: api-payments-example
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination:
        host: api.payments.example
        port:
          number: 80
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: egress-api-payments-example
  namespace: shop
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: api-payments-example
    trafficPolicy:
      portLevelSettings:
      - port:
          number: 443
        tls:
          mode: ISTIO_MUTUAL
          sni: api.payments.example
`,
    },
    {
      title: 'a DestinationRule with a subset for the host',
      source: `
#- host.yaml
${httpEntry('shop')}
#- gateway.yaml
${mutualHttpsGateway('shop')}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      portLevelSettings:
      - port: { number: 443 }
        tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
#- routes.yaml
${mutualRoutes('shop', 'payments')}
`,
    },
  ],
});
