import { fix, insertInto, replace } from '../../generate/edit';
import { waypointFor } from '../../mesh/waypoints';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type Bound, bindingProblems, unbound } from '../waypoint-problems';

export const waypointForMismatch = defineProblemRule<Bound['resource']['kind']>({
  id: 'waypoint-for-mismatch',
  severity: 'error',
  summary: 'A service is to be bound to a waypoint that is not for services.',
  rationale:
    'What a waypoint is for is said by its label `istio.io/waypoint-for`: `service`, which is the default, `workload`, `all` or `none`. Hosts outside and Services need `service` or `all`.',
  reference: 'https://istio.io/latest/docs/ambient/usage/waypoint/#waypoint-traffic-types',
  // that of a namespace may be meant for its pods
  on: ['ServiceEntry', 'Service'],

  problems: (object, mesh) => bindingProblems(mesh, object),
  isMeant: ({ reason }) => reason === 'UnsupportedTrafficType',
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
