import { fix, replace } from '../../generate/edit';
import { firstLegs, hostsOf, reached, serversFor } from '../../mesh/egress';
import { servicesOf } from '../../mesh/services';
import { hostLabel } from '../../model/host';
import { at, enumerate, label } from '../places';
import { defineRule } from '../rule';

export const meshRoutePortWithoutServer = defineRule({
  id: 'mesh-route-port-without-server',
  severity: 'error',
  summary: 'Sidecars send a host to a port of the egress gateway where no server takes it.',
  rationale:
    'A gateway listens only on the ports of its servers, and each server takes only its own hosts. At another port of the gateway’s Service the connection is refused, or closed because no filter chain or route fits.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Server',
  on: ['VirtualService'],

  *check(object, mesh) {
    const reported = new Set<number>();
    for (const first of firstLegs(mesh, object)) {
      const number = first.to.destination.port?.number;
      if (!number || reported.has(number.span.start)) continue;
      // a port that the Service itself lacks is reported as such
      const known = servicesOf(mesh, first.to.host, object.namespace).flatMap((it) =>
        it.ports.map((port) => port.number.value),
      );
      if (known.length > 0 && !known.includes(number.value)) continue;
      for (const { host } of hostsOf(object)) {
        const servers = serversFor(mesh, first.gateways, host, object.namespace);
        if (servers.length === 0 || reached(mesh, servers, first).length > 0) continue;
        if (first.gateways.some((it) => it.document.partial)) continue;
        const ports = [...new Set(servers.flatMap((it) => it.server.port?.number?.value ?? []))];
        // a server on no port of the Service is reported as such
        if (known.length > 0 && !ports.some((it) => known.includes(it))) continue;
        reported.add(number.span.start);
        yield {
          span: number.span,
          message: `No server behind port ${number.value} of ${hostLabel(first.to.host)} takes ${hostLabel(host)}, only behind ${enumerate(ports.map(String))}: the connection fails.`,
          related: servers.map(({ gateway, server }) =>
            at(
              gateway,
              `${label(gateway)} takes ${hostLabel(host)} on port ${server.port?.number?.value}.`,
              server.span,
            ),
          ),
          fixes: () => ports.flatMap((it) => fix(`Change to ${it}`, [replace(object, number.span, it)])),
        };
        break;
      }
    }
  },

  examples: [
    {
      title: 'the leg to the gateway keeps port 80, and the server is on 443',
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
#                 ^^ No server behind port 80 of istio-egressgateway.istio-system.svc.cluster.local takes api.payments.example, only behind 443: the connection fails.
  - match:
    - gateways: [ egress ]
      port: 443
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls: { mode: ISTIO_MUTUAL }
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
          number: 443
  - match:
    - gateways: [ egress ]
      port: 443
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
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
`,
    },
  ],
});
