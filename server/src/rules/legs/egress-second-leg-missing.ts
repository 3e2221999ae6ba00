import { type DocumentEdit, fix, insertInto, prependTo } from '../../generate/edit';
import { legRule } from '../../generate/legs';
import {
  type FirstLeg,
  firstLegs,
  type GatewayServer,
  hasClearGateways,
  hostsOf,
  legsAt,
  reached,
  serversFor,
} from '../../mesh/egress';
import { sectionOf } from '../../mesh/gateway-protocol';
import { gatewayName, isBound } from '../../mesh/legs';
import { servicesOf } from '../../mesh/services';
import { hostLabel } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, label } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const egressSecondLegMissing = defineRule({
  id: 'egress-second-leg-missing',
  severity: 'error',
  summary: 'Sidecars send a host to the egress gateway, and the gateway has no rule for it.',
  rationale:
    'A request that leaves by a gateway is routed twice: by the sidecar, to the gateway, and by the gateway, to the host. A gateway forwards nothing by itself: without a rule of its own for the host it answers 404 or closes the connection.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (mesh.hasHidden('VirtualService') || !hasClearGateways(mesh, object)) return;
    const reported = new Set<string>();
    for (const first of firstLegs(mesh, object)) {
      for (const { host } of hostsOf(object)) {
        const servers = reached(mesh, serversFor(mesh, first.gateways, host, object.namespace), first);
        const [server] = servers;
        if (!server || reported.has(host) || servers.some((it) => legsAt(mesh, it, host).length > 0)) continue;
        reported.add(host);
        yield {
          span: first.to.destination.host?.span ?? object.resource.kindSpan,
          message: `${hostLabel(host)} is sent to the egress gateway, but no rule of ${label(server.gateway)} leads it further: ${failure(server)}.`,
          related: [
            at(
              server.gateway,
              `${label(server.gateway)} takes ${hostLabel(host)} on port ${server.server.port?.number?.value}.`,
              server.server.span,
            ),
          ],
          fixes: () => repair(mesh, object, server, host, first),
        };
      }
    }
  },

  examples: [
    {
      title: 'only the leg to the gateway',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: payments
  namespace: shop
spec:
  hosts:
  - api.payments.example
  gateways:
  - mesh
  - egress
  http:
  - match:
    - gateways:
      - mesh
      port: 80
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ api.payments.example is sent to the egress gateway, but no rule of Gateway shop/egress leads it further: the gateway answers 404.
        port:
          number: 80
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: payments
  namespace: shop
spec:
  hosts:
  - api.payments.example
  gateways:
  - mesh
  - egress
  http:
  - match:
    - gateways:
      - mesh
      port: 80
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port:
          number: 80
  - match:
    - gateways:
      - egress
      port: 80
    route:
    - destination:
        host: api.payments.example
        port:
          number: 80
`,
    },
    {
      title: 'the legs in two VirtualServices',
      source: `
#- sidecars.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-to-gateway, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-to-host, namespace: istio-system }
spec:
  hosts: [ api.payments.example ]
  gateways: [ egress ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
  ],
});

const failure = ({ server }: GatewayServer): string =>
  sectionOf(server) === 'http' ? 'the gateway answers 404' : 'the gateway closes the connection';

function repair(mesh: Mesh, object: VirtualService, { gateway, server }: GatewayServer, host: string, first: FirstLeg) {
  const section = sectionOf(server);
  const number = server.port?.number?.value;
  if (!section || number === undefined) return [];
  const name = gateway.namespace === object.namespace ? gateway.name : `${gateway.namespace}/${gateway.name}`;
  const rule = legRule({
    section,
    gateway: name,
    matchPort: number,
    hosts: [hostLabel(host)],
    destination: { host: hostLabel(host), port: outsidePort(mesh, object, host, number) },
  });
  const edits: (DocumentEdit | undefined)[] = [
    insertInto(object, ['spec', section, object.resource.spec[section].length], rule),
  ];
  const { gateways } = object.resource.spec;
  if (gateways.length === 0) edits.push(insertInto(object, ['spec', 'gateways'], [meshGateway, name]));
  else if (!isBound(object, gatewayName(gateway)))
    edits.push(insertInto(object, ['spec', 'gateways', gateways.length], name));
  // a rule for every proxy would come first on the gateway too
  if (first.leg.rule.match.length === 0)
    edits.push(
      prependTo(object, first.leg.path.slice(object.resource.path.length), 'match', [{ gateways: [meshGateway] }]),
    );
  return fix(`Add the rule that leads '${hostLabel(host)}' from the gateway to the host`, edits);
}

/** The server's own port if the host has it, else the host's first. */
function outsidePort(mesh: Mesh, object: VirtualService, host: string, number: number): number {
  const ports = servicesOf(mesh, host, object.namespace).flatMap((it) => it.ports.map((port) => port.number.value));
  return ports.includes(number) ? number : (ports[0] ?? number);
}
