import { fix, insertInto, replace } from '../../generate/edit';
import type { Problem } from '../../mesh/gateway-api/problem';
import { waypointFor } from '../../mesh/waypoints';
import type { Mesh } from '../../workspace/mesh';
import { httpEntry } from '../example-documents';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type Bound, bindingProblems, boundKinds, unbound } from '../waypoint-problems';

export const waypointForMismatch = defineProblemRule<Bound['resource']['kind']>({
  id: 'waypoint-for-mismatch',
  severity: 'error',
  summary: 'A service is to be bound to a waypoint that is not for services.',
  rationale:
    'What a waypoint is for is said by its label `istio.io/waypoint-for`: `service`, which is the default, `workload`, `all` or `none`. Hosts outside and Services need `service` or `all`. A Namespace may ask for a waypoint for its pods: of that nothing is said, unless the manifests have nothing but hosts outside in it.',
  reference: 'https://istio.io/latest/docs/ambient/usage/waypoint/#waypoint-traffic-types',
  on: boundKinds,

  problems: (object, mesh) =>
    bindingProblems(mesh, object).filter((it) => !isOfNamespace(object) || !mayBeForPods(mesh, object, it)),
  isMeant: ({ reason }) => reason === 'UnsupportedTrafficType',
  severityOf: (object) => (isOfNamespace(object) ? 'warning' : undefined),
  effect: unbound,
  related: (_, { other }) => (other ? [at(other, `${label(other)} is the waypoint.`)] : []),
  repairs: (_, { other }) => {
    if (!other) return [];
    const written = other.resource.labels?.get(waypointFor);
    const value = written?.value === 'workload' ? 'all' : 'service';
    const edit = written
      ? replace(other, written.span, value)
      : insertInto(other, ['metadata', 'labels', waypointFor], value);
    return fix(`Set ${waypointFor}: ${value}`, [edit]);
  },

  examples: [
    {
      title: 'a waypoint for pods',
      source: `
#- waypoint.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop, labels: { istio.io/waypoint-for: workload } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: egress } }
#                                                                             ^^^^^^ Waypoint shop/egress is for workload, and not for services. Pods in ambient mode send to its hosts directly, and no route or policy of a waypoint holds for them.
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop, labels: { istio.io/waypoint-for: all } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]
`,
    },
    {
      title: 'a Namespace with nothing but hosts',
      source: `
#- waypoint.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: egress, labels: { istio.io/waypoint-for: none } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]
#- egress.yaml
apiVersion: v1
kind: Namespace
metadata: { name: egress, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
#                                                                                            ^^^^^^^^ Waypoint egress/waypoint is for none, and not for services. Pods in ambient mode send to its services directly, and no route or policy of a waypoint holds for them.
---
${httpEntry('egress')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: egress, labels: { istio.io/waypoint-for: service } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]
`,
    },
    {
      title: 'a waypoint for all, and one for the pods of a namespace',
      source: `
#- waypoints.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop, labels: { istio.io/waypoint-for: all } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: pods, namespace: shop, labels: { istio.io/waypoint-for: workload } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]
---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: pods } }
---
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: shop }
spec:
  ports: [ { name: http, port: 80 } ]
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: egress } }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
  ],
});

const isOfNamespace = ({ resource }: Bound): boolean => resource.kind === 'Namespace';

/** Whether a namespace may ask for a waypoint for its pods: it is for such, and the workspace has not only hosts outside there. */
const mayBeForPods = (mesh: Mesh, { name }: Bound, { other }: Problem): boolean =>
  other?.resource.labels?.get(waypointFor)?.value !== 'none' &&
  (mesh.inNamespace('Workload', name).length > 0 ||
    mesh.inNamespace('Service', name).length > 0 ||
    mesh.inNamespace('ServiceEntry', name).every((it) => it.resource.spec.location?.value === 'MESH_INTERNAL'));
