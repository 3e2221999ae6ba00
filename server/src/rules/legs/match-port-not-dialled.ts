import { type DocumentEdit, fix, replace } from '../../generate/edit';
import { namedGateways } from '../../mesh/egress';
import { gatewaysBehind } from '../../mesh/gateways';
import { gatewayName, type Leg, legs, routeDestinations } from '../../mesh/legs';
import { servicesMatching } from '../../mesh/services';
import { hostLabel, sameHost } from '../../model/host';
import type { Section } from '../../model/virtual-service';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import {
  httpGateway,
  httpsEntry,
  originatingRoutes,
  passthroughGateway,
  passthroughRoutes,
  tlsEntry,
} from '../example-documents';
import { legsNotDialled, portsFor } from '../legs-not-dialled';
import { at, enumerate, label } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const matchPortNotDialled = defineRule({
  id: 'match-port-not-dialled',
  severity: 'warning',
  summary: 'A rule that leads sidecars to the egress gateway is for a port that the host does not have.',
  rationale:
    'On a sidecar, `match.port` is compared with the port that the application dials: one of those that the ServiceEntry declares, or 80 for plaintext HTTP. The port of the gateway’s Service or of its pods belongs into the destination. A rule for another port is never used, and requests leave straight from the sidecar, past the gateway.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  on: ['VirtualService'],

  *check(object, mesh) {
    for (const { leg, gateway, port, past } of legsNotDialled(mesh, object)) {
      const offered = portsOf(mesh, past, leg.section);
      yield {
        span: port.span,
        message: `Nobody dials port ${port.value} of ${hostLabel(past)}, only ${enumerate(offered.map(String))}, so sidecars never use this rule and send it straight out, past ${label(gateway)}.`,
        related: servicesMatching(mesh, past).map((it) => at(it.object, `${label(it.object)} declares the ports.`)),
        fixes: () => {
          const fitting = portsFor(mesh, past, leg.section);
          return offered
            .filter((it) => (fitting.length === 0 ? leg.section === 'http' && it === 80 : fitting.includes(it)))
            .flatMap((it) => repair(mesh, object, leg, past, it));
        },
      };
    }
  },

  examples: [
    {
      title: 'the port of the gateway’s server',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 8443, sniHosts: [ api.payments.example ] } ]
#                                        ^^^^ Nobody dials port 8443 of api.payments.example, only 443, so sidecars never use this rule and send it straight out, past Gateway shop/egress.
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
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
      title: 'a port that the gateway sends to in vain too',
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
#                                        ^^^ Nobody dials port 443 of api.payments.example, only 8443, so sidecars never use this rule and send it straight out, past Gateway shop/egress.
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- gateway.yaml
${passthroughGateway('shop')}
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 8443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 8443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 8443 } }
`,
    },
    {
      title: 'plaintext on port 80, which no ServiceEntry declares',
      source: `
#- routes.yaml
${httpGateway('shop')}
---
${originatingRoutes('shop')}
#- host.yaml
${httpsEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: istio-system }
spec:
  host: api.payments.example
  exportTo: [ . ]
  trafficPolicy: { tls: { mode: SIMPLE } }
`,
    },
  ],
});

/** Those of one host that are declared for what the section is about, else all. */
function portsOf(mesh: Mesh, host: string, section: Section): number[] {
  const fitting = portsFor(mesh, host, section);
  const numbers =
    fitting.length > 0
      ? fitting
      : servicesMatching(mesh, host).flatMap((it) => it.ports.map((port) => port.number.value));
  return numbers.length > 0 ? [...new Set(numbers)].sort((a, b) => a - b) : [80];
}

/** Asks for the port in every match of the rule that sidecars have, and sends to it from the gateway where it sent to none. */
function repair(mesh: Mesh, object: VirtualService, leg: Leg, host: string, port: number) {
  const known = servicesMatching(mesh, host).flatMap((it) => it.ports.map(({ number }) => number.value));
  const to = routeDestinations(leg, object).map((it) => it.host);
  const gateways = to.flatMap((it) => gatewaysBehind(mesh, it, namedGateways(mesh, object)));
  const edits = new Map<Located<number>, DocumentEdit>();
  for (const { port: asked } of leg.matches) if (asked) edits.set(asked, replace(object, asked.span, port));
  for (const own of new Set([object, ...mesh.withHost('VirtualService', host)]))
    for (const gateway of gateways)
      for (const second of legs(own, gatewayName(gateway)))
        for (const to of routeDestinations(second, own)) {
          const { number } = to.destination.port ?? {};
          const isUnknown = number && known.length > 0 && !known.includes(number.value);
          if (isUnknown && sameHost(to.host, host)) edits.set(number, replace(own, number.span, port));
        }
  const others = new Set([...edits.values()].map((it) => it.document).filter((it) => it !== object.document));
  const also = mesh.all('VirtualService').filter((it) => others.has(it.document));
  const where = also.length > 0 ? ` here and in ${enumerate(also.map(label))}` : '';
  return fix(`Change to ${port}${where}`, [...edits.values()]);
}
