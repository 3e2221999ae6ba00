import { routeKinds } from '../../mesh/gateway-api/routes';
import { meshGateway } from '../../model/virtual-service';
import { isPassthroughOnHttps } from '../listener-problems';
import { atPath, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type AnyRoute, type ParentProblem, parentProblems, unfollowed } from '../route-problems';

export const routeKindListenerProtocol = defineProblemRule<AnyRoute['resource']['kind'], ParentProblem>({
  id: 'route-kind-listener-protocol',
  severity: 'error',
  summary: 'A route is of a kind that its listener’s protocol does not have.',
  rationale:
    'Listeners for HTTP and HTTPS take HTTPRoutes and GRPCRoutes, those for TLS take TLSRoutes (and TCPRoutes where they end TLS), those for TCP take TCPRoutes.',
  reference: 'https://gateway-api.sigs.k8s.io/guides/migrating-from-ingress/#protocols-and-tls',
  aliases: ['IST0171'],
  on: routeKinds,

  problems: (route, mesh) =>
    parentProblems(mesh, route)
      .filter(({ parent }) => !isListenerWrong(parent))
      .map((it) => ({ ...it, path: [...(it.path ?? []), 'name'] })),
  isMeant: ({ reason, fact }) => reason === 'NotAllowedByListeners' && fact === 'L1',
  effect: (route) => unfollowed(route, false),
  related: (_, { parent: { bound } }) =>
    bound === meshGateway
      ? []
      : [atPath(bound.owner, [...bound.path, 'protocol'], `${label(bound.owner)} speaks this.`)],

  examples: [
    {
      title: 'an HTTPRoute where TLS is passed on',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - name: partners
#         ^^^^^^^^ HTTPRoutes are no routes for listener tls of Gateway partners, which speaks TLS. The gateway gets nothing of the route: it answers its requests with 404 unless another one takes them.
  rules:
  - backendRefs: [ { name: payments, port: 443 } ]
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } }
`,
    },
    {
      title: 'a TLSRoute there, beside a listener for HTTP',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { name: payments, port: 443 } ]
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - { name: http, port: 80, protocol: HTTP }
  - { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } }
`,
    },
  ],
});

/** Whether the listener itself can't be as it is written, so that the route is not to blame. */
const isListenerWrong = ({ bound }: ParentProblem['parent']): boolean =>
  bound !== meshGateway && (bound.problems.accepted !== undefined || isPassthroughOnHttps(bound.listener));
