import { fix, replace } from '../../generate/edit';
import { routeKinds } from '../../mesh/gateway-api/routes';
import { servicesMeant } from '../../mesh/gateway-api/services-meant';
import { servicesMatching } from '../../mesh/services';
import { hostLabel, type ServiceName, sameHost, serviceHost, serviceName } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import type { Span } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { egressListener, httpEntry, tlsEntry, waypoint } from '../example-documents';
import { calledNearly } from '../nearly-generated';
import { at, label } from '../places';
import { defineRule, type Finding } from '../rule';

export const kubernetesGatewayGeneratedName = defineRule({
  id: 'kubernetes-gateway-generated-name',
  severity: 'error',
  summary: 'The Service that Istio makes for a Gateway is called otherwise, or is in another namespace.',
  rationale:
    'For a Gateway of the Gateway API Istio makes a Deployment, a Service and a ServiceAccount in its namespace, and calls them like the Gateway and its class: `egress-istio` for the Gateway `egress` of class `istio`. Waypoints keep the name of their Gateway. Where a namespace has no such Service, and that of a Gateway differs by one letter or is only in another namespace, where nobody sends to it, that one is taken to be meant.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment',
  on: ['VirtualService', 'DestinationRule', ...routeKinds],

  *check(object, mesh) {
    if (object.document.partial) return;
    const others = notSentTo(object);
    for (const { name, role, span } of object.mentions) {
      const host = name.kind === 'host' && role === 'reference' && !others.has(span.start) ? name.host : '';
      const service = serviceName(host);
      if (!service || hasPlaceholder(object.document.text.slice(span.start, span.end))) continue;
      if (servicesMatching(mesh, host).some((it) => sameHost(it.host, host))) continue;
      const finding = calledOtherwise(mesh, object, service, span) ?? calledNearly(mesh, object, service, span);
      if (finding) yield finding;
    }
  },

  examples: [
    {
      title: 'a route that sends to the Gateway by its own name',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs:
    - name: partners
#           ^^^^^^^^ There is no Service partners.shop.svc.cluster.local: Istio calls that of Gateway shop/partners partners-istio, and what is sent there goes nowhere.
      port: 443
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners: [ { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } } ]
---
${tlsEntry('shop')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs:
    - name: partners-istio
      port: 443
`,
    },
    {
      title: 'a DestinationRule for it',
      source: `
#- rule.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: partners, namespace: shop }
spec:
  host: partners.infra.svc.cluster.local
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ There is no Service partners.infra.svc.cluster.local: Istio calls that of Gateway infra/partners partners-istio, and what is sent there goes nowhere.
  trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: infra }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: partners, namespace: shop }
spec:
  host: partners-istio.infra.svc.cluster.local
  trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }
`,
    },
    {
      title: 'a waypoint, and a Gateway with another name for its pods',
      source: `
#- rules.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: waypoint, namespace: shop }
spec: { host: waypoint }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: partners, namespace: shop }
spec: { host: egress }
#- gateways.yaml
${waypoint('waypoint', 'shop')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop, annotations: { gateway.istio.io/name-override: egress } }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
    },
    {
      title: 'the right name in another namespace',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs:
    - name: partners-istio
#           ^^^^^^^^^^^^^^ The manifests have no Service partners-istio.egress.svc.cluster.local, and that of Gateway infra/partners is partners-istio.infra.svc.cluster.local, to which nobody sends.
      namespace: egress
      port: 443
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: infra, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners: [ { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough }, allowedRoutes: { namespaces: { from: All } } } ]
#- host.yaml
${tlsEntry('shop')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: from-gateway, namespace: shop }
spec:
  parentRefs: [ { name: partners, namespace: infra } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs:
    - name: partners-istio
      namespace: infra
      port: 443
`,
    },
    {
      title: 'the Gateways of two namespaces are called alike, and one of them is not here',
      source: `
#- routes.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: partners-istio, namespace: egress, port: 80, weight: 1 }, { name: partners-istio, namespace: infra, port: 80, weight: 1 } ]
#- gateways.yaml
${egressListener('partners', 'infra')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: infra }
spec:
  parentRefs: [ { name: partners } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
#- host.yaml
${httpEntry('infra')}
---
${httpEntry('shop')}
`,
    },
  ],
});

/** What is to be said of the name of a Gateway that stands for that of its Service. */
function calledOtherwise(mesh: Mesh, object: MeshObject, service: ServiceName, span: Span): Finding | undefined {
  const [meant] = servicesMeant(mesh, service);
  if (!meant) return undefined;
  const { gateway, host } = meant;
  const right = host && serviceName(host)?.name;
  const written = object.document.text.slice(span.start, span.end);
  return {
    span,
    message: `There is no Service ${hostLabel(serviceHost(service.name, service.namespace))}: Istio ${right ? `calls that of ${label(gateway)} ${right}` : `makes none for ${label(gateway)}`}, and what is sent there goes nowhere.`,
    related: [at(gateway, `${label(gateway)} is here.`)],
    fixes: () =>
      right && written.replace(/^["']/, '').startsWith(service.name)
        ? fix(`Change to '${right}'`, [replace(object, span, unquoted(written).replace(service.name, right))])
        : [],
  };
}

const unquoted = (written: string): string => written.replace(/^(["'])(.*)\1$/, '$2');

/** Where an object names hosts to which it does not send. */
function notSentTo({ resource }: MeshObject): ReadonlySet<number> {
  const spans: (Span | undefined)[] = [];
  if (resource.kind === 'VirtualService') spans.push(...resource.spec.hosts.map((it) => it.span));
  if ('parentRefs' in resource.spec) for (const it of resource.spec.parentRefs) spans.push(it.name?.span);
  return new Set(spans.flatMap((it) => it?.start ?? []));
}
