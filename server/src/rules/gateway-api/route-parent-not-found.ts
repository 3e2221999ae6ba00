import { type Fix, fix, insertInto, replace } from '../../generate/edit';
import { type BuiltListener, listenersOf } from '../../mesh/gateway-api/listeners';
import { isAllowed } from '../../mesh/gateway-api/namespaces';
import type { Problem } from '../../mesh/gateway-api/problem';
import { routeKinds } from '../../mesh/gateway-api/routes';
import { unnamed } from '../../model/namespace';
import {
  gatewayByDefault,
  type ObjectReference,
  type Referred,
  referred,
  referredName,
} from '../../model/object-reference';
import { meshGateway } from '../../model/virtual-service';
import { nearest } from '../../text/nearest';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { allowNamespace } from '../allowed-routes';
import { egressListener, httpEntry } from '../example-documents';
import { isReadBy, mayBeElsewhere, missingParents, portsOfEntry } from '../missing-parents';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { renameAll } from '../rename-all';
import { type AnyRoute, type ParentProblem, parentProblems, parentsNamed, unfollowed } from '../route-problems';

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
    const to = parentsNamed(route)[indexIn(problem)];
    // a patch may give it one
    if (!to) return 'warning';
    return mayBeElsewhere(mesh, to) ? (problem.other ? 'warning' : 'hint') : undefined;
  },
  effect: (route, problem) => {
    const to = parentsNamed(route)[indexIn(problem)];
    return to ? unfollowed(route, isOfMesh(to)) : 'No proxy follows it: requests go on as if it were not there.';
  },
  related: (_, { other }) => (other ? [at(other, `${label(other)} is here.`)] : []),
  repairs: (route, problem, mesh) => repairs(mesh, route, problem),

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

const indexIn = ({ path }: Problem): number => Number(path?.[2]);

const isOfMesh = (to: Referred | undefined): boolean => to?.type === 'Service' || to?.type === 'ServiceEntry';

/** Names, sections and ports that there are. */
function repairs(mesh: Mesh, route: AnyRoute, problem: Problem): Fix[] {
  const reference = route.resource.spec.parentRefs[indexIn(problem)];
  if (!reference) return [];
  if (problem.other) return takeOther(mesh, route, reference, indexIn(problem), problem.other);
  const field = problem.path?.[3] as 'name' | 'sectionName' | 'port';
  const written = reference[field];
  if (!written) return [];
  const known = candidates(mesh, reference, route)[field];
  const others = known.length === 1 ? known : nearest(String(written.value), known);
  const values = field === 'port' ? known.map(Number) : others;
  const name = field === 'name' ? referredName(referred(reference, gatewayByDefault, route.namespace)) : undefined;
  // policies and other routes mostly have the same name wrong
  if (name) return values.slice(0, 3).flatMap((it) => renameAll(mesh, route, name, String(it)));
  return values.slice(0, 3).flatMap((it) => fix(`Change to '${it}'`, [replace(route, written.span, it)]));
}

/** The object of that name that is in another namespace, which is told to take the route where it does not yet. */
function takeOther(mesh: Mesh, route: AnyRoute, reference: ObjectReference, index: number, other: MeshObject): Fix[] {
  const { namespace } = other;
  const path = ['spec', 'parentRefs', index, 'namespace'];
  const edit = reference.namespace
    ? replace(route, reference.namespace.span, namespace)
    : insertInto(route, path, namespace);
  if (namespace === unnamed) return [];
  const closed = isOfKind(other, 'KubernetesGateway') ? closedListener(mesh, route, reference, other) : undefined;
  if (!closed) return fix(`Take that of ${namespace}`, [edit]);
  const { owner, path: at, listener } = closed;
  const [open] = allowNamespace(owner, at, listener, route.namespace);
  return open
    ? fix(`Take that of ${namespace}, and let routes of ${route.namespace} be attached`, [edit, ...open.edits])
    : [];
}

/** The listener that a route is for, where no such listener takes routes of its namespace. */
function closedListener(
  mesh: Mesh,
  { namespace }: AnyRoute,
  { sectionName, port }: ObjectReference,
  gateway: MeshObject<'KubernetesGateway'>,
): BuiltListener | undefined {
  const meant = listenersOf(mesh, gateway).filter(
    (it) => (!sectionName || it.listener.name?.value === sectionName.value) && (!port || it.port === port.value),
  );
  const isClosed = ({ owner, listener }: BuiltListener): boolean =>
    isAllowed(mesh, listener.allowedRoutes?.namespaces, owner.namespace, namespace) === false;
  return meant.every(isClosed) ? meant[0] : undefined;
}

/** What may be meant, by the field that says it. */
function candidates(
  mesh: Mesh,
  reference: ObjectReference,
  { namespace: own, resource: { kind } }: AnyRoute,
): Record<'name' | 'sectionName' | 'port', string[]> {
  const to = referred(reference, gatewayByDefault, own);
  const { type } = to;
  if (type === undefined || type === 'Hostname' || type === 'ServiceImport')
    return { name: [], sectionName: [], port: [] };
  const gateways = type === 'KubernetesGateway' ? mesh.find(type, to.namespace, to.name) : [];
  const listeners = gateways.flatMap((it) => listenersOf(mesh, it)).filter((it) => it.server);
  return {
    name: mesh.inNamespace(type, to.namespace).map((it) => it.name),
    sectionName: listeners.flatMap((it) => it.listener.name?.value ?? []),
    port: [
      ...new Set(
        type === 'ServiceEntry'
          ? portsOfEntry(mesh, to)
              .filter((it) => isReadBy(kind, it))
              .map((it) => String(it.number.value))
          : listeners.map((it) => String(it.port)),
      ),
    ],
  };
}
