import { create } from '../../generate/create';
import { type Fix, fix, insertInto, removeFields, replace } from '../../generate/edit';
import { egressName } from '../../generate/egress-name';
import { destinationRuleObject, portTls } from '../../generate/objects';
import { definesSubset, destinationRulesFor } from '../../mesh/destination-rules';
import { namedGateways } from '../../mesh/egress';
import { gatewaysBehind, isReachedBy, serves, serviceOfGateway } from '../../mesh/gateways';
import { owns } from '../../mesh/ownership';
import type { Proxy } from '../../mesh/proxy';
import { servicesMatching, servicesOf } from '../../mesh/services';
import { isExportedTo } from '../../mesh/visibility';
import { hostLabel, isWildcard, resolveHost, sameHost, serviceName } from '../../model/host';
import { namespaceLabel, unnamed } from '../../model/namespace';
import { nearest } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import type { Value } from '../../yaml/write';
import { missingCluster, type PlacedDestination } from '../destination';
import { httpEntry, mutualTlsGateway, tlsEntry } from '../example-documents';
import { exportedToo } from '../exported-too';
import { nameOf } from '../hop-tls';
import { misspeltGateway } from '../meant-service';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';

type DestinationRule = MeshObject<'DestinationRule'>;

interface SubsetValue {
  readonly [field: string]: Value;
  readonly name: string;
}

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
      fixes: () => {
        const tls = tlsAsked(mesh, failure.host, to) ?? tlsOutside(mesh, to, proxy);
        return repairs(mesh, to, subsetValue(mesh, subset.value, to, tls), read, proxy);
      },
    };
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
${tlsEntry('shop')}
---
${mutualTlsGateway('shop')}
---
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
`,
      fixed: `
${tlsEntry('shop')}
---
${mutualTlsGateway('shop')}
---
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

function repairs(
  mesh: Mesh,
  to: PlacedDestination,
  item: SubsetValue,
  read: readonly DestinationRule[],
  proxy: Proxy,
): Fix[] {
  const { object, host, destination, path } = to;
  const { name: subset } = item;
  const hidden = read.length > 0 ? [] : unhidden(mesh, to, subset, proxy);
  if (hidden.length > 0) return hidden;
  const known = read.flatMap((it) => it.resource.spec.subsets.flatMap(({ name }) => name?.value ?? []));
  const renames = nearest(subset, known).flatMap((it) =>
    fix(`Change to '${it}'`, [destination.subset && replace(object, destination.subset.span, it)]),
  );
  const [rule] = read;
  if (rule && renames.length > 0) return renames;
  if (rule) {
    const path = ['spec', 'subsets', rule.resource.spec.subsets.length];
    return [...fix(`Add subset '${subset}' to ${label(rule)}`, [insertInto(rule, path, item)])];
  }
  const service = serviceName(host);
  // a gateway that sends to a Service of the mesh mostly has a rule that is meant for sidecars
  if (proxy.type === 'gateway' && service) return renames;
  // pods of a Service that has no subsets are not told apart
  if (
    service &&
    gatewaysBehind(mesh, host, namedGateways(mesh, object)).length === 0 &&
    servicesMatching(mesh, host).length > 0
  )
    return [
      ...renames,
      ...fix('Send to all of its pods', removeFields(object, path.slice(object.resource.path.length), ['subset'])),
    ];
  // the Service is misspelt where that of the gateway is another
  if (isAnother(mesh, host, object)) return renames;
  // D1 it is to be where the proxy looks for one
  const own = object.resource.namespace?.value ?? '';
  const namespace = own === '' || proxy.namespace === unnamed ? own : proxy.namespace;
  const name = { name: service?.name ?? (isWildcard(host) ? egressName(host) : host), namespace };
  const created = destinationRuleObject(name, hostLabel(host), { subsets: [item] });
  return [
    ...renames,
    ...fix(`Create DestinationRule '${name.name}' with subset '${subset}'`, [create(mesh, object, created)]),
  ];
}

/** What lets the proxy read a DestinationRule that has the subset, where there is one. */
function unhidden(mesh: Mesh, { object, host, destination }: PlacedDestination, subset: string, proxy: Proxy): Fix[] {
  const { namespace, type } = proxy;
  if (namespace === unnamed) return [];
  const isService = (it: string): boolean =>
    misspeltGateway(mesh, it) === undefined &&
    (servicesMatching(mesh, it).length > 0 || gatewaysBehind(mesh, it, namedGateways(mesh, object)).length > 0);
  return mesh.all('DestinationRule').flatMap((rule): Fix[] => {
    const written = rule.resource.spec.host;
    if (!written || rule.writtenAt || !rule.resource.spec.subsets.some((it) => it.name?.value === subset)) return [];
    const own = resolveHost(written.value, rule.namespace);
    const title = label(rule);
    if (sameHost(own, host)) {
      if (rule.namespace === namespace) return exportedToo(rule, [namespace]);
      const where = type === 'gateway' && !serviceName(host) ? rule.resource.namespace : undefined;
      return where ? fix(`Move ${title} to namespace ${namespace}`, [replace(rule, where.span, namespace)]) : [];
    }
    if (rule.namespace !== namespace || nearest(host, [own]).length === 0) return [];
    if (isService(own))
      return fix(`Change the host to '${hostLabel(own)}'`, [
        destination.host && replace(object, destination.host.span, hostLabel(own)),
      ]);
    return isService(host)
      ? fix(`Change the host of ${title} to '${hostLabel(host)}'`, [replace(rule, written.span, hostLabel(host))])
      : [];
  });
}

/** A subset of a gateway is only a name; one of a workload needs the label that tells its pods apart. */
const subsetValue = (
  mesh: Mesh,
  name: string,
  { host, object }: PlacedDestination,
  tls: Value | undefined,
): SubsetValue => {
  const isGateway = /gateway|egress/.test(host) || gatewaysBehind(mesh, host, namedGateways(mesh, object)).length > 0;
  return {
    name,
    ...(isGateway || !serviceName(host) ? {} : { labels: { version: name } }),
    ...(tls === undefined ? {} : { trafficPolicy: tls }),
  };
};

/** What the server of a gateway asks of those who send it requests for a host: the mesh’s own TLS. */
function tlsAsked(mesh: Mesh, host: string, to: PlacedDestination): Value | undefined {
  const sni = nameOf(host);
  const port = to.destination.port?.number?.value;
  if (!sni || port === undefined) return undefined;
  const servers = gatewaysBehind(mesh, to.host, namedGateways(mesh, to.object)).flatMap((gateway) =>
    gateway.resource.spec.servers.filter(
      (it) => serves(it, gateway, host, to.object.namespace) && isReachedBy(mesh, to.host, port, it),
    ),
  );
  const isAsked = servers.some((it) => it.tls?.mode?.value === 'ISTIO_MUTUAL');
  return isAsked ? portTls(port, { mode: 'ISTIO_MUTUAL', sni }) : undefined;
}

/** What a host outside asks of a gateway that sends plaintext to a port where it speaks TLS. */
function tlsOutside(
  mesh: Mesh,
  { host, section, destination }: PlacedDestination,
  { namespace, type }: Proxy,
): Value | undefined {
  const port = destination.port?.number?.value;
  const isTls = servicesOf(mesh, host, namespace)
    .filter((it) => it.external)
    .some((it) => it.ports.some(({ number, listener }) => number.value === port && listener === 'tls'));
  if (!isTls || port === undefined || section !== 'http' || type !== 'gateway' || isWildcard(host)) return undefined;
  return portTls(port, { mode: 'SIMPLE' });
}

/** Whether no gateway is behind a host, and the Service of a gateway that the VirtualService names is known. */
const isAnother = (mesh: Mesh, host: string, object: MeshObject<'VirtualService'>): boolean =>
  gatewaysBehind(mesh, host).length === 0 &&
  gatewaysBehind(mesh, host, namedGateways(mesh, object)).some((it) => serviceOfGateway(mesh, it) !== undefined);
