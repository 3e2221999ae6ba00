import { type Fix, fix, replace } from '../../generate/edit';
import { type RouteKind, routeKinds } from '../../mesh/gateway-api/routes';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { egressListener, httpEntry } from '../example-documents';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type AnyRoute, consequence, ruleProblems } from '../route-problems';

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
  effect: (route, problem) =>
    problem.other
      ? 'The status of the route says that the backend is not there; requests get on only where the proxy sees that ServiceEntry all the same.'
      : consequence(route, problem),
  related: (_, { other }) => (other ? [at(other, `${label(other)} declares it.`)] : []),
  repairs: (route, { other }, mesh) =>
    !other
      ? []
      : isBesideParents(route)
        ? movedEntry(other, route.namespace, mesh)
        : isNamedBeside(other, route, mesh)
          ? []
          : movedRoute(route, other.namespace),

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
${egressListener('partners', 'infra')}
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: infra }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
    {
      title: 'a route that is in another namespace than its gateway and its host',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: till }
spec:
  parentRefs: [ { name: partners, namespace: infra } ]
  rules:
  - backendRefs:
    - group: networking.istio.io
      kind: Hostname
      name: api.payments.example
#           ^^^^^^^^^^^^^^^^^^^^ api.payments.example is declared in infra, and a Hostname is looked up in the route’s own namespace only, till. The status of the route says that the backend is not there; requests get on only where the proxy sees that ServiceEntry all the same.
      port: 80
#- infra.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: infra, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } } ]
---
${httpEntry('infra')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: infra }
spec:
  parentRefs: [ { name: partners, namespace: infra } ]
  rules:
  - backendRefs:
    - group: networking.istio.io
      kind: Hostname
      name: api.payments.example
      port: 80
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

/** Whether the route is where a gateway, or whatever else it is for, takes it from. */
const isBesideParents = ({ resource, namespace }: AnyRoute): boolean =>
  resource.spec.parentRefs.some((it) => !it.namespace || it.namespace.value === namespace);

/** Whether another route of that namespace names a ServiceEntry so, and means it to be there. */
const isNamedBeside = (entry: MeshObject, route: AnyRoute, mesh: Mesh): boolean =>
  routeKinds.some((kind) =>
    mesh
      .inNamespace(kind, route.namespace)
      .some((it) =>
        it.resource.spec.parentRefs.some(
          ({ kind: parent, name }) => parent?.value === 'ServiceEntry' && name?.value === entry.name,
        ),
      ),
  );

function movedRoute(route: AnyRoute, namespace: string): Fix[] {
  const written = route.resource.namespace;
  return written ? fix(`Put the route into ${namespace}`, [replace(route, written.span, namespace)]) : [];
}

/** Not where it is exported to namespaces by name, or others there may need it. */
function movedEntry(entry: MeshObject, namespace: string, mesh: Mesh): Fix[] {
  const written = entry.resource.namespace;
  const exportTo = isOfKind(entry, 'ServiceEntry') ? entry.resource.spec.exportTo : [];
  const isNeeded = [...routeKinds, 'BackendTLSPolicy' as const].some(
    (it) => mesh.inNamespace(it, entry.namespace).length > 0,
  );
  return written && !isNeeded && exportTo.every((it) => it.value === '*')
    ? fix(`Put ${label(entry)} into ${namespace}`, [replace(entry, written.span, namespace)])
    : [];
}
