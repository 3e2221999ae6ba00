import { type Fix, fix, insertInto, replace } from '../../generate/edit';
import { type RouteKind, routeKinds } from '../../mesh/gateway-api/routes';
import { servicesMatching } from '../../mesh/services';
import { serviceHost, serviceName } from '../../model/host';
import type { ObjectReference } from '../../model/object-reference';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { egressListener, httpEntry } from '../example-documents';
import { defineProblemRule } from '../problem-rule';
import { backendAt, consequence, ruleProblems } from '../route-problems';

export const serviceBackendDotted = defineProblemRule<RouteKind>({
  id: 'service-backend-dotted',
  severity: 'error',
  summary: 'A backend names a Service as if it were a host.',
  rationale:
    'A backend is a Service unless it says otherwise, and a Service has its own name and a namespace. A host outside is a backend of `kind: Hostname` and `group: networking.istio.io`. Istio refuses the name of a Service that has a dot, and with it all rules of the route.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: routeKinds,

  problems: (route, mesh) => ruleProblems(mesh, route),
  isMeant: ({ reason, fact, to, path }) =>
    reason === 'InvalidDestination' && fact === 'B1' && to?.type === 'Service' && path?.at(-1) === 'name',
  effect: consequence,
  repairs: (route, { path = [] }, mesh) => {
    const backend = backendAt(route, path);
    return backend ? repair(mesh, route, backend) : [];
  },

  examples: [
    {
      title: 'a host outside',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs:
    - name: api.payments.example
#           ^^^^^^^^^^^^^^^^^^^^ A Service is named by its own name, without its namespace and domain. Istio leaves out the whole route: the gateway answers its requests with 404 unless another one takes them.
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
    - name: api.payments.example
      port: 80
      group: networking.istio.io
      kind: Hostname
`,
    },
    {
      title: 'a Service by its whole name',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: partners-istio.infra.svc.cluster.local, port: 80 } ]
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ A Service is named by its own name, without its namespace and domain. Istio leaves out the whole route: requests go on as if it were not there.
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: partners-istio, port: 80, namespace: infra } ]
`,
    },
    {
      title: 'a host outside, as what it is',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
`,
    },
  ],
});

function repair(
  mesh: Mesh,
  route: MeshObject<RouteKind>,
  { reference, path }: { readonly reference: ObjectReference; readonly path: Path },
): Fix[] {
  const { group, kind, name, namespace } = reference;
  if (!name) return [];
  const service = serviceName(name.value);
  if (service) {
    const own = namespace?.value ?? route.namespace;
    const isThere = (it: string): boolean => servicesMatching(mesh, serviceHost(service.name, it)).length > 0;
    const isElsewhere = service.namespace !== own && (isThere(service.namespace) || !isThere(own));
    const edits = [replace(route, name.span, service.name)];
    if (!isElsewhere) return fix(`Change to '${service.name}'`, edits);
    const into = namespace
      ? replace(route, namespace.span, service.namespace)
      : insertInto(route, [...path, 'namespace'], service.namespace);
    return fix(`Name Service ${service.name} of ${service.namespace}`, [...edits, into]);
  }
  if (namespace) return [];
  const set = (field: 'group' | 'kind', value: string) =>
    reference[field] ? replace(route, reference[field].span, value) : insertInto(route, [...path, field], value);
  return group?.value || kind
    ? []
    : fix('Make it a Hostname', [set('group', 'networking.istio.io'), set('kind', 'Hostname')]);
}
