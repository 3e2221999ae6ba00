import { type Fix, fix } from '../../generate/edit';
import { namedGateways } from '../../mesh/egress';
import { gatewaysBehind } from '../../mesh/gateways';
import { type Leg, legs, routeDestinations } from '../../mesh/legs';
import { hostLabel } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, httpGateway } from '../example-documents';
import { keepFor } from '../gateway-only';
import { at, label } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const egressBypass = defineRule({
  id: 'egress-bypass',
  severity: 'warning',
  summary: 'A rule meant for the egress gateway comes first on the sidecars, which send a host straight out.',
  rationale:
    'A rule without `match.gateways` holds for every proxy that the VirtualService is bound to. Meant for the gateway, and in front of the rule that sends sidecars to it, it takes their requests too: they leave the mesh past the gateway.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.resource.spec.gateways.length < 2) return;
    for (const host of externalHostsOf(mesh, object)) {
      const found = bypassOf(mesh, object, host);
      if (!found) continue;
      const [destination] = routeDestinations(found.taken, object);
      const [later] = routeDestinations(found.later, object);
      if (!destination?.destination.host || !later?.destination.host) continue;
      yield {
        span: destination.destination.host.span,
        message: `Sidecars send ${hostLabel(host)} straight out, past the gateway: this rule holds for them too, and comes before the one that leads to ${hostLabel(later.host)}.`,
        related: [at(object, `${label(object)} leads sidecars to the gateway here.`, later.destination.host.span)],
        fixes: () => repair(object, found.taken),
      };
      return;
    }
  },

  examples: [
    {
      title: 'the rule for the gateway does not say so',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#                          ^^^^^^^^^^^^^^^^^^^^ Sidecars send api.payments.example straight out, past the gateway: this rule holds for them too, and comes before the one that leads to istio-egressgateway.istio-system.svc.cluster.local.
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
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
  - match:
    - gateways:
      - egress
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
`,
    },
    {
      title: 'the rule for the sidecars comes first',
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
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('shop')}
#- host.yaml
${httpEntry('shop')}
`,
    },
  ],
});

/** The rule by which a request leaves from the sidecar, and a later one for sidecars that leads to a gateway. */
function bypassOf(mesh: Mesh, object: VirtualService, host: string): { taken: Leg; later: Leg } | undefined {
  const all = legs(object, meshGateway);
  const named = namedGateways(mesh, object);
  const toGateway = all.filter((leg) =>
    routeDestinations(leg, object).some((it) => gatewaysBehind(mesh, it.host, named).length > 0),
  );
  for (const { verdict, hops } of tracesTo(mesh, host)) {
    const route = hops[0]?.route;
    if (verdict !== 'direct' || route?.object !== object) continue;
    const path = route.path.slice(0, 3).join('.');
    const index = all.findIndex((it) => it.path.slice(object.resource.path.length).join('.') === path);
    const taken = all[index];
    const later = toGateway.findLast((it) => it.section === taken?.section && all.indexOf(it) >= index);
    if (taken && later && taken.matches.every((it) => it.gateways.length === 0)) return { taken, later };
  }
  return undefined;
}

/** Binds the rule to the gateways of the VirtualService. */
function repair(object: VirtualService, leg: Leg): Fix[] {
  const gateways = object.resource.spec.gateways.map((it) => it.value).filter((it) => it !== meshGateway);
  return fix('Use this rule for the gateway only', keepFor(object, leg, gateways));
}
