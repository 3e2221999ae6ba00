import { type Fix, fix, hasField, insertInto, replace } from '../../generate/edit';
import { bestParents } from '../../mesh/gateway-api/parents';
import { type Route, routeKinds } from '../../mesh/gateway-api/routes';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh } from '../../workspace/mesh';
import { tlsEntry } from '../example-documents';
import { isPassthroughOnHttps } from '../listener-problems';
import { isReadBy, portsOfEntry } from '../missing-parents';
import { atPath, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type AnyRoute, isOpen, type ParentProblem, parentProblems, parentsNamed, unfollowed } from '../route-problems';

export const routeKindListenerProtocol = defineProblemRule<AnyRoute['resource']['kind'], ParentProblem>({
  id: 'route-kind-listener-protocol',
  severity: 'error',
  summary: 'A route is of a kind that its listener’s protocol does not have.',
  rationale:
    'A route for a ServiceEntry is followed on ports of its protocol only: an HTTPRoute or a GRPCRoute where HTTP is spoken, a TLSRoute where TLS is. Listeners for HTTP and HTTPS take HTTPRoutes and GRPCRoutes, those for TLS take TLSRoutes (and TCPRoutes where they end TLS), those for TCP take TCPRoutes.',
  reference: 'https://gateway-api.sigs.k8s.io/guides/migrating-from-ingress/#protocols-and-tls',
  aliases: ['IST0171'],
  on: routeKinds,

  problems: (route, mesh) =>
    [...parentProblems(mesh, route).filter(({ parent }) => !isListenerWrong(parent)), ...unread(mesh, route)].map(
      (it) => ({ ...it, path: [...(it.path ?? []), 'name'] }),
    ),
  isMeant: ({ reason, fact }) => reason === 'NotAllowedByListeners' && (fact === 'L1' || fact === '3.3'),
  repairs: (route, problem) => ofTls(route, problem),
  effect: (route, { parent }) => unfollowed(route, parent.bound === meshGateway),
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
      title: 'an HTTPRoute where sidecars see TLS only',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
#         ^^^^^^^^ HTTPRoutes are no routes for the ports of ServiceEntry payments, which speak TLS. The route counts for nothing: requests go on as if it were not there.
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
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ]
  hostnames:
  - api.payments.example
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

/** ServiceEntries of which sidecars read no port as the route needs it. */
function unread(mesh: Mesh, route: AnyRoute): ParentProblem[] {
  const { kind, spec } = route.resource;
  if (kind === 'TCPRoute') return [];
  return bestParents(mesh, route as Route).flatMap((parent) => {
    const { index, reference, bound, denied } = parent;
    const to = parentsNamed(route)[index];
    if (bound !== meshGateway || denied || to?.type !== 'ServiceEntry' || isOpen(spec.parentRefs[index])) return [];
    const { port } = reference;
    const ports = portsOfEntry(mesh, to).filter((it) => !port || it.number.value === port.value);
    if (ports.length === 0 || ports.some((it) => isReadBy(kind, it))) return [];
    const spoken = [...new Set(ports.map((it) => it.protocol))].join(' and ');
    const text = `${kind}s are no routes for the ports of ServiceEntry ${to.name}, which speak ${spoken}.`;
    const path = ['spec', 'parentRefs', index];
    return [{ reason: 'NotAllowedByListeners', fact: '3.3', text, object: route, path, parent }];
  });
}

/** Whether the listener itself can't be as it is written, so that the route is not to blame. */
const isListenerWrong = ({ bound }: ParentProblem['parent']): boolean =>
  bound !== meshGateway && (bound.problems.accepted !== undefined || isPassthroughOnHttps(bound.listener));

/**
 * The fix that makes an HTTPRoute a TLSRoute where TLS comes as it is; not where it asks for more than a TLSRoute can, or
 * for hosts that nobody says.
 */
function ofTls(route: AnyRoute, { parent: { bound } }: ParentProblem): Fix[] {
  const { resource } = route;
  if (resource.kind !== 'HTTPRoute') return [];
  const { hostnames, rules } = resource.spec;
  const isTls =
    bound === meshGateway
      ? true
      : bound.listener.protocol?.value === 'TLS' && bound.listener.tls?.mode?.value === 'Passthrough';
  const isPlain =
    rules.every((it) => it.matches.length === 0 && it.filters.length === 0) &&
    !['timeouts', 'retry', 'sessionPersistence'].some((it) => hasField(route, ['spec', 'rules', 0, it]));
  const backends = rules.flatMap((it) => it.backendRefs);
  const hosts = backends.flatMap((it) => (it.kind?.value === 'Hostname' && it.name ? [it.name.value] : []));
  if (!isTls || !isPlain || rules.length !== 1 || (hostnames.length === 0 && hosts.length !== backends.length))
    return [];
  return fix('Make it a TLSRoute', [
    replace(route, resource.kindSpan, 'TLSRoute'),
    ...(hostnames.length === 0 ? [insertInto(route, ['spec', 'hostnames'], hosts)] : []),
  ]);
}
