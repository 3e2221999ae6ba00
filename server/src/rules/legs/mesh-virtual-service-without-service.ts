import { fix, replace } from '../../generate/edit';
import { podNamespaces } from '../../mesh/gateways';
import { legs } from '../../mesh/legs';
import { owns } from '../../mesh/ownership';
import { scopeOf } from '../../mesh/scope';
import { type Service, servicesMatching } from '../../mesh/services';
import { isExportedTo } from '../../mesh/visibility';
import { hostLabel, resolveHost, serviceName } from '../../model/host';
import { destinations, meshGateway } from '../../model/virtual-service';
import { differsByLetter } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import type { Trace } from '../../trace/answer';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { declaration } from '../declaration';
import { incompleteChain, ofChain } from '../egress-chain';
import { alsoTo, exportedToo } from '../exported-too';
import { peerOf } from '../hop-tls';
import { legsNotDialled } from '../legs-not-dialled';
import { gatewayDestinations } from '../past-gateway';
import { at, label, spanOf } from '../places';
import { type RoutedPort, routedPort, undeclaredPort } from '../routed-port';
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
        ? (past.flatMap((it) => missed(mesh, object, written, host, it) ?? [])[0] ??
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
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
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

/** What is to be said of the rule that a request was meant for. */
function missed(
  mesh: Mesh,
  object: VirtualService,
  written: Located<string>,
  host: string,
  trace: Trace,
): Finding | undefined {
  const { port } = trace.request;
  const routed = routedPort(object, port);
  if (!routed) return undefined;
  const services = servicesMatching(mesh, host);
  if (services.length === 0) return undeclared(mesh, object, written, host, routed, trace);
  if (trace.verdict === 'direct') return undefined;
  // V17 something else makes sidecars listen for HTTP there
  if (routed.section === 'http' && port === 80) return undefined;
  const other = undeclaredPort(routed, services, host, `so connections to it there pass this rule by: ${leaves}`);
  // of a rule that leads to a gateway that is said beside the gateway
  if (other && legsNotDialled(mesh, object).some((it) => it.port.value === routed.number)) return undefined;
  if (other) return { ...other, span: spanOf(object, other.path) };
  const listening = services.filter((it) => it.ports.some(({ number }) => number.value === port));
  return notExported(mesh, object, written, trace, listening);
}

const leaves = 'they leave like those to any unknown host';

function undeclared(
  mesh: Mesh,
  object: VirtualService,
  { span }: Located<string>,
  host: string,
  { section, number }: RoutedPort,
  { hops: [hop] }: Trace,
): Finding | undefined {
  // a VirtualService alone is often all that one looks at
  const namespaces = [object, ...mesh.withHost('VirtualService', host)].map((it) => it.namespace);
  const owned = namespaces.filter((it) => owns(mesh, it, 'ServiceEntry'));
  if (owned.length === 0) return undefined;
  const taken = hop && peerOf(hop)?.host;
  const consequence =
    section === 'http' && number === 80
      ? 'requests for it leave like those to any unknown host, or are answered with 503'
      : `connections to it on port ${number} pass these rules by: ${taken ? `they go to ${taken}, which has the address` : leaves}`;
  // where there is no other one either, they may all be elsewhere
  const isPlain = mesh.settings.closedWorld === true || owned.some((it) => mesh.has('ServiceEntry', it));
  return ofChain(mesh, object, 'ServiceEntry', {
    span,
    ...(isPlain ? {} : { severity: 'warning' as const }),
    message: `No ServiceEntry declares ${hostLabel(host)}, so ${consequence}.`,
    fixes: () => declaration(mesh, object, host),
  });
}

/** The host is known, but not to clients whom the rules are plainly for. */
function notExported(
  mesh: Mesh,
  object: VirtualService,
  { span }: Located<string>,
  { client, hops }: Trace,
  services: readonly Service[],
): Finding | undefined {
  const { namespace } = client;
  const [hop] = hops;
  if (!hop || namespace === '' || !isFor(object, namespace)) return undefined;
  // S11
  const hidden = services.find(({ object: it, host }) =>
    scopeOf(mesh, hop.proxy)
      .hidden(host)
      .some(({ fact, object: by }) => fact === 'S11' && by === it),
  )?.object;
  if (!hidden || !isOfKind(hidden, 'ServiceEntry')) return undefined;
  return {
    span,
    message: `${label(hidden)} is not exported to ${namespace}, so connections from there pass these rules by: ${leaves}.`,
    related: [at(hidden, `${label(hidden)} declares the host.`)],
    fixes: () => {
      // the gateway that the rules lead to needs the host and the rules, and whoever else the rules are for the host
      const gateways = legs(object, meshGateway)
        .flatMap((it) => gatewayDestinations(mesh, object, it))
        .flatMap((it) => it.gateways.flatMap((gateway) => podNamespaces(mesh, gateway)));
      const clients = object.resource.spec.exportTo.map((it) => it.value).filter((it) => /^[a-z0-9]/.test(it));
      const own = isExportedTo(object.resource.spec.exportTo, object.namespace, object.namespace)
        ? [object.namespace]
        : [];
      return exportedToo(hidden, [namespace, ...own, ...clients, ...gateways], alsoTo(object, gateways));
    },
  };
}

/** Whether a VirtualService is plainly meant for clients of a namespace. */
const isFor = ({ namespace, resource }: VirtualService, client: string): boolean =>
  namespace === client || resource.spec.exportTo.some((it) => it.value === client);
