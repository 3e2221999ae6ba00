import { listenersOf } from '../../mesh/gateway-api/listeners';
import { routeKinds } from '../../mesh/gateway-api/routes';
import type { Referred } from '../../model/object-reference';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh } from '../../workspace/mesh';
import { egressListener, httpEntry } from '../example-documents';
import { mayBeElsewhere, missingParents } from '../missing-parents';
import { parentIndex, parentRepairs } from '../parent-repairs';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type ParentProblem, parentProblems, parentsNamed, unfollowed } from '../route-problems';

export const routeParentNotFound = defineProblemRule({
  id: 'route-parent-not-found',
  severity: 'error',
  summary: 'A route names a parent that does not exist.',
  rationale:
    'A route counts only for the parents that it is attached to. Where the Gateway, the Service or the ServiceEntry does not exist in that namespace, or the Gateway has no listener of that name or port, nobody follows the route.',
  reference: 'https://gateway-api.sigs.k8s.io/reference/spec/#parentreference',
  aliases: ['IST0171', 'KIA1401'],
  on: routeKinds,

  problems: (route, mesh) => [
    ...parentProblems(mesh, route)
      .filter((it) => it.reason === 'NoMatchingParent' && !namesUnserved(mesh, it))
      .map((it) => (it.fact === 'K4' ? { ...it, path: [...(it.path ?? []), 'name'] } : it)),
    ...missingParents(mesh, route),
  ],
  isMeant: () => true,
  severityOf: (route, problem, mesh) => {
    const to = parentsNamed(route)[parentIndex(problem)];
    // a patch may give it one
    if (!to) return 'warning';
    return mayBeElsewhere(mesh, to) ? (problem.other ? 'warning' : 'hint') : undefined;
  },
  effect: (route, problem) => {
    const to = parentsNamed(route)[parentIndex(problem)];
    return to ? unfollowed(route, isOfMesh(to)) : 'No proxy follows it: requests go on as if it were not there.';
  },
  related: (_, { other }) => (other ? [at(other, `${label(other)} is here.`)] : []),
  repairs: (route, problem, mesh) => parentRepairs(mesh, route, problem),

  examples: [
    {
      title: 'a misspelt Gateway',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-gatewy
#         ^^^^^^^^^^^^^^ There is no Gateway partner-gatewy in shop. The gateway gets nothing of the route: it answers its requests with 404 unless another one takes them.
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
#- gateway.yaml
${egressListener('partner-gateway', 'shop')}
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-gateway
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
`,
    },
    {
      title: 'a listener that the Gateway does not have',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-egress
    sectionName: htp
#                ^^^ htp is not the name of listener http of Gateway partner-egress. The gateway gets nothing of the route: it answers its requests with 404 unless another one takes them.
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
#- gateway.yaml
${egressListener('partner-egress', 'shop')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-egress
    sectionName: http
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
`,
    },
    {
      title: 'a ServiceEntry that sidecars are to follow the route for',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: paymnets
#         ^^^^^^^^ There is no ServiceEntry paymnets in shop. The route counts for nothing: requests go on as if it were not there.
  rules:
  - timeouts: { request: 3s }
    backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
  rules:
  - timeouts: { request: 3s }
    backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
`,
    },
    {
      title: 'a Gateway that is in another namespace only, without any route',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-egress
#         ^^^^^^^^^^^^^^ The manifests have no Gateway partner-egress in shop, but one in infra that no route names. The gateway gets nothing of the route: it answers its requests with 404 unless another one takes them.
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { name: relay, port: 80 } ]
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partner-egress, namespace: infra, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-egress
    namespace: infra
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { name: relay, port: 80 } ]
`,
    },
    {
      title: 'a Gateway that is in another namespace only and takes no routes from here',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-egress
#         ^^^^^^^^^^^^^^ The manifests have no Gateway partner-egress in shop, but one in infra that no route names. The gateway gets nothing of the route: it answers its requests with 404 unless another one takes them.
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { name: relay, port: 80 } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partner-egress, namespace: infra, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    port: 80
    protocol: HTTP
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-egress
    namespace: infra
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { name: relay, port: 80 } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partner-egress, namespace: infra, annotations: { networking.istio.io/service-type: ClusterIP } }
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
      title: 'a port that the ServiceEntry does not have',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
    port: 8080
#         ^^^^ Port 8080 is none of ServiceEntry payments. The route counts for nothing: requests go on as if it were not there.
  rules:
  - timeouts: { request: 3s }
    backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
---
${httpEntry('shop')}
`,
    },
    {
      title: 'a route without parents',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
#                 ^^^^^^^^ The route names no parent. No proxy follows it: requests go on as if it were not there.
spec:
  rules:
  - backendRefs: [ { name: relay, port: 80 } ]
`,
    },
    {
      title: 'a Gateway of another team, which the workspace need not have',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partner-egress
    namespace: infra
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partner-egress, namespace: infra }
spec:
  gatewayClassName: someone-elses
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
    },
  ],
});

/** Whether it names a listener that is there, and of which Istio makes nothing. */
const namesUnserved = (mesh: Mesh, { parent: { bound, reference } }: ParentProblem): boolean =>
  bound !== meshGateway &&
  listenersOf(mesh, bound.gateway).some(
    ({ server, listener }) => !server && reference.sectionName && listener.name?.value === reference.sectionName.value,
  );

const isOfMesh = (to: Referred | undefined): boolean => to?.type === 'Service' || to?.type === 'ServiceEntry';
