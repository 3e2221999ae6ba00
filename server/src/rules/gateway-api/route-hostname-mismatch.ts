import { fix, replace } from '../../generate/edit';
import { hostnamesOf, type Route, routeKinds } from '../../mesh/gateway-api/routes';
import { isWildcard } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { atPath, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type AnyRoute, type ParentProblem, parentProblems, unfollowed } from '../route-problems';

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
    parentProblems(mesh, route)
      .filter(({ parent }) => !isOpen(route, parent))
      .map((it) => ({ ...it, path: ['spec', 'hostnames', 0] })),
  isMeant: ({ reason }) => reason === 'NoMatchingListenerHostname',
  effect: (route) => unfollowed(route, false),
  related: (_, { parent: { bound } }) =>
    bound === meshGateway
      ? []
      : [atPath(bound.owner, [...bound.path, 'hostname'], `${label(bound.owner)} listens for this name.`)],
  repairs: (route, { parent: { bound } }) => {
    const [first, ...others] = hostnamesOf(route as Route);
    const name = bound === meshGateway ? undefined : bound.listener.hostname?.value;
    if (!first || !name || others.length > 0 || isWildcard(name)) return [];
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

/** Whether a name is still to be filled in. */
const isOpen = (route: AnyRoute, { bound }: ParentProblem['parent']): boolean =>
  hostnamesOf(route as Route).some((it) => hasPlaceholder(it.value)) ||
  (bound !== meshGateway && hasPlaceholder(bound.listener.hostname?.value ?? ''));
