import { type Fix, fix, insertInto } from '../../generate/edit';
import { isAllowed } from '../../mesh/gateway-api/namespaces';
import { routeKinds } from '../../mesh/gateway-api/routes';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh } from '../../workspace/mesh';
import { allowNamespace } from '../allowed-routes';
import { atPath, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type AnyRoute, type ParentProblem, parentProblems, unfollowed } from '../route-problems';

export const routeNotAllowedByListener = defineProblemRule<AnyRoute['resource']['kind'], ParentProblem>({
  id: 'route-not-allowed-by-listener',
  severity: 'error',
  summary: 'A listener does not allow the namespace or the kind of a route.',
  rationale:
    'A listener says in `allowedRoutes` whose routes may be attached to it. Where it says nothing, only those of the Gateway’s own namespace may.',
  reference: 'https://gateway-api.sigs.k8s.io/reference/spec/#allowedroutes',
  aliases: ['IST0171', 'KIA1401'],
  on: routeKinds,

  problems: (route, mesh) => parentProblems(mesh, route).map((it) => ({ ...it, path: [...(it.path ?? []), 'name'] })),
  isMeant: ({ reason, fact }) => reason === 'NotAllowedByListeners' && fact === 'K8',
  effect: (route) => unfollowed(route, false),
  related: (_, { parent: { bound } }) =>
    bound === meshGateway
      ? []
      : [
          atPath(
            bound.owner,
            [...bound.path, 'allowedRoutes'],
            `${label(bound.owner)} says here whose routes it takes.`,
          ),
        ],
  repairs: (route, { parent }, mesh) => repairs(mesh, route, parent),

  examples: [
    {
      title: 'a route of another namespace',
      source: `
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: infra }
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    port: 80
    protocol: HTTP
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partners
#         ^^^^^^^^ The allowedRoutes of listener http of Gateway partners leave out namespace shop. The gateway gets nothing of the route: it answers its requests with 404 unless another one takes them.
    namespace: infra
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: infra }
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    port: 80
    protocol: HTTP
    allowedRoutes:
      namespaces:
        from: Selector
        selector:
          matchExpressions:
          - key: kubernetes.io/metadata.name
            operator: In
            values:
            - infra
            - shop
`,
    },
    {
      title: 'a kind that is left out',
      source: `
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    port: 80
    protocol: HTTP
    allowedRoutes:
      kinds:
      - kind: GRPCRoute
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partners
#         ^^^^^^^^ The allowedRoutes of listener http of Gateway partners leave out HTTPRoutes. The gateway gets nothing of the route: it answers its requests with 404 unless another one takes them.
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    port: 80
    protocol: HTTP
    allowedRoutes:
      kinds:
      - kind: GRPCRoute
      - kind: HTTPRoute
`,
    },
    {
      title: 'a listener for all namespaces',
      source: `
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: infra }
spec:
  gatewayClassName: istio
  listeners:
  - { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners, namespace: infra } ]
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
`,
    },
  ],
});

function repairs(mesh: Mesh, route: AnyRoute, { bound }: ParentProblem['parent']): Fix[] {
  if (bound === meshGateway) return [];
  const { owner, path, listener } = bound;
  const allowed = listener.allowedRoutes;
  if (isAllowed(mesh, allowed?.namespaces, owner.namespace, route.namespace) === false)
    return allowNamespace(owner, path, listener, route.namespace);
  const at = [...path, 'allowedRoutes', 'kinds', allowed?.kinds.length ?? 0];
  return fix(`Let ${route.resource.kind}s be attached`, [insertInto(owner, at, { kind: route.resource.kind })]);
}
