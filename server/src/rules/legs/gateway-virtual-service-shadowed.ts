import { parseClusterName } from '../../envoy/config';
import { hostLabel, resolveHost, sameHost } from '../../model/host';
import { destinations } from '../../model/virtual-service';
import type { Hop } from '../../trace/answer';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import { allHops } from '../../trace/way';
import type { MeshObject } from '../../workspace/mesh';
import { destinationAt } from '../destination';
import { host } from '../example-chain';
import { httpRoutes } from '../example-documents';
import { evidenceOf } from '../failure';
import { at, label } from '../places';
import { defineRule, type Finding } from '../rule';

export const gatewayVirtualServiceShadowed = defineRule({
  id: 'gateway-virtual-service-shadowed',
  severity: 'warning',
  summary: 'At a gateway another VirtualService takes the requests for a host first, and leads them to another host.',
  rationale:
    'For each host that a server of a Gateway names, Istio puts the rules of all VirtualServices in a row that have it or a wildcard above it, those of the older one first. The more particular one has no preference: if the first takes everything, the others are never reached.',
  reference: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.document.partial || object.writtenAt) return;
    for (const outside of externalHostsOf(mesh, object)) {
      const found = tracesTo(mesh, outside)
        .flatMap(({ hops }) => allHops(hops))
        .flatMap((hop) => shadowed(object, outside, hop) ?? [])[0];
      if (found) yield found;
    }
  },

  examples: [
    {
      title: 'a wildcard that is older',
      source: `
#- wildcard.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: any-payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  gateways: [ egress ]
  http:
  - route:
    - destination: { host: www.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: any-payments, namespace: shop }
spec:
  hosts: [ www.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ www.payments.example, api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ At the gateway VirtualService shop/any-payments takes api.payments.example too, and its rules come first: they send the requests to www.payments.example.
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: www, namespace: shop }
spec:
  hosts: [ www.payments.example ]
  http:
  - route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
${host('shop')}
`,
    },
    {
      title: 'a server for the wildcard, where the more particular host has rules of its own',
      source: `
#- wildcard.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: any-payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  gateways: [ egress ]
  http:
  - route:
    - destination: { host: www.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: any-payments, namespace: shop }
spec:
  hosts: [ www.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ "*.payments.example" ]
#- routes.yaml
${httpRoutes('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: www, namespace: shop }
spec:
  hosts: [ www.payments.example ]
  http:
  - route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
${host('shop')}
`,
    },
  ],
});

/** What is to be said at a gateway where the rules of another VirtualService lead a host astray. */
function shadowed(object: MeshObject<'VirtualService'>, outside: string, hop: Hop): Finding | undefined {
  const { proxy, route, branches } = hop;
  // V15 the routes of later VirtualServices come behind
  if (proxy.type !== 'gateway' || !route || !evidenceOf(hop, 'V15').some((it) => it.object === object))
    return undefined;
  const to = destinationAt(route, parseClusterName(branches[0]?.cluster ?? '')?.host);
  const leadsTo = (host: string): boolean =>
    [...destinations(object.resource.spec)].some((it) =>
      sameHost(resolveHost(it.host?.value ?? '', object.namespace), host),
    );
  if (!to || to.object === object || leadsTo(to.host) || !leadsTo(outside)) return undefined;
  const written = object.resource.spec.hosts.find((it) => sameHost(resolveHost(it.value, object.namespace), outside));
  if (!written) return undefined;
  return {
    span: written.span,
    message: `At the gateway ${label(to.object)} takes ${hostLabel(outside)} too, and its rules come first: they send the requests to ${hostLabel(to.host)}.`,
    related: [at(to.object, `${label(to.object)} leads there.`, to.destination.host?.span)],
  };
}
