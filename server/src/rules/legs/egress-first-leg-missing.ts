import { hasClearGateways, namedGateways } from '../../mesh/egress';
import { sectionOf } from '../../mesh/gateway-protocol';
import { isReachedBy, serves } from '../../mesh/gateways';
import { gatewayName, isBound, type Leg, legs, routeDestinations, takesPort } from '../../mesh/legs';
import { servicesMatching } from '../../mesh/services';
import type { Server } from '../../model/gateway';
import { hostLabel, hostsMatch, resolveHost, sameHost } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { incompleteChain, ofChain } from '../egress-chain';
import { httpEntry, httpGateway } from '../example-documents';
import { firstLegRepairs } from '../first-leg-repairs';
import { gatewayDestinations, goesPast, isEgress, outsideHostsOf, sectionsTo } from '../past-gateway';
import { at, label } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;
type Gateway = MeshObject<'Gateway'>;

export const egressFirstLegMissing = defineRule({
  id: 'egress-first-leg-missing',
  severity: 'warning',
  summary: 'The egress gateway has a rule for a host, and no sidecar sends the host there.',
  rationale:
    'Nothing sends traffic to an egress gateway by itself. Without a rule for `mesh` that leads the host to the gateway’s Service, sidecars send it straight out, past the gateway and whatever it was to enforce.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: ['VirtualService'],

  *check(object, mesh) {
    // of a chain that lacks more, that is said as a whole
    if (mesh.hasHidden('VirtualService') || incompleteChain(mesh, object)) return;
    for (const gateway of namedGateways(mesh, object)) {
      if (!isBound(object, meshGateway) && !isEgress(gateway)) continue;
      for (const leg of legs(object, gatewayName(gateway)))
        for (const { destination, host, server } of ledOut(mesh, object, gateway, leg)) {
          if (!goesPast(mesh, host, sectionsTo(server)) || isLedElsewhere(mesh, host, server)) continue;
          yield ofChain(mesh, object, 'VirtualService', {
            span: destination.span,
            message: `No rule of the mesh sends ${hostLabel(host)} to the gateway, so sidecars send it straight out, past ${label(gateway)}.`,
            related: [at(gateway, `${label(gateway)} is never used for it.`)],
            fixes: () => firstLegRepairs(mesh, object, gateway, leg.section, host, server),
          });
          return;
        }
    }
  },

  examples: [
    {
      title: 'only the leg from the gateway',
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
    - gateways: [ egress ]
      port: 80
    route:
    - destination:
        host: api.payments.example
#             ^^^^^^^^^^^^^^^^^^^^ No rule of the mesh sends api.payments.example to the gateway, so sidecars send it straight out, past Gateway shop/egress.
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
  - match:
    - gateways: [ egress ]
      port: 80
    route:
    - destination:
        host: api.payments.example
        port: { number: 80 }
  - match:
    - gateways:
      - mesh
      port: 80
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port:
          number: 80
`,
    },
    {
      title: 'traffic that a ServiceEntry leads to the gateway',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  endpoints:
  - address: istio-egressgateway.istio-system.svc.cluster.local
  exportTo: [ . ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: istio-system }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo: [ . ]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-system }
spec:
  hosts: [ api.payments.example ]
  gateways: [ egress ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpGateway('istio-system')}
`,
    },
  ],
});

/** The hosts that a rule leads from a gateway to the outside, with a server that takes them. */
function ledOut(mesh: Mesh, object: VirtualService, gateway: Gateway, leg: Leg) {
  const [first] = routeDestinations(leg, object);
  const destination = first?.destination.host;
  if (!destination || gatewayDestinations(mesh, object, leg).length > 0) return [];
  // an ingress gateway leads hosts that look like others to services of the mesh
  const isToOutside = servicesMatching(mesh, first.host).some((it) => it.external);
  const isOfEgress = isEgress(gateway) && (isToOutside || isBound(object, meshGateway));
  const hosts = outsideHostsOf(mesh, object).filter((it) => isOfEgress || sameHost(it, first.host));
  return hosts.flatMap((host) => {
    // a host that the gateway does not take is reported as such
    const server = gateway.resource.spec.servers.find(
      (it) =>
        sectionOf(it) === leg.section &&
        serves(it, gateway, host, object.namespace) &&
        takesPort(leg, it.port?.number?.value),
    );
    return server ? [{ destination, host, server }] : [];
  });
}

/** Whether a rule for sidecars sends the host to somewhere else, or to the server: it is used once something else is mended. */
const isLedElsewhere = (mesh: Mesh, host: string, server: Server): boolean =>
  mesh
    .withHost('VirtualService', host)
    .filter((it) => it.resource.spec.hosts.some(({ value }) => hostsMatch(resolveHost(value, it.namespace), host)))
    .some(
      (it) =>
        !hasClearGateways(mesh, it) ||
        legs(it, meshGateway).some((leg) =>
          routeDestinations(leg, it).some(
            (to) =>
              !sameHost(to.host, host) &&
              (sectionsTo(server).includes(leg.section) ||
                isReachedBy(mesh, to.host, to.destination.port?.number?.value ?? 0, server)),
          ),
        ),
    );
