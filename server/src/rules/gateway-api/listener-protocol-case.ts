import { fix, replace } from '../../generate/edit';
import { protocolOf } from '../../mesh/gateway-api/listener-protocol';
import type { ListenerOwner } from '../../mesh/gateway-api/listeners';
import { listenerOwners, listenersIn } from '../listener-problems';
import { spanOf } from '../places';
import { defineProblemRule } from '../problem-rule';

export const listenerProtocolCase = defineProblemRule<ListenerOwner['resource']['kind']>({
  id: 'listener-protocol-case',
  severity: 'error',
  summary: 'The protocol of a listener is not written in upper case.',
  rationale:
    'The API server takes any word for the protocol of a listener, and Istio knows `HTTP`, `HTTPS`, `TLS` and `TCP` only in upper case. It lets no route be attached to a listener with another one.',
  reference: 'https://gateway-api.sigs.k8s.io/reference/spec/#protocoltype',
  on: listenerOwners,

  problems: (owner, mesh) =>
    listenersIn(mesh, owner).flatMap(({ listener, problems: { accepted } }) =>
      accepted && known.has(protocolOf(listener).toUpperCase()) && !known.has(protocolOf(listener)) ? [accepted] : [],
    ),
  isMeant: ({ fact }) => fact === 'L2',
  effect: () => 'No route can be attached to the listener.',
  repairs: (owner, { path = [] }) => {
    const span = spanOf(owner, path);
    const right = owner.document.text.slice(span.start, span.end).replace(/["']/g, '').toUpperCase();
    return fix(`Change to '${right}'`, [replace(owner, span, right)], true);
  },

  examples: [
    {
      title: 'HTTPS with small letters, and a route for it',
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
    protocol: Https
#             ^^^^^ Https is no protocol that Istio listens for; HTTPS is. No route can be attached to the listener.
    tls: { certificateRefs: [ { name: partners } ] }
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls: { certificateRefs: [ { name: partners } ] }
`,
    },
    {
      title: 'the listener of another controller',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: someone-elses
  listeners: [ { name: http, port: 80, protocol: Http } ]
`,
    },
  ],
});

const known: ReadonlySet<string> = new Set(['HTTP', 'HTTPS', 'TLS', 'TCP']);
