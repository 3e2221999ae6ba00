import { type DocumentEdit, fix, insertInto } from '../../generate/edit';
import { legRule } from '../../generate/legs';
import { hasClearGateways, isExternal, namedGateways } from '../../mesh/egress';
import { sectionOf } from '../../mesh/gateway-protocol';
import { serves, serviceOfGateway } from '../../mesh/gateways';
import { gatewayName, isBound, type Leg, legs, routeDestinations } from '../../mesh/legs';
import { hostLabel, hostsMatch, resolveHost, sameHost } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import { tracesTo } from '../../trace/failures';
import type { Mesh, MeshObject } from '../../workspace/mesh';
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
    if (mesh.hasHidden('VirtualService')) return;
    for (const gateway of namedGateways(mesh, object)) {
      if (!isBound(object, meshGateway) && !isEgress(gateway)) continue;
      for (const leg of legs(object, gatewayName(gateway)))
        for (const { destination, host } of routeDestinations(leg, object)) {
          if (!destination.host || !isOwn(object, host) || !isExternal(mesh, host, object.namespace)) continue;
          // a host that the gateway does not take is reported as such
          if (!serverFor(gateway, object, host) || !goesPast(mesh, host)) continue;
          yield {
            span: destination.host.span,
            message: `No rule of the mesh sends ${hostLabel(host)} to the gateway, so sidecars send it straight out, past ${label(gateway)}.`,
            related: [at(gateway, `${label(gateway)} is never used for it.`)],
            fixes: () => repair(mesh, object, gateway, leg, host),
          };
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
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
  ],
});

/** A Gateway that is meant for the way out, as the labels of its pods say. */
const isEgress = ({ resource, name }: Gateway): boolean =>
  [name, ...[...(resource.spec.selector?.values() ?? [])].map((it) => it.value)].some((it) => it.includes('egress'));

const isOwn = ({ resource, namespace }: VirtualService, host: string): boolean =>
  resource.spec.hosts.some(({ value }) => sameHost(resolveHost(value, namespace), host));

const serverFor = (gateway: Gateway, { namespace }: VirtualService, host: string) =>
  gateway.resource.spec.servers.find((it) => serves(it, gateway, host, namespace));

/** Whether every request to the host leaves from the sidecar, and no rule says that this is meant otherwise. */
const goesPast = (mesh: Mesh, host: string): boolean =>
  tracesTo(mesh, host).every(({ verdict }) => verdict === 'direct' || verdict === 'passthrough') &&
  !mesh
    .withHost('VirtualService', host)
    .filter((it) => it.resource.spec.hosts.some(({ value }) => hostsMatch(resolveHost(value, it.namespace), host)))
    .some((it) => !hasClearGateways(mesh, it) || legs(it, meshGateway).some((leg) => isElsewhere(leg, it, host)));

/** Whether a rule for sidecars sends the host to somewhere else: it is used once something else is mended. */
const isElsewhere = (leg: Leg, object: VirtualService, host: string): boolean =>
  routeDestinations(leg, object).some((it) => !sameHost(it.host, host));

function repair(mesh: Mesh, object: VirtualService, gateway: Gateway, { section }: Leg, host: string) {
  const server = serverFor(gateway, object, host);
  const service = serviceOfGateway(mesh, gateway);
  const port = server?.port?.number?.value;
  if (!server || !service || port === undefined) return [];
  // a server that terminates Istio's own TLS reads `tcp`, but the sidecar still sees the application's TLS
  const terminates = section === 'tcp' && sectionOf(server) === 'tcp' && server.tls !== undefined;
  const own = terminates ? 'tls' : section;
  const rule = legRule({
    section: own,
    gateway: meshGateway,
    matchPort: own === 'http' && port === 443 ? 80 : port,
    hosts: [hostLabel(host)],
    destination: { host: hostLabel(service), port },
  });
  const edits: (DocumentEdit | undefined)[] = [
    insertInto(object, ['spec', own, object.resource.spec[own].length], rule),
  ];
  const { gateways } = object.resource.spec;
  if (!isBound(object, meshGateway)) edits.push(insertInto(object, ['spec', 'gateways', gateways.length], meshGateway));
  return fix(`Add the rule that sends '${hostLabel(host)}' from the sidecars to the gateway`, edits);
}
