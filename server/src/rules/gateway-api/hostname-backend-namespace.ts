import { fix, removeFields } from '../../generate/edit';
import { type RouteKind, routeKinds } from '../../mesh/gateway-api/routes';
import { egressListener, httpEntry } from '../example-documents';
import { defineProblemRule } from '../problem-rule';
import { backendAt, consequence, ruleProblems } from '../route-problems';

export const hostnameBackendNamespace = defineProblemRule<RouteKind>({
  id: 'hostname-backend-namespace',
  severity: 'error',
  summary: 'A backend of kind Hostname has a namespace.',
  rationale:
    'A `Hostname` is no object that would be in a namespace: it is the host of a ServiceEntry, looked up in the namespace of the route. Istio refuses the backend where a namespace is written.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: routeKinds,

  problems: (route, mesh) =>
    ruleProblems(mesh, route).flatMap((it) => {
      const at = it.path && backendAt(route, it.path);
      return at?.reference.namespace ? { ...it, text, path: [...at.path, 'namespace'] } : [];
    }),
  isMeant: ({ reason, to }) =>
    to?.type === 'Hostname' && (reason === 'InvalidDestination' || reason === 'RefNotPermitted'),
  effect: consequence,
  repairs: (route, { path = [] }) => fix('Remove the namespace', removeFields(route, path.slice(0, -1), ['namespace'])),

  examples: [
    {
      title: 'a host with the namespace of its ServiceEntry',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs:
    - group: networking.istio.io
      kind: Hostname
      name: api.payments.example
      namespace: shop
#                ^^^^ A Hostname has no namespace: it is looked up in that of the route. Istio leaves out the whole route: the gateway answers its requests with 404 unless another one takes them.
      port: 80
#- rest.yaml
${egressListener('partners', 'shop')}
---
${httpEntry('shop')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs:
    - group: networking.istio.io
      kind: Hostname
      name: api.payments.example
      port: 80
`,
    },
    {
      title: 'with another namespace',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs:
    - { group: networking.istio.io, kind: Hostname, name: api.payments.example, namespace: infra, port: 80 }
#                                                                                          ^^^^^ A Hostname has no namespace: it is looked up in that of the route. Its share of the requests is answered with 500.
---
${egressListener('partners', 'shop')}
`,
    },
    {
      title: 'a Service with a namespace',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: relay, namespace: infra, port: 80 } ]
`,
    },
  ],
});

const text = 'A Hostname has no namespace: it is looked up in that of the route.';
