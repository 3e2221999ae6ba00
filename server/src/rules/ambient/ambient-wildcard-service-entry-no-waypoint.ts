import { create } from '../../generate/create';
import { type Fix, fix, insertInto } from '../../generate/edit';
import { waypointObject } from '../../generate/waypoint';
import { captureOf } from '../../mesh/ambient';
import { controllerOf } from '../../mesh/gateway-api/classes';
import { statusOf } from '../../mesh/gateway-api/status/status';
import { waypointOf, waypointProblem } from '../../mesh/waypoints';
import { useWaypoint } from '../../model/waypoint';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { waypoint } from '../example-documents';
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
  repairs: (object, _, mesh) => repairs(object, mesh),

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
      fixed: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: waypoint } }
spec:
  hosts:
  - "*.payments.example"
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DYNAMIC_DNS
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: waypoint
  namespace: shop
spec:
  gatewayClassName: istio-waypoint
  listeners:
  - name: mesh
    port: 15008
    protocol: HBONE
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
${waypoint('egress', 'shop')}
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

/** Binds it to a waypoint of its namespace, or to a new one. */
function repairs(object: MeshObject<'ServiceEntry'>, mesh: Mesh): Fix[] {
  const path = ['metadata', 'labels', useWaypoint];
  const known = mesh
    .inNamespace('KubernetesGateway', object.namespace)
    .filter((it) => controllerOf(mesh, it) === 'waypoint' && !waypointProblem(mesh, it));
  if (known.length > 0)
    return known.flatMap(({ name }) => fix(`Bind it to the waypoint ${name}`, [insertInto(object, path, name)]));
  const created = { name: 'waypoint', namespace: object.resource.namespace?.value ?? '' };
  return fix('Bind it to a new waypoint', [
    insertInto(object, path, created.name),
    create(mesh, object, waypointObject(created)),
  ]);
}
