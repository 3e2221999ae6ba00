import { tunnelListener } from '../../mesh/waypoints';
import type { MeshObject } from '../../workspace/mesh';
import { allowNamespace } from '../allowed-routes';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type Bound, bindingProblems, boundKinds, unbound } from '../waypoint-problems';

export const waypointCrossNamespaceDenied = defineProblemRule<Bound['resource']['kind']>({
  id: 'waypoint-cross-namespace-denied',
  severity: 'error',
  summary: 'A waypoint does not take services of that namespace.',
  rationale:
    'A waypoint takes services of other namespaces only where `allowedRoutes` of its HBONE listener says so; without that it takes those of its own. Only a condition of the service says that it is not bound.',
  reference: 'https://istio.io/latest/docs/ambient/usage/waypoint/#configure-a-waypoint-for-cross-namespace-use',
  on: boundKinds,

  problems: (object, mesh) => bindingProblems(mesh, object),
  isMeant: ({ reason }) => reason === 'AttachmentDenied' || reason === 'CrossNamespaceWaypointForbidden',
  effect: unbound,
  related: (_, { other }) => (other ? [at(other, `${label(other)} is the waypoint.`)] : []),
  repairs: (object, { reason, other }) => {
    if (reason !== 'AttachmentDenied' || other?.resource.kind !== 'KubernetesGateway') return [];
    const waypoint = other as MeshObject<'KubernetesGateway'>;
    const index = tunnelListener(waypoint);
    const listener = waypoint.resource.spec.listeners[index];
    const namespace = object.resource.kind === 'Namespace' ? object.name : object.namespace;
    return listener ? allowNamespace(waypoint, ['spec', 'listeners', index], listener, namespace) : [];
  },

  examples: [
    {
      title: 'a waypoint for its own namespace',
      source: `
#- waypoint.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: infra }
spec:
  gatewayClassName: istio-waypoint
  listeners:
  - name: mesh
    port: 15008
    protocol: HBONE
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: payments
  namespace: shop
  labels:
    istio.io/use-waypoint: egress
#                          ^^^^^^ The allowedRoutes of waypoint infra/egress leave out namespace shop. Pods in ambient mode send to its hosts directly, and no route or policy of a waypoint holds for them.
    istio.io/use-waypoint-namespace: infra
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: infra }
spec:
  gatewayClassName: istio-waypoint
  listeners:
  - name: mesh
    port: 15008
    protocol: HBONE
    allowedRoutes:
      namespaces:
        from: Selector
        selector:
          matchExpressions:
          - key: kubernetes.io/metadata.name
            operator: In
            values:
            - infra
            - shop
`,
    },
    {
      title: 'a waypoint for namespaces with a label, of which it is not known who has it',
      source: `
#- waypoint.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: infra }
spec:
  gatewayClassName: istio-waypoint
  listeners:
  - name: mesh
    port: 15008
    protocol: HBONE
    allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { egress: allowed } } } }
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: payments
  namespace: shop
  labels: { istio.io/use-waypoint: egress, istio.io/use-waypoint-namespace: infra }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
  ],
});
