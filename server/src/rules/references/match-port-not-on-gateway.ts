import { fix, replace } from '../../generate/edit';
import { boundGateways } from '../../mesh/egress';
import { gatewayName, means } from '../../mesh/legs';
import { hostLabel } from '../../model/host';
import { type Match, meshGateway } from '../../model/virtual-service';
import type { Failure } from '../../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { host } from '../example-chain';
import { httpGateway, passthroughGateway, passthroughRoutes, targetPortEntry, tlsEntry } from '../example-documents';
import { isUntakenAtGateway, type PlacedEvidence, passedOver } from '../failure';
import { atPath, enumerate, label } from '../places';
import { defineFailureRule } from '../rule';
import { serversOf, whatBecomes } from '../untaken';

type VirtualService = MeshObject<'VirtualService'>;

export const matchPortNotOnGateway = defineFailureRule({
  id: 'match-port-not-on-gateway',
  severity: 'error',
  summary: 'A match for a gateway asks for a port that none of its servers has.',
  rationale:
    'On a gateway, `match.port` is compared with the number that is written in the Gateway’s server, not with the port that the gateway’s pods listen on and not with the port of the host outside. A match for another number is never used there, so the gateway has no rule for the request.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',

  explain(failure, mesh) {
    if (!isUntakenAtGateway(failure)) return undefined;
    for (const evidence of passedOver(failure, 'V10')) {
      const found = asksInVain(evidence, failure, mesh);
      if (found) return found;
    }
    return undefined;
  },

  examples: [
    {
      title: 'the port of the pods',
      source: `
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
  - match: [ { gateways: [ egress ], port: 8443, sniHosts: [ api.payments.example ] } ]
#                                          ^^^^ No server of Gateway shop/egress has port 8443, only 443, so this match never holds there: the connection to api.payments.example is refused.
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- gateway.yaml
${passthroughGateway('shop')}
#- host.yaml
${tlsEntry('shop')}
`,
      fixed: `
${passthroughRoutes('shop')}
`,
    },
    {
      title: 'TLS that begins at the gateway: the port of the host instead of the server’s',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match:
    - gateways: [ mesh ]
      port: 80
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match:
    - gateways: [ egress ]
      port: 443
#           ^^^ No server of Gateway shop/egress has port 443, only 80, so this match never holds there: the gateway answers requests for api.payments.example with 404.
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('shop')}
#- host.yaml
${targetPortEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: istio-system }
spec:
  host: api.payments.example
  trafficPolicy: { tls: { mode: SIMPLE, sni: api.payments.example } }
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match:
    - gateways: [ mesh ]
      port: 80
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match:
    - gateways: [ egress ]
      port: 80
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'the number of the server, which is another one than the pods’',
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
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 8080 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 8080, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
${host('shop')}
`,
    },
  ],
});

/** What is wrong with the match whose port it is; `undefined` where that is as it should be. */
function asksInVain({ object, path }: PlacedEvidence, failure: Failure, mesh: Mesh) {
  if (!isOfKind(object, 'VirtualService') || object.writtenAt) return undefined;
  const port = matchAt(object, path)?.port;
  const gateways = boundGateways(mesh, object)?.filter((it) => isFor(matchAt(object, path), object, it));
  if (!port || !gateways || gateways.length === 0) return undefined;
  const numbers = gateways.flatMap((it) => it.resource.spec.servers.map((server) => server.port?.number?.value));
  // another server of the Gateway has the number: then the request has come to the wrong one
  if (numbers.includes(port.value) || numbers.includes(undefined)) return undefined;
  const { host } = failure;
  const servers = serversOf(gateways, host, object.namespace);
  const offered = [...new Set(servers.flatMap((it) => it.server.port?.number?.value ?? []))];
  if (offered.length === 0) return undefined;
  return {
    object,
    path,
    message: `No server of ${enumerate([...new Set(gateways.map(label))])} has port ${port.value}, only ${enumerate(offered.map(String))}, so this match never holds there: ${whatBecomes(failure)}.`,
    related: servers.map(({ gateway, server, index }) =>
      atPath(
        gateway,
        ['spec', 'servers', index, 'port', 'number'],
        `${label(gateway)} takes ${hostLabel(host)} on port ${server.port?.number?.value}.`,
      ),
    ),
    fixes: () =>
      offered.flatMap((it) => fix(`Change to ${it}`, [replace(object, port.span, it)], offered.length === 1)),
  };
}

/** The match that a path such as `spec.http[0].match[0].port` leads into. */
function matchAt({ resource }: VirtualService, path: PlacedEvidence['path']): Match | undefined {
  const [, section, rule, , match] = path;
  if (section !== 'http' && section !== 'tls' && section !== 'tcp') return undefined;
  return resource.spec[section][Number(rule)]?.match[Number(match)];
}

/** Whether the match is meant for the Gateway, and not for the sidecars. */
function isFor(match: Match | undefined, object: VirtualService, gateway: MeshObject<'Gateway'>): boolean {
  const named = match?.gateways ?? [];
  const meant = named.length > 0 ? named : object.resource.spec.gateways;
  return (
    !meant.some((it) => it.value === meshGateway) && meant.some((it) => means(it.value, gatewayName(gateway), object))
  );
}
