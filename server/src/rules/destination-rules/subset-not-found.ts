import { type Fix, fix, insertInto, replace, writeBehind } from '../../generate/edit';
import { destinationRuleObject } from '../../generate/objects';
import { definesSubset, destinationRulesFor } from '../../mesh/destination-rules';
import { namedGateways } from '../../mesh/egress';
import { podNamespaces } from '../../mesh/gateways';
import { gatewayName, legs, type Proxies, type RouteDestination, routeDestinations } from '../../mesh/legs';
import { owns } from '../../mesh/ownership';
import { isExportedTo } from '../../mesh/visibility';
import { hostLabel, serviceName } from '../../model/host';
import { namespaceLabel, unnamed } from '../../model/namespace';
import { meshGateway } from '../../model/virtual-service';
import { nearest } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Value } from '../../yaml/write';
import { at, label } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;
type DestinationRule = MeshObject<'DestinationRule'>;

export const subsetNotFound = defineRule({
  id: 'subset-not-found',
  severity: 'error',
  summary: 'A route names a subset that no DestinationRule defines for the proxies that use it.',
  rationale:
    'A subset exists only in the DestinationRule that the proxy reads for that host: the first of its own namespace, the service’s namespace and the root namespace that has any. Without it there is no cluster for the route, and Envoy answers 503 or closes the connection.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
  aliases: ['IST0101', 'KIA1107'],
  on: ['VirtualService'],

  *check(object, mesh) {
    if (mesh.hasHidden('DestinationRule')) return;
    const reported = new Set<string>();
    for (const proxies of [meshGateway, ...namedGateways(mesh, object).map(gatewayName)] as readonly Proxies[])
      for (const leg of legs(object, proxies))
        for (const destination of routeDestinations(leg, object)) {
          const subset = destination.destination.subset;
          const key = `${destination.host} ${subset?.value}`;
          if (!subset || hasPlaceholder(subset.value) || hasPlaceholder(destination.host) || reported.has(key))
            continue;
          const clients = clientsOf(mesh, object, proxies);
          if (isDefined(mesh, object, destination, proxies, clients)) continue;
          reported.add(key);
          yield finding(mesh, object, destination, clients[0] ?? unnamed);
        }
  },

  examples: [
    {
      title: 'no DestinationRule at all',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        subset: payments
#               ^^^^^^^^ No DestinationRule that clients in namespace default read defines subset 'payments' of istio-egressgateway.istio-system.svc.cluster.local: requests are answered with 503.
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments }
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
  ],
});

/** The namespaces that the proxies look from; the first is the one to speak of. */
function clientsOf(mesh: Mesh, object: VirtualService, proxies: Proxies): string[] {
  if (proxies === meshGateway) return [object.namespace];
  const pods = mesh.find('Gateway', proxies.namespace, proxies.name).flatMap((it) => podNamespaces(mesh, it));
  return pods.length > 0 ? pods : [unnamed];
}

function isDefined(
  mesh: Mesh,
  object: VirtualService,
  to: RouteDestination,
  proxies: Proxies,
  clients: readonly string[],
): boolean {
  const subset = to.destination.subset?.value ?? '';
  const defines = (it: DestinationRule): boolean =>
    it.resource.spec.subsets.some(({ name }) => name?.value === subset || (name && hasPlaceholder(name.value)));
  if (clients.some((client) => definesSubset(mesh, to.host, client, subset))) return true;
  if (proxies !== meshGateway) return false;
  // D15: the VirtualService may be meant for clients of the namespace that has the DestinationRule
  return mesh
    .withHost('DestinationRule', to.host)
    .filter((it) => defines(it) && isExportedTo(object.resource.spec.exportTo, object.namespace, it.namespace))
    .some(
      (it) =>
        destinationRulesFor(mesh, to.host, it.namespace).includes(it) &&
        it.namespace !== object.namespace &&
        !hasOwn(mesh, object, to),
    );
}

/** Whether the VirtualService's own namespace has a DestinationRule for the host: then its own clients are meant. */
const hasOwn = (mesh: Mesh, object: VirtualService, to: RouteDestination): boolean =>
  destinationRulesFor(mesh, to.host, object.namespace).some((it) => it.namespace === object.namespace);

function finding(mesh: Mesh, object: VirtualService, to: RouteDestination, client: string) {
  const { subset } = to.destination;
  const read = destinationRulesFor(mesh, to.host, client);
  const wanted = `subset '${subset?.value}'`;
  const clients = `clients in namespace ${namespaceLabel(client)}`;
  const [first] = read;
  const host = hostLabel(to.host);
  const failure = 'requests are answered with 503';
  const certain = first !== undefined || owns(mesh, object.namespace, 'DestinationRule');
  const message = first
    ? `${label(first)}, which ${clients} read for ${host}, has no ${wanted}: ${failure}.`
    : certain
      ? `No DestinationRule that ${clients} read defines ${wanted} of ${host}: ${failure}.`
      : `The workspace has no DestinationRule that defines ${wanted} of ${host}; if there is none elsewhere, ${failure}.`;
  return {
    span: subset?.span ?? object.resource.kindSpan,
    message,
    severity: certain ? ('error' as const) : ('hint' as const),
    related: read.map((it) => at(it, `${label(it)} is the one that is read.`)),
    fixes: () => repairs(object, to, read),
  };
}

function repairs(object: VirtualService, to: RouteDestination, read: readonly DestinationRule[]): Fix[] {
  const subset = to.destination.subset?.value ?? '';
  const known = read.flatMap((it) => it.resource.spec.subsets.flatMap(({ name }) => name?.value ?? []));
  const renames = nearest(subset, known).flatMap((it) =>
    fix(`Change to '${it}'`, [to.destination.subset && replace(object, to.destination.subset.span, it)]),
  );
  const item = subsetValue(subset, to.host);
  const [rule] = read;
  if (rule) {
    const path = ['spec', 'subsets', rule.resource.spec.subsets.length];
    return [...renames, ...fix(`Add subset '${subset}' to ${label(rule)}`, [insertInto(rule, path, item)])];
  }
  const service = serviceName(to.host);
  const name = { name: service?.name ?? to.host, namespace: object.resource.namespace?.value ?? '' };
  const created = destinationRuleObject(name, hostLabel(to.host), { subsets: [item] });
  return [
    ...renames,
    ...fix(`Create DestinationRule '${name.name}' with subset '${subset}'`, [writeBehind(object, created)]),
  ];
}

/** A subset of a gateway is only a name; one of a workload needs the label that tells its pods apart. */
const subsetValue = (name: string, host: string): Value =>
  /gateway|egress/.test(host) || !serviceName(host) ? { name } : { name, labels: { version: name } };
