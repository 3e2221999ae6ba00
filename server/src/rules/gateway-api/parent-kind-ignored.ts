import { type Fix, fix, insertInto, replace } from '../../generate/edit';
import { routeKinds } from '../../mesh/gateway-api/routes';
import { gatewayByDefault, type ObjectReference, referred } from '../../model/object-reference';
import { httpEntry } from '../example-documents';
import { nameSpan } from '../places';
import { type AnyRoute, isOpen } from '../route-problems';
import { defineRule } from '../rule';

/** What may be the parent of a route, and the group that it belongs to. */
const groups: ReadonlyMap<string, string> = new Map([
  // K1 pilot/pkg/config/kube/gateway/conversion.go toInternalParentReference
  ['Gateway', 'gateway.networking.k8s.io'],
  ['ListenerSet', 'gateway.networking.k8s.io'],
  ['Service', ''],
  ['ServiceEntry', 'networking.istio.io'],
]);

/** The groups of those; objects of others are those of other controllers. */
const known: ReadonlySet<string> = new Set(groups.values());

export const parentKindIgnored = defineRule({
  id: 'parent-kind-ignored',
  severity: 'error',
  summary: 'A route names a parent of a kind that Istio ignores.',
  rationale:
    'A parent is known by its group and its kind together, and a group that is left out is that of the Gateway API. So `kind: ServiceEntry` needs `group: networking.istio.io`, and `kind: Service` needs `group: ""`. Istio passes over any other parent, and writes no status that would tell.',
  reference: 'https://gateway-api.sigs.k8s.io/reference/spec/#parentreference',
  on: routeKinds,

  *check(object) {
    if (object.document.partial) return;
    for (const [index, reference] of object.resource.spec.parentRefs.entries()) {
      const { group, kind } = referred(reference, gatewayByDefault, object.namespace);
      const right = groups.get(kind);
      if (isOpen(reference) || !known.has(group) || right === group) continue;
      const meant = right === undefined ? undefined : `${kind} has group ${right || '""'}`;
      yield {
        span: (reference.kind ?? reference.group ?? reference.name)?.span ?? nameSpan(object),
        message: `Istio knows no parent ${kind} of group ${group || '""'} and passes over it, without a word in the status, so the route is not followed for it${meant ? `; ${meant}.` : '.'}`,
        fixes: () => (right === undefined ? [] : repair(object, reference, index, right)),
      };
    }
  },

  examples: [
    {
      title: 'a ServiceEntry without its group',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: to-egress, namespace: shop }
spec:
  parentRefs:
  - kind: ServiceEntry
#         ^^^^^^^^^^^^ Istio knows no parent ServiceEntry of group gateway.networking.k8s.io and passes over it, without a word in the status, so the route is not followed for it; ServiceEntry has group networking.istio.io.
    name: payments
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: to-egress, namespace: shop }
spec:
  parentRefs:
  - kind: ServiceEntry
    name: payments
    group: networking.istio.io
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
`,
    },
    {
      title: 'a Service without its empty group',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ledger, namespace: shop }
spec:
  parentRefs:
  - name: ledger
    kind: Service
#         ^^^^^^^ Istio knows no parent Service of group gateway.networking.k8s.io and passes over it, without a word in the status, so the route is not followed for it; Service has group "".
  rules:
  - backendRefs: [ { name: ledger, port: 80 } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ledger, namespace: shop }
spec:
  parentRefs:
  - name: ledger
    kind: Service
    group: ""
  rules:
  - backendRefs: [ { name: ledger, port: 80 } ]
`,
    },
    {
      title: 'a parent of another controller, and one with its group',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ledger, namespace: shop }
spec:
  parentRefs:
  - { name: edge, kind: EdgeProxy, group: proxies.example }
  - { name: ledger, kind: Service, group: "" }
`,
    },
  ],
});

function repair(object: AnyRoute, { group, kind }: ObjectReference, index: number, right: string): Fix[] {
  const [meant, ...others] = [...groups].filter(([, it]) => it === group?.value);
  // who writes a group of which only one may be a parent means that one
  if (!kind && meant && others.length === 0)
    return fix(`Set kind: ${meant[0]}`, [insertInto(object, ['spec', 'parentRefs', index, 'kind'], meant[0])], true);
  const edit = group
    ? replace(object, group.span, right)
    : insertInto(object, ['spec', 'parentRefs', index, 'group'], right);
  return fix(`Set group: ${right || '""'}`, [edit], true);
}
