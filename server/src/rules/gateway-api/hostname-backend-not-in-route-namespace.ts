import { type RouteKind, routeKinds } from '../../mesh/gateway-api/routes';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { ruleProblems, unusable } from '../route-problems';

export const hostnameBackendNotInRouteNamespace = defineProblemRule<RouteKind>({
  id: 'hostname-backend-not-in-route-namespace',
  severity: 'error',
  summary: 'The namespace of a route has no ServiceEntry for the host that it sends to.',
  rationale:
    'Istio looks up a backend of kind `Hostname` among the ServiceEntries of the route’s own namespace. One of another namespace is not enough for the status of the route, though requests are sent to it where the proxy sees it. Where there is none at all, there is nowhere to send to.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: routeKinds,

  problems: (route, mesh) => ruleProblems(mesh, route),
  isMeant: ({ reason, to }) => reason === 'BackendNotFound' && to?.type === 'Hostname',
  severityOf: (_, { other }) => (other ? 'warning' : undefined),
  effect: (route, { other }) =>
    other
      ? 'The status of the route says that the backend is not there; requests get on only where the proxy sees that ServiceEntry all the same.'
      : unusable(route),
  related: (_, { other }) => (other ? [at(other, `${label(other)} declares it.`)] : []),

  examples: [
    {
      title: 'a ServiceEntry of another namespace',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: infra }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs:
    - group: networking.istio.io
      kind: Hostname
      name: api.payments.example
#           ^^^^^^^^^^^^^^^^^^^^ api.payments.example is declared in shop, and a Hostname is looked up in the route’s own namespace only, infra. The status of the route says that the backend is not there; requests get on only where the proxy sees that ServiceEntry all the same.
      port: 80
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: infra }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
    {
      title: 'a ServiceEntry that is not among the manifests, where none of that namespace are',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: infra }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
`,
    },
  ],
});
