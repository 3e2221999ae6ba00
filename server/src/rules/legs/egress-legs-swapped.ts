import { type DocumentEdit, type Fix, fix } from '../../generate/edit';
import { type Leg, legs, type RouteDestination, routeDestinations } from '../../mesh/legs';
import { hostLabel } from '../../model/host';
import { meshGateway, resolveGateway } from '../../model/virtual-service';
import type { Span } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, httpGateway } from '../example-documents';
import { gatewayDestinations, goesPast, outsideHostsOf } from '../past-gateway';
import { at, label, spanOf } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const egressLegsSwapped = defineRule({
  id: 'egress-legs-swapped',
  severity: 'warning',
  summary: 'The rule for sidecars leads to the host, and the rule for the gateway leads to the gateway.',
  rationale:
    'A request that leaves by a gateway is routed twice: by the sidecar, to the gateway’s Service, and by the gateway, to the host. With the two destinations the wrong way round sidecars send requests straight out, past the gateway, and whatever would reach the gateway goes round in a loop.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.writtenAt) return;
    for (const host of outsideHostsOf(mesh, object))
      for (const own of legs(object, meshGateway)) {
        const found = goesPast(mesh, host, [own.section]) ? swappedWith(mesh, object, own) : undefined;
        const [out] = routeDestinations(own, object);
        if (!found || !out?.destination.host) continue;
        yield {
          span: out.destination.host.span,
          message: `Sidecars send ${hostLabel(host)} straight out here, and the rule for the gateway leads to the gateway’s own Service: the two have each other’s destinations.`,
          related: [at(object, `${label(object)} leads the gateway to itself here.`, found.destination.host?.span)],
          fixes: () => swap(object, out, found),
        };
        return;
      }
  },

  examples: [
    {
      title: 'the destinations are the wrong way round',
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
    - destination:
        host: api.payments.example
#             ^^^^^^^^^^^^^^^^^^^^ Sidecars send api.payments.example straight out here, and the rule for the gateway leads to the gateway’s own Service: the two have each other’s destinations.
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 80 }
#- gateway.yaml
${httpGateway('shop')}
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
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination:
        host: api.payments.example
        port: { number: 80 }
`,
    },
    {
      title: 'a host for which sidecars use a time limit, and no gateway',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpEntry('shop')}
`,
    },
  ],
});

/** Where the VirtualService leads a gateway to that gateway itself, while its rule for sidecars leads elsewhere. */
function swappedWith(mesh: Mesh, object: VirtualService, own: Leg): RouteDestination | undefined {
  if (own.rule.route.length !== 1 || gatewayDestinations(mesh, object, own).length > 0) return undefined;
  const named = object.resource.spec.gateways.filter((it) => it.value !== meshGateway);
  const rules = named.flatMap((it) => legs(object, resolveGateway(it.value, object)));
  const alike = rules.filter((it) => it.section === own.section);
  const meant = alike.length > 0 ? alike : rules;
  // a rule for all proxies is not one of two legs
  const shared = new Set(legs(object, meshGateway).map((it) => it.path.join()));
  // beside a rule that leads the gateway out, the destinations are not simply the wrong way round
  const inward = meant.map((it) =>
    shared.has(it.path.join()) || it.rule.route.length !== 1 ? undefined : gatewayDestinations(mesh, object, it)[0],
  );
  return inward.includes(undefined) ? undefined : inward[0];
}

/** Exchanges the two as they are written, which is possible where they are indented alike. */
function swap(object: VirtualService, ...both: readonly [RouteDestination, RouteDestination]): Fix[] {
  const { document } = object;
  const [one, other] = both.map((it) => spanOf(object, it.path.slice(object.resource.path.length)));
  if (!one || !other || columnOf(document.text, one) !== columnOf(document.text, other)) return [];
  const edits: DocumentEdit[] = [
    { document, span: one, newText: document.text.slice(other.start, other.end) },
    { document, span: other, newText: document.text.slice(one.start, one.end) },
  ];
  return fix('Exchange the two destinations', edits);
}

const columnOf = (text: string, { start }: Span): number => start - text.lastIndexOf('\n', start - 1);
