import { create } from '../../generate/create';
import { type Fix, fix } from '../../generate/edit';
import { referenceGrant } from '../../generate/reference-grant';
import type { ListenerOwner } from '../../mesh/gateway-api/listeners';
import { type RouteKind, routeKinds } from '../../mesh/gateway-api/routes';
import { statusOf } from '../../mesh/gateway-api/status/status';
import { ownsByName } from '../../mesh/ownership';
import { unnamed } from '../../model/namespace';
import type { Referred } from '../../model/object-reference';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry } from '../example-documents';
import { listenerOwners } from '../listener-problems';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type AnyRoute, consequence, ruleProblems } from '../route-problems';

type Referrer = MeshObject<RouteKind | ListenerOwner['resource']['kind']>;

export const referenceGrantMissing = defineProblemRule<Referrer['resource']['kind']>({
  id: 'reference-grant-missing',
  severity: 'error',
  summary: 'A reference into another namespace is not allowed there.',
  rationale:
    'A route of a gateway may send to a Service of another namespace, and a listener take its certificate from there, only where a ReferenceGrant in that other namespace says so. Routes whose parents are Services or ServiceEntries need none.',
  reference: 'https://gateway-api.sigs.k8s.io/api-types/referencegrant/',
  aliases: ['KIA1402'],
  on: [...routeKinds, ...listenerOwners],

  problems: (object, mesh) =>
    isRoute(object) ? ruleProblems(mesh, object) : statusOf(mesh, object).flatMap((it) => it.problem ?? []),
  isMeant: ({ reason, to }) => reason === 'RefNotPermitted' && to !== undefined && to.type !== 'Hostname',
  severityOf: (_, { to }, mesh) => (to && isOwned(mesh, to) ? undefined : 'hint'),
  effect: (object, problem) =>
    isRoute(object) ? consequence(object, problem) : 'So there is no certificate, and every connection fails.',
  related: (_, { to }, mesh) => targetOf(mesh, to).map((it) => at(it, `${label(it)} is here.`)),
  repairs: (object, { to }, mesh) => (to ? repair(mesh, object, to) : []),

  examples: [
    {
      title: 'a route to a Service of another namespace',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs:
    - name: relay
      namespace: infra
#                ^^^^^ relay is in infra, and no ReferenceGrant in infra lets HTTPRoutes of shop refer to it. Its share of the requests is answered with 500.
      port: 80
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
#- relay.yaml
apiVersion: v1
kind: Service
metadata: { name: relay, namespace: infra }
spec:
  ports: [ { name: http, port: 80 } ]
`,
      fixed: `
apiVersion: v1
kind: Service
metadata: { name: relay, namespace: infra }
spec:
  ports: [ { name: http, port: 80 } ]
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: payments-to-relay
  namespace: infra
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    namespace: shop
  to:
  - group: ""
    kind: Service
    name: relay
`,
    },
    {
      title: 'the certificate of a listener',
      source: `
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls:
      certificateRefs:
      - { name: partners, namespace: secrets }
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The Secret partners is in secrets, and no ReferenceGrant in secrets lets Gateways of shop refer to it. So there is no certificate, and every connection fails.
#- grants.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: others, namespace: secrets }
spec:
  from: [ { group: gateway.networking.k8s.io, kind: Gateway, namespace: infra } ]
  to: [ { group: "", kind: Secret } ]
`,
    },
    {
      title: 'a route that sidecars follow, and one with a grant',
      source: `
#- routes.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: relay, namespace: infra, port: 80 } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: through, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs: [ { name: relay, namespace: infra, port: 80 } ]
#- infra.yaml
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: relay, namespace: infra }
spec:
  from: [ { group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop } ]
  to: [ { group: "", kind: Service } ]
---
apiVersion: v1
kind: Service
metadata: { name: relay, namespace: infra }
spec:
  ports: [ { name: http, port: 80 } ]
#- shop.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
---
${httpEntry('shop')}
`,
    },
  ],
});

const isRoute = (object: Referrer): object is AnyRoute => !listenerOwners.some((it) => it === object.resource.kind);

const targetOf = (mesh: Mesh, to: Referred | undefined): readonly MeshObject[] =>
  to?.type === 'Service' || to?.type === 'Secret' ? mesh.find(to.type, to.namespace, to.name) : [];

/** Whether the workspace is where the grant would be. */
const isOwned = (mesh: Mesh, { namespace, type }: Referred): boolean =>
  ownsByName(mesh, namespace, 'ReferenceGrant') || (type === 'Service' && ownsByName(mesh, namespace, 'Service'));

/** The grant goes where the objects of its namespace already are. */
function repair(mesh: Mesh, object: Referrer, to: Referred): Fix[] {
  if (object.namespace === unnamed) return [];
  const [neighbour = object] = [...targetOf(mesh, to), ...mesh.inNamespace('ReferenceGrant', to.namespace)];
  const title = `Write a ReferenceGrant into ${to.namespace}`;
  return fix(title, [create(mesh, neighbour, referenceGrant(object, to))]);
}
