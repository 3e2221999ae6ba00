import type { Evidence } from '../../mesh/evidence';
import { controllerOf } from '../../mesh/gateway-api/classes';
import { protocolOf } from '../../mesh/gateway-api/listener-protocol';
import type { ListenerOwner } from '../../mesh/gateway-api/listeners';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { listenerOwners, listenersIn } from '../listener-problems';
import { defineProblemRule } from '../problem-rule';

export const listenerWithoutTls = defineProblemRule<ListenerOwner['resource']['kind'], Evidence>({
  id: 'listener-without-tls',
  severity: 'error',
  summary: 'A listener for HTTPS does not say how it ends TLS.',
  rationale:
    'A listener for HTTPS needs a certificate, or the option by which it ends the TLS of the mesh itself: `gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL`. Where it says nothing of TLS, Istio makes nothing of it; the status of a Gateway does not tell.',
  reference: 'https://gateway-api.sigs.k8s.io/guides/tls/#listeners-and-tls',
  on: listenerOwners,

  problems: (owner, mesh) =>
    mesh.hasHidden(owner.resource.kind)
      ? []
      : listenersIn(mesh, owner)
          // the API server refuses one for TLS that says nothing of it
          .filter(({ listener, gateway }) => protocolOf(listener) === 'HTTPS' && !isWaypoint(mesh, gateway))
          .flatMap(({ problems: { unserved, accepted } }) => unserved ?? accepted ?? [])
          .map((it) => ({ ...it, path: [...(it.path ?? []), 'protocol'] })),
  isMeant: ({ fact }) => fact === 'L3',
  effect: () => 'No route can be attached to it.',

  examples: [
    {
      title: 'HTTPS, and no more',
      source: `
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    port: 80
    protocol: HTTP
  - name: https
    port: 443
    protocol: HTTPS
#             ^^^^^ It speaks HTTPS and has no tls, so that Istio listens to nothing for it. No route can be attached to it.
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners, sectionName: https } ]
  rules:
  - backendRefs: [ { name: payments, port: 80 } ]
`,
    },
    {
      title: 'HTTPS with the certificates of the mesh',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls: { mode: Terminate, options: { gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL } }
`,
    },
  ],
});

/** Whether no route is attached to its listeners anyway. */
// conversion.go GatewayCollection: routes find the waypoint by what they are bound to
const isWaypoint = (mesh: Mesh, gateway: MeshObject<'KubernetesGateway'>): boolean =>
  controllerOf(mesh, gateway) === 'waypoint';
