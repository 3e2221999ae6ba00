import { type Fix, fix, insertInto, replace } from '../../generate/edit';
import { gatewaysSelecting } from '../../mesh/gateway-pods';
import { sectionOf } from '../../mesh/gateway-protocol';
import { serves } from '../../mesh/gateways';
import { gatewayName, legs, takesPort } from '../../mesh/legs';
import { hostLabel } from '../../model/host';
import type { Failure } from '../../trace/failures';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { sentHere } from '../destination';
import { httpEntry, tlsEntry } from '../example-documents';
import { isUntakenAtGateway, type PlacedServer, untakenServer } from '../failure';
import { sectionsTo } from '../past-gateway';
import { atPath, enumerate, label } from '../places';
import { defineFailureRule } from '../rule';

export const meshRoutePortWithoutServer = defineFailureRule({
  id: 'mesh-route-port-without-server',
  severity: 'error',
  summary: 'Sidecars send a host to a port of the egress gateway where no server takes it.',
  rationale:
    'A gateway listens only on the ports of its servers, and each server takes only its own hosts. At another port of the gateway’s Service the connection is refused, or closed because no filter chain or route fits.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Server',
  explain(failure, mesh) {
    const { host, hop } = failure;
    const to = isUntakenAtGateway(failure) ? sentHere(failure) : undefined;
    if (!to || untakenServer(failure)) return undefined;
    const servers = serversFor(mesh, failure, to.object.namespace);
    const ports = [...new Set(servers.flatMap((it) => it.server.port?.number?.value ?? []))];
    // a server that is there and does not count is another mistake
    if (ports.length === 0 || ports.includes(hop.servicePort)) return undefined;
    const { port } = to.destination;
    const path = [...to.path, 'port', 'number'];
    return {
      object: to.object,
      path,
      message: `No server behind port ${hop.servicePort} of ${hostLabel(to.host)} takes ${hostLabel(host)}, only behind ${enumerate(ports.map(String))}: the connection fails.`,
      related: servers.map(({ gateway, server, index }) =>
        atPath(
          gateway,
          ['spec', 'servers', index],
          `${label(gateway)} takes ${hostLabel(host)} on port ${server.port?.number?.value}.`,
        ),
      ),
      fixes: () => {
        const fitting = servers.filter((it) => sectionsTo(it.server).includes(to.section));
        const own = [...new Set(fitting.flatMap((it) => it.server.port?.number?.value ?? []))];
        return own.flatMap((it) => {
          const all = fitting.filter(({ server }) => server.port?.number?.value === it);
          const [unread] = all;
          if (unread && !all.some((server) => isRead(to.object, server))) return listenOn(unread, hop.servicePort);
          return port?.number
            ? fix(`Change to ${it}`, [replace(to.object, port.number.span, it)])
            : fix(`Send to port ${it}`, [insertInto(to.object, [...to.path, 'port'], { number: it })]);
        });
      },
    };
  },

  examples: [
    {
      title: 'the leg to the gateway keeps port 80, and the server is on 8000',
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
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port:
          number: 80
#                 ^^ No server behind port 80 of istio-egressgateway.istio-system.svc.cluster.local takes api.payments.example, only behind 8000: the connection fails.
  - match:
    - gateways: [ egress ]
      port: 8000
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 8000, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- host.yaml
${httpEntry('shop')}
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
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port:
          number: 8000
  - match:
    - gateways: [ egress ]
      port: 8000
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'a server on the port of the container, as the usual Service maps it',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match:
    - { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] }
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match:
    - { gateways: [ egress ], port: 8443, sniHosts: [ api.payments.example ] }
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 8443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }
#- host.yaml
${tlsEntry('shop')}
`,
    },
  ],
});

/** The servers for the host that the gateway's pods have on whatever port. */
function serversFor(mesh: Mesh, { host, hop }: Failure, namespace: string): PlacedServer[] {
  const here = new Set(gatewaysSelecting(mesh, hop.proxy.labels));
  const gateways = mesh.withHost('Gateway', host).filter((it) => here.has(it));
  return gateways.flatMap((gateway) =>
    gateway.resource.spec.servers.flatMap((server, index) =>
      serves(server, gateway, host, namespace) ? [{ gateway, server, index }] : [],
    ),
  );
}

/** Whether the rules that a VirtualService has for a gateway hold at the port of a server. */
function isRead(object: MeshObject<'VirtualService'>, { gateway, server }: PlacedServer): boolean {
  const own = legs(object, gatewayName(gateway));
  const section = sectionOf(server);
  return own.length === 0 || own.some((it) => it.section === section && takesPort(it, server.port?.number?.value));
}

/** All rules are for another port than the server’s: then it is the server that is wrong. */
function listenOn({ gateway, server }: PlacedServer, port: number): Fix[] {
  const number = server.port?.number;
  const isTaken = gateway.resource.spec.servers.some((it) => it.port?.number?.value === port);
  if (!number || isTaken) return [];
  return fix(`Let ${label(gateway)} listen on port ${port}`, [replace(gateway, number.span, port)]);
}
