import { fix, replace } from '../../generate/edit';
import { bestParents } from '../../mesh/gateway-api/parents';
import { hostnamesOf, type Route, routeKinds } from '../../mesh/gateway-api/routes';
import { servicesMatching } from '../../mesh/services';
import { hostsMatch, isWildcard } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh } from '../../workspace/mesh';
import { tlsEntry } from '../example-documents';
import { atPath, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type AnyRoute, type ParentProblem, parentProblems, parentsNamed, unfollowed } from '../route-problems';

export const routeHostnameMismatch = defineProblemRule<AnyRoute['resource']['kind'], ParentProblem>({
  id: 'route-hostname-mismatch',
  severity: 'error',
  summary: 'No host name of a route is one of its listener.',
  rationale:
    'A route is attached to a listener only where they have a host name in common. A listener for `*.example.com` takes a route for `api.example.com`, and the other way round, but not one for `example.com`.',
  reference: 'https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec',
  aliases: ['IST0171'],
  on: routeKinds,

  problems: (route, mesh) =>
    [...parentProblems(mesh, route), ...unknownNames(mesh, route)]
      .filter(({ parent }) => !isOpen(route, parent))
      .map((it) => ({ ...it, path: ['spec', 'hostnames', 0] })),
  isMeant: ({ reason }) => reason === 'NoMatchingListenerHostname',
  effect: (route, { parent }) =>
    parent.bound === meshGateway
      ? 'So it takes none of their connections: they leave past whatever it sends them to, or are refused.'
      : unfollowed(route, false),
  related: (_, { parent: { bound } }) =>
    bound === meshGateway
      ? []
      : [atPath(bound.owner, [...bound.path, 'hostname'], `${label(bound.owner)} listens for this name.`)],
  repairs: (route, { parent }, mesh) => {
    const [first, ...more] = hostnamesOf(route as Route);
    const [own, ...rest] = namesOf(parent);
    const name = rest.length > 0 ? undefined : own;
    if (!first || !name || more.length > 0 || isWildcard(name)) return [];
    const isOfHost = (it: string): boolean => servicesMatching(mesh, it.toLowerCase()).length > 0;
    // the listener is wrong where the host is known by the name of the route alone
    if (parent.bound !== meshGateway && isOfHost(first.value) && !isOfHost(name)) {
      const { owner, listener } = parent.bound;
      const title = `Change '${name}' to '${first.value}' in ${label(owner)}`;
      return fix(title, [listener.hostname && replace(owner, listener.hostname.span, first.value)]);
    }
    const entry = parent.bound === meshGateway ? entryOf(mesh, route, parent.index, name) : undefined;
    const others = mesh.withHost('KubernetesGateway', first.value.toLowerCase());
    // and the ServiceEntry is, where a listener has that name too
    if (entry && others.length > 0)
      return fix(`Change '${name}' to '${first.value}' in ${label(entry.object)}`, [
        replace(entry.object, entry.span, first.value),
      ]);
    return fix(`Change to '${name}'`, [replace(route, first.span, name)]);
  },

  examples: [
    {
      title: 'a name that the listener does not have',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  hostnames:
  - api.payment.example
#   ^^^^^^^^^^^^^^^^^^^ None of its names is one of api.payments.example, as listener http of Gateway partners has it. The gateway gets nothing of the route: it answers its requests with 404 unless another one takes them.
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - { name: http, port: 80, protocol: HTTP, hostname: api.payments.example }
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  hostnames:
  - api.payments.example
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
`,
    },
    {
      title: 'a name that the ServiceEntry does not have',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames:
  - api.payment.example
#   ^^^^^^^^^^^^^^^^^^^ None of its names is one of ServiceEntry payments. So it takes none of their connections: they leave past whatever it sends them to, or are refused.
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ]
#- host.yaml
${tlsEntry('shop')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames:
  - api.payments.example
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ]
`,
    },
    {
      title: 'a name under the listener’s wildcard',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - { name: http, port: 80, protocol: HTTP, hostname: "*.payments.example" }
`,
    },
  ],
});

/** The names that a parent has. */
const namesOf = (parent: ParentProblem['parent']): readonly string[] =>
  parent.bound === meshGateway ? parent.hosts : [parent.bound.listener.hostname?.value ?? ''];

/** The ServiceEntry that a parent of a route is, with where it has a host. */
function entryOf(mesh: Mesh, route: AnyRoute, index: number, host: string) {
  const to = parentsNamed(route)[index];
  const [object] = to?.type === 'ServiceEntry' ? mesh.find('ServiceEntry', to.namespace, to.name) : [];
  const written = object?.resource.spec.hosts.find((it) => it.value === host);
  return object && written && { object, span: written.span };
}

/** ServiceEntries that have none of the names of a TLSRoute, which is for those names only. */
function unknownNames(mesh: Mesh, route: AnyRoute): ParentProblem[] {
  if (route.resource.kind !== 'TLSRoute') return [];
  const names = hostnamesOf(route as Route).map((it) => it.value.toLowerCase());
  if (names.length === 0) return [];
  return bestParents(mesh, route as Route).flatMap((parent) => {
    const to = parentsNamed(route)[parent.index];
    if (parent.bound !== meshGateway || parent.denied || to?.type !== 'ServiceEntry') return [];
    const hosts = parent.hosts.map((it) => it.toLowerCase());
    // sidecars compare names only, so those of another host may be meant
    const isKnown = (name: string): boolean =>
      hosts.some((it) => hostsMatch(it, name)) || servicesMatching(mesh, name).length > 0;
    if (hosts.length === 0 || names.some(isKnown)) return [];
    // K3 pilot/pkg/config/kube/gateway/conversion.go compatibleRoutesForHost
    const text = `None of its names is one of ServiceEntry ${to.name}.`;
    return [{ reason: 'NoMatchingListenerHostname', fact: 'K3', text, object: route, parent }];
  });
}

/** Whether a name is still to be filled in. */
const isOpen = (route: AnyRoute, { bound }: ParentProblem['parent']): boolean =>
  hostnamesOf(route as Route).some((it) => hasPlaceholder(it.value)) ||
  (bound !== meshGateway && hasPlaceholder(bound.listener.hostname?.value ?? ''));
