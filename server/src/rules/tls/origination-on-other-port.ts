import { fix, insertInto, replace } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { host, originating } from '../example-chain';
import { httpGateway, originatingRoutes } from '../example-documents';
import { originationElsewhere } from '../origination-elsewhere';
import { outsideHostsOf } from '../past-gateway';
import { atPath, label, spanOf } from '../places';
import { defineRule } from '../rule';

/** What begins the TLS. */
const rule = `#- rule.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings: [ { port: { number: 443 }, tls: { mode: SIMPLE, sni: api.payments.example } } ]`;

export const originationOnOtherPort = defineRule({
  id: 'origination-on-other-port',
  severity: 'warning',
  summary: 'A gateway sends a host in plaintext to one port, and a DestinationRule begins TLS on another.',
  rationale:
    'Settings for a port (`portLevelSettings`) hold for what is sent to that port of the host. A rule that leads requests to another one sends them out in plaintext, though a DestinationRule was to begin TLS.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway-tls-origination/',
  on: ['VirtualService', 'HTTPRoute'],

  *check(object, mesh) {
    if (object.document.partial || object.writtenAt || mesh.hasHidden('DestinationRule')) return;
    for (const outside of hostsOf(mesh, object)) {
      const found = originationElsewhere(mesh, outside);
      if (!found || found.to.object !== object) continue;
      const { rule, port, path, to, sentTo } = found;
      const isRoute = object.resource.kind === 'HTTPRoute';
      yield {
        span: to.port?.span ?? spanOf(object, to.path),
        message: `The gateway sends requests for ${hostLabel(outside)} to port ${sentTo}, in plaintext; ${label(rule)} begins TLS on port ${port}, to which nothing is sent.`,
        related: [atPath(rule, path, `${label(rule)} begins TLS here.`)],
        fixes: () =>
          fix(`Send to port ${port}`, [
            to.port
              ? replace(object, to.port.span, port)
              : insertInto(object, [...to.path, 'port'], isRoute ? port : { number: port }),
          ]),
      };
    }
  },

  examples: [
    {
      title: 'the port of plaintext',
      source: `
#- routes.yaml
${httpGateway('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 80 }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#                                                                ^^ The gateway sends requests for api.payments.example to port 80, in plaintext; DestinationRule shop/originate begins TLS on port 443, to which nothing is sent.
${rule}
${host('shop')}
`,
      fixed: `
${httpGateway('shop')}
---
${originatingRoutes('shop')}
`,
    },
    {
      title: 'a route of the Gateway API, to the port of plaintext',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: to-gateway, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: egress-istio, port: 80 } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: to-host, namespace: shop }
spec:
  parentRefs: [ { name: egress } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
#                                                                                                  ^^ The gateway sends requests for api.payments.example to port 80, in plaintext; DestinationRule shop/originate begins TLS on port 443, to which nothing is sent.
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, hostname: api.payments.example, port: 80, protocol: HTTP } ]
${rule}
${host('shop')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: to-gateway, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: egress-istio, port: 80 } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: to-host, namespace: shop }
spec:
  parentRefs: [ { name: egress } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ]
`,
    },
    {
      title: 'the port of the TLS',
      source: `
${originating}
${rule}
${host('shop')}
`,
    },
  ],
});

/** The hosts outside that an object leads somewhere. */
const hostsOf = (mesh: Mesh, object: MeshObject<'VirtualService' | 'HTTPRoute'>): string[] =>
  isOfKind(object, 'HTTPRoute')
    ? object.resource.spec.rules.flatMap((rule) =>
        rule.backendRefs.flatMap((it) => (it.kind?.value === 'Hostname' ? (it.name?.value.toLowerCase() ?? []) : [])),
      )
    : outsideHostsOf(mesh, object as MeshObject<'VirtualService'>);
