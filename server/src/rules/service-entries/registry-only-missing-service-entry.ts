import { namedGateways } from '../../mesh/egress';
import { podNamespaces } from '../../mesh/gateways';
import { owns } from '../../mesh/ownership';
import { scopeOf } from '../../mesh/scope';
import { type Service, servicesMatching } from '../../mesh/services';
import { resolveHost, sameHost } from '../../model/host';
import { unnamed } from '../../model/namespace';
import { meshGateway } from '../../model/virtual-service';
import type { Failure } from '../../trace/failures';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { declaration } from '../declaration';
import { alsoTo, exportedToo } from '../exported-too';
import { at, label } from '../places';
import { routedPort, undeclaredPort } from '../routed-port';
import { defineFailureRule, type FailureFinding } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const registryOnlyMissingServiceEntry = defineFailureRule({
  id: 'registry-only-missing-service-entry',
  severity: 'error',
  summary: 'A host that is routed is not known to the mesh, which lets out nothing else.',
  rationale:
    'With `outboundTrafficPolicy` REGISTRY_ONLY a sidecar lets out only what a ServiceEntry or a Service declares, and that is exported to its namespace. A VirtualService alone makes no host known: HTTP is answered with 502, and other connections are closed.',
  reference:
    'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/#change-to-the-blocking-by-default-policy',

  explain(failure, mesh) {
    const { cause, hop, host } = failure;
    if (cause.reason !== 'registry-only' || hop.proxy.type !== 'sidecar') return undefined;
    const routing = scopeOf(mesh, hop.proxy)
      .virtualServices(host, meshGateway)
      .find((it) => indexOf(it, host) >= 0 && !it.writtenAt);
    if (!routing) return undefined;
    const services = servicesMatching(mesh, host);
    return services.length === 0
      ? undeclared(failure, mesh, routing)
      : (onOtherPort(failure, services, routing) ?? notExported(failure, mesh, routing));
  },

  examples: [
    {
      title: 'no ServiceEntry for a host that is led through the gateway',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - api.payments.example
#   ^^^^^^^^^^^^^^^^^^^^ No ServiceEntry declares api.payments.example, and the sidecars of shop let out only what is known (REGISTRY_ONLY): requests are refused.
  tls:
  - match: [ { port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- policy.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
#- other.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: mail, namespace: shop }
spec:
  hosts: [ mail.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: mail, namespace: shop }
spec:
  hosts: [ mail.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
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
#                    ^^^ api.payments.example is declared on port 8443 and not on 443, and the sidecars of shop let out only what is known (REGISTRY_ONLY): requests to that port are refused.
    route:
    - destination: { host: api.payments.example, port: { number: 8443 } }
#- policy.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
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
      title: 'a namespace that is meant to reach nothing but its own',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: billing }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
  exportTo: [ . ]
#- policy.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`,
    },
  ],
});

const indexOf = ({ resource, namespace }: VirtualService, host: string): number =>
  resource.spec.hosts.findIndex((it) => sameHost(resolveHost(it.value, namespace), host));

function undeclared({ host, trace }: Failure, mesh: Mesh, routing: VirtualService): FailureFinding {
  const { namespace } = trace.client;
  return {
    object: routing,
    path: ['spec', 'hosts', indexOf(routing, host)],
    ...(owns(mesh, routing.namespace, 'ServiceEntry') ? {} : { severity: 'hint' }),
    message: `No ServiceEntry declares ${host}, and the sidecars ${ofNamespace(namespace)}let out only what is known (REGISTRY_ONLY): requests are refused.`,
    fixes: () => declaration(mesh, routing, host),
  };
}

/** It is there, but without the port. */
function onOtherPort(
  { host, trace: { client, request } }: Failure,
  services: readonly Service[],
  routing: VirtualService,
): FailureFinding | undefined {
  const routed = routedPort(routing, request.port);
  const refused = `and the sidecars ${ofNamespace(client.namespace)}let out only what is known (REGISTRY_ONLY): requests to that port are refused`;
  return routed && undeclaredPort(routed, services, host, refused);
}

/** It is there, but not for a namespace in which somebody routes it. */
function notExported({ host, trace, hop }: Failure, mesh: Mesh, routing: VirtualService): FailureFinding | undefined {
  const { namespace } = trace.client;
  // S11
  const hidden = scopeOf(mesh, hop.proxy)
    .hidden(host)
    .find((it) => it.fact === 'S11' && it.object?.resource.kind === 'ServiceEntry')?.object as
    | MeshObject<'ServiceEntry'>
    | undefined;
  const isMeant =
    routing.namespace === namespace || routing.resource.spec.exportTo.some((it) => it.value === namespace);
  if (!hidden || !isMeant || namespace === unnamed) return undefined;
  if (hidden.resource.spec.exportTo.length === 0) return undefined;
  return {
    object: hidden,
    path: ['spec', 'exportTo'],
    message: `${label(hidden)} is not exported to ${namespace}, whose sidecars let out only what is known (REGISTRY_ONLY): requests for ${host} are refused there.`,
    related: [at(routing, `${label(routing)} routes them.`)],
    fixes: () => {
      // the gateway that the rules lead to needs the host and the rules
      const gateways = namedGateways(mesh, routing).flatMap((it) => podNamespaces(mesh, it));
      return exportedToo(hidden, [namespace, ...gateways], alsoTo(routing, gateways));
    },
  };
}

const ofNamespace = (namespace: string): string => (namespace === unnamed ? '' : `of ${namespace} `);
