import { captureOf } from '../../mesh/ambient';
import { statusOf } from '../../mesh/gateway-api/status/status';
import { waypointOf } from '../../mesh/waypoints';
import { defineProblemRule } from '../problem-rule';

export const ambientWildcardServiceEntryNoWaypoint = defineProblemRule<'ServiceEntry'>({
  id: 'ambient-wildcard-service-entry-no-waypoint',
  // requests get out all the same
  severity: 'warning',
  summary: 'A host with a wildcard has no waypoint, and means nothing in ambient mode.',
  rationale:
    'The ztunnels of nodes, which take the traffic of pods in ambient mode, are told of a host such as `*.example.com` only where it is bound to a waypoint, which then looks up the name that each request asks for. Without one, requests leave the cluster as they are.',
  reference: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
  on: ['ServiceEntry'],

  problems: (object, mesh) =>
    waypointOf(mesh, object).because || !captureOf(mesh, object.namespace, new Map()).isAmbient
      ? []
      : statusOf(mesh, object).flatMap((it) => it.problem ?? []),
  isMeant: ({ reason }) => reason === 'NoWaypointForWildcardService',
  effect: () =>
    'Their requests leave the cluster as they are, and nothing that is said of the host here holds for them.',

  examples: [
    {
      title: 'in a namespace of ambient mode',
      source: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - "*.payments.example"
#   ^^^^^^^^^^^^^^^^^^^^ Pods in ambient mode are not told of a host with * unless it is bound to a waypoint. Their requests leave the cluster as they are, and nothing that is said of the host here holds for them.
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DYNAMIC_DNS
`,
    },
    {
      title: 'with a waypoint, and in a namespace with sidecars',
      source: `
#- shop.yaml
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: egress } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DYNAMIC_DNS
#- till.yaml
apiVersion: v1
kind: Namespace
metadata: { name: till, labels: { istio-injection: enabled } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledgers, namespace: till }
spec:
  hosts: [ "*.ledgers.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  location: MESH_EXTERNAL
`,
    },
  ],
});
