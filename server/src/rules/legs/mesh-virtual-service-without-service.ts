import { fix, replace } from '../../generate/edit';
import { servicesMatching } from '../../mesh/services';
import { hostLabel, resolveHost, serviceName } from '../../model/host';
import { destinations, meshGateway } from '../../model/virtual-service';
import { differsByLetter } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import type { Trace } from '../../trace/answer';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { incompleteChain } from '../egress-chain';
import { passthroughRoutes } from '../example-documents';
import { passedBy } from '../passed-by';
import { defineRule, type Finding } from '../rule';
import { unheardDestination } from '../unheard-destination';

type VirtualService = MeshObject<'VirtualService'>;

export const meshVirtualServiceWithoutService = defineRule({
  id: 'mesh-virtual-service-without-service',
  severity: 'error',
  summary: 'A VirtualService routes a host that sidecars do not know, or not on that port.',
  rationale:
    'A sidecar asks a VirtualService only about what it knows: for TLS and TCP it listens on the ports that a ServiceEntry declares which is exported to it, and routes their hosts. A connection to anything else passes the rules by, and any gateway that they lead to. Only plain HTTP on port 80 needs no ServiceEntry, where something else makes sidecars listen for it; without a cluster for the host it is answered with 503.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.document.partial || mesh.hasHidden('ServiceEntry') || mesh.hasHidden('VirtualService')) return;
    // said of the chain as a whole
    if (incompleteChain(mesh, object)) return;
    const outside = externalHostsOf(mesh, object);
    for (const written of object.resource.spec.hosts) {
      const host = resolveHost(written.value, object.namespace);
      const past = tracesTo(mesh, host).filter(passesBy);
      const found = isOutside(host)
        ? (past.flatMap((it) => passedBy(mesh, object, written, host, it) ?? [])[0] ??
          misspeltHost(mesh, object, written, host))
        : outside.includes(host)
          ? past.flatMap((it) => unheardDestination(mesh, object, host, it.request.port) ?? [])[0]
          : undefined;
      if (found) yield found;
    }
  },

  examples: [
    {
      title: 'no ServiceEntry for a host that is led through the gateway',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    tls: { mode: PASSTHROUGH }
    hosts: [ api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ No ServiceEntry declares api.payments.example, so connections to it on port 443 pass these rules by: they leave like those to any unknown host.
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
`,
      fixed: `
${passthroughRoutes('shop')}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: egress-api-payments-example
  namespace: shop
spec:
  hosts:
  - api.payments.example
  ports:
  - number: 443
    name: tls-443
    protocol: TLS
  resolution: DNS
`,
    },
    {
      title: 'a ServiceEntry with another port',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match: [ { port: 443, sniHosts: [ api.payments.example ] } ]
#                    ^^^ api.payments.example is declared on port 8443 and not on 443, so connections to it there pass this rule by: they leave like those to any unknown host.
    route:
    - destination: { host: api.payments.example, port: { number: 8443 } }
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 8443, name: tls, protocol: TLS }
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 8443, name: tls, protocol: TLS }
  - number: 443
    name: tls-443
    protocol: TLS
  resolution: DNS
`,
    },
    {
      title: 'a wildcard, for which the ServiceEntry of one server makes sidecars listen',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  tls:
  - match: [ { port: 443, sniHosts: [ "*.payments.example" ] } ]
    route:
    - destination: { host: www.payments.example, port: { number: 443 } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ www.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
    },
    {
      title: 'a name of one’s own for a gateway whose Service has another port',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ payments.internal ]
  http:
  - route:
    - destination: { host: egress.shop.svc.cluster.local, port: { number: 80 } }
#                                                                         ^^ Service shop/egress has no port 80, so sidecars do not listen there: requests for payments.internal leave like those to any unknown host.
---
apiVersion: v1
kind: Service
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egress }
  ports: [ { name: http, port: 8080 } ]
`,
    },
  ],
});

/** Whether a host can only be one that a ServiceEntry declares. */
const isOutside = (host: string): boolean =>
  host.includes('.') &&
  host !== '*' &&
  !hasPlaceholder(host) &&
  serviceName(host) === undefined &&
  !/(?:^|\.)(?:svc|local|internal)$|\.svc\./.test(host);

/** Whether a request leaves from a sidecar like one to an unknown host, or as one to another host with its address. */
const passesBy = ({ verdict, hops: [hop] }: Trace): boolean =>
  (verdict === 'passthrough' || verdict === 'direct') && hop?.proxy.type === 'sidecar' && hop.route === undefined;

/** The host is that to which the rules for it lead, but for one letter, and requests for that one follow none. */
function misspeltHost(
  mesh: Mesh,
  object: VirtualService,
  { span }: Located<string>,
  host: string,
): Finding | undefined {
  if (object.resource.spec.gateways.some((it) => it.value !== meshGateway)) return undefined;
  if (servicesMatching(mesh, host).length > 0) return undefined;
  const isMeant = (it: string): boolean => differsByLetter(host, it) && servicesMatching(mesh, it).length > 0;
  const meant = [...destinations(object.resource.spec)]
    .map((it) => resolveHost(it.host?.value ?? '', object.namespace))
    .find(isMeant);
  if (!meant || tracesTo(mesh, meant).some(({ hops: [hop] }) => hop?.route)) return undefined;
  const name = hostLabel(meant);
  return {
    span,
    severity: 'warning',
    message: `No ServiceEntry declares ${hostLabel(host)}, which differs by one letter from ${name}, where its rules lead: requests for ${name} follow none of them.`,
    fixes: () => fix(`Change to '${name}'`, [replace(object, span, name)]),
  };
}
