import { definesSubset, destinationRulesFor } from '../../mesh/destination-rules';
import { owns } from '../../mesh/ownership';
import { isExportedTo } from '../../mesh/visibility';
import { hostLabel } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import { isOfKind, type Mesh } from '../../workspace/mesh';
import { missingCluster, type PlacedDestination } from '../destination';
import { httpEntry, mutualTlsGateway, tlsEntry } from '../example-documents';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';
import { subsetRepairs } from '../subset-repairs';

export const subsetNotFound = defineFailureRule({
  id: 'subset-not-found',
  severity: 'error',
  summary: 'A route names a subset that no DestinationRule defines for the proxies that use it.',
  rationale:
    'A subset exists only in the DestinationRule that the proxy reads for that host: the first of its own namespace, the service’s namespace and the root namespace that has any. Without it there is no cluster for the route, and Envoy answers 503 or closes the connection.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
  aliases: ['IST0101', 'KIA1107'],
  explain(failure, mesh) {
    const { to, why } = missingCluster(failure) ?? {};
    const subset = to?.destination.subset;
    if (!to || !subset || why?.fact !== 'D13' || hasPlaceholder(subset.value)) return undefined;
    const { proxy } = failure.hop;
    // D15 other clients have it: then it is not the name that is wrong
    if (proxy.type === 'sidecar' && isForOthers(mesh, to, subset.value, proxy.namespace)) return undefined;
    const client = proxy.namespace;
    const read = destinationRulesFor(mesh, to.host, client);
    const first = why.object && isOfKind(why.object, 'DestinationRule') ? why.object : undefined;
    const wanted = `subset '${subset.value}'`;
    const clients = `clients in namespace ${namespaceLabel(client)}`;
    const host = hostLabel(to.host);
    const consequence = 'requests are answered with 503';
    const certain = first !== undefined || owns(mesh, to.object.namespace, 'DestinationRule');
    const message = first
      ? `${label(first)}, which ${clients} read for ${host}, has no ${wanted}: ${consequence}.`
      : certain
        ? `No DestinationRule that ${clients} read defines ${wanted} of ${host}: ${consequence}.`
        : `The workspace has no DestinationRule that defines ${wanted} of ${host}; if there is none elsewhere, ${consequence}.`;
    return {
      object: to.object,
      path: [...to.path, 'subset'],
      message,
      severity: certain ? 'error' : 'hint',
      related: read.map((it) => at(it, `${label(it)} is the one that is read.`)),
      fixes: () => subsetRepairs(mesh, failure, to, subset.value, read),
    };
  },

  examples: [
    {
      title: 'no DestinationRule at all',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        subset: payments
#               ^^^^^^^^ No DestinationRule that clients in namespace shop read defines subset 'payments' of istio-egressgateway.istio-system.svc.cluster.local: requests are answered with 503.
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        subset: payments
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: istio-egressgateway
  namespace: shop
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
`,
    },
    {
      title: 'a subset in a DestinationRule that the client does not read, because its own namespace has one',
      source: `
#- own.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: gateway, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
    - name: weather
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
    - route:
        - destination:
            host: istio-egressgateway.istio-system.svc.cluster.local
            subset: payments
#                   ^^^^^^^^ DestinationRule shop/gateway, which clients in namespace shop read for istio-egressgateway.istio-system.svc.cluster.local, has no subset 'payments': requests are answered with 503.
#- gateways.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: gateway, namespace: istio-system }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
    - name: payments
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: gateway, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
    - name: weather
    - name: payments
`,
    },
    {
      title: 'a gateway that expects the TLS of the mesh',
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
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 443 }
        subset: payments
#               ^^^^^^^^ No DestinationRule that clients in namespace shop read defines subset 'payments' of istio-egressgateway.istio-system.svc.cluster.local: requests are answered with 503.
  tcp:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- gateway.yaml
${mutualTlsGateway('shop')}
#- host.yaml
${tlsEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 443 }
        subset: payments
  tcp:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: istio-egressgateway
  namespace: shop
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      portLevelSettings:
      - port:
          number: 443
        tls:
          mode: ISTIO_MUTUAL
          sni: api.payments.example
`,
    },
  ],
});

/**
 * Whether clients of the VirtualService's own namespace have the subset, or those of one that it is exported to. Where its
 * own namespace has a DestinationRule for the host, its own clients are meant.
 */
function isForOthers(mesh: Mesh, { object, host }: PlacedDestination, subset: string, client: string): boolean {
  const { exportTo } = object.resource.spec;
  const read = destinationRulesFor(mesh, host, object.namespace);
  if (client === object.namespace && read.some((it) => it.namespace === client)) return false;
  const owners = mesh.withHost('DestinationRule', host).map((it) => it.namespace);
  return [object.namespace, ...owners].some(
    (it) => it !== client && isExportedTo(exportTo, object.namespace, it) && definesSubset(mesh, host, it, subset),
  );
}
