import { create } from '../../generate/create';
import { type Fix, fix, insertInto, replace } from '../../generate/edit';
import { referenceGrant } from '../../generate/reference-grant';
import { bestParents, type RouteParent } from '../../mesh/gateway-api/parents';
import { agree } from '../../model/namespace';
import { gatewayByDefault, referred, serviceByDefault } from '../../model/object-reference';
import { meshGateway } from '../../model/virtual-service';
import { isGatewayNamespace, namespacesWithPods } from '../../trace/clients';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry } from '../example-documents';
import { at, label, nameSpan } from '../places';
import { isOpen } from '../route-problems';
import { defineRule } from '../rule';

export const meshRouteThirdNamespace = defineRule({
  id: 'mesh-route-third-namespace',
  severity: 'warning',
  summary: 'A route for a Service or a ServiceEntry is where nobody follows it.',
  rationale:
    'A route in the namespace of its Service or ServiceEntry is followed by all clients. One in another namespace is followed only by the clients of that namespace. In a third one, such as that of the egress gateway, it counts for nobody.',
  reference: 'https://gateway-api.sigs.k8s.io/mesh/#how-the-gateway-api-works-for-service-mesh',
  // K5 those of TLSRoutes and TCPRoutes are followed wherever they are
  on: ['HTTPRoute', 'GRPCRoute'],

  *check(object, mesh) {
    if (object.document.partial || !hasNoClients(mesh, object.namespace)) return;
    const parents = bestParents(mesh, object as Parameters<typeof bestParents>[1]);
    for (const [index, reference] of object.resource.spec.parentRefs.entries()) {
      const to = referred(reference, gatewayByDefault, object.namespace);
      const isBound = (it: RouteParent): boolean => it.index === index && it.bound === meshGateway && !it.denied;
      const found =
        to.type === 'Service' || to.type === 'ServiceEntry' ? mesh.find(to.type, to.namespace, to.name) : [];
      if (isOpen(reference) || agree(to.namespace, object.namespace) || !parents.some(isBound)) continue;
      yield {
        span: (reference.namespace ?? reference.name)?.span ?? nameSpan(object),
        message: `Only clients in ${object.namespace} follow this route, as the ${to.kind} is in another namespace, ${to.namespace}; and in ${object.namespace} are none.`,
        related: found.map((it) => at(it, `${label(it)} is here: a route beside it is followed by all clients.`)),
        fixes: () => moved(object, to.namespace, mesh),
      };
    }
  },

  examples: [
    {
      title: 'a route beside the egress gateway',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: direct, namespace: infra }
spec:
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
    namespace: shop
#              ^^^^ Only clients in infra follow this route, as the ServiceEntry is in another namespace, shop; and in infra are none.
  rules:
  - backendRefs: [ { name: partners-istio, port: 80 } ]
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: infra, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } } ]
#- shop.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: forward, namespace: shop }
spec:
  parentRefs: [ { name: partners, namespace: infra } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
---
${httpEntry('shop')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: till, namespace: shop }
spec:
  selector: { matchLabels: { app: till } }
  template:
    metadata: { labels: { app: till } }
    spec: { containers: [ { name: till, image: till } ] }
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
    namespace: shop
  rules:
  - backendRefs: [ { name: partners-istio, port: 80, namespace: infra } ]
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: direct-to-partners-istio
  namespace: infra
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    namespace: shop
  to:
  - group: ""
    kind: Service
    name: partners-istio
`,
    },
    {
      title: 'a route of the clients, and one of a namespace of which no pods are known',
      source: `
#- routes.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: patient, namespace: till }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments, namespace: shop } ]
  rules:
  - timeouts: { request: 9s }
    backendRefs: [ { name: relay, port: 80 } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: patient, namespace: depot }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments, namespace: shop } ]
  rules:
  - timeouts: { request: 9s }
    backendRefs: [ { name: relay, port: 80 } ]
#- host.yaml
${httpEntry('shop')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: till, namespace: till }
spec:
  selector: { matchLabels: { app: till } }
  template:
    metadata: { labels: { app: till } }
    spec: { containers: [ { name: till, image: till } ] }
`,
    },
  ],
});

/** Whether a namespace has egress gateways and no pods that would send to them, although pods of others are known. */
const hasNoClients = (mesh: Mesh, namespace: string): boolean =>
  isGatewayNamespace(mesh, namespace) && namespacesWithPods(mesh).length > 0 && hasNoPods(mesh, namespace);

const hasNoPods = (mesh: Mesh, namespace: string): boolean =>
  !namespacesWithPods(mesh).some((it) => agree(it, namespace));

/** The fix that puts the route beside its parents, with leave to send to where it was; not where it says more than that. */
function moved(route: MeshObject<'HTTPRoute' | 'GRPCRoute'>, namespace: string, mesh: Mesh): Fix[] {
  const { resource } = route;
  const { parentRefs, rules } = resource.spec;
  const isPlain = rules.every(
    (it) => it.filters.length === 0 && it.backendRefs.every((ref) => ref.filters.length === 0),
  );
  const isBeside = parentRefs.every((it) => it.namespace?.value === namespace);
  if (!resource.namespace || !isPlain || !isBeside) return [];
  const backends = rules.flatMap((rule, index) =>
    rule.backendRefs.map((reference, at) => ({
      reference,
      path: ['spec', 'rules', index, 'backendRefs', at, 'namespace'],
    })),
  );
  const left = backends.filter(
    ({ reference }) => referred(reference, serviceByDefault, route.namespace).type === 'Service',
  );
  const services = new Map(
    left.map(({ reference }) => {
      const to = referred(reference, serviceByDefault, route.namespace);
      return [`${to.namespace}/${to.name}`, to];
    }),
  );
  const beside = { ...route, namespace };
  return fix(`Put the route into ${namespace}`, [
    replace(route, resource.namespace.span, namespace),
    ...left.flatMap(({ reference, path }) => (reference.namespace ? [] : [insertInto(route, path, route.namespace)])),
    ...[...services.values()]
      .filter((it) => it.namespace !== namespace)
      .map((it) => create(mesh, route, referenceGrant(beside, it))),
  ]);
}
