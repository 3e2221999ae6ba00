import { fix, replace } from '../../generate/edit';
import type { Evidence } from '../../mesh/evidence';
import { servicesOfObject } from '../../mesh/services';
import { waypointOf } from '../../mesh/waypoints';
import { isWildcard } from '../../model/host';
import { unknownToZtunnels } from '../../trace/unknown-to-ztunnels';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { waypoint } from '../example-documents';
import { atPath, label } from '../places';
import { defineProblemRule } from '../problem-rule';

export const ambientServiceEntryNoAddress = defineProblemRule<'ServiceEntry', Evidence>({
  id: 'ambient-service-entry-no-address',
  severity: 'warning',
  summary: 'A host is bound to a waypoint, and has no address by which it would be known.',
  rationale:
    'In ambient mode a connection is known by its address. Istio gives one to each host of a ServiceEntry that has none, but not with `resolution: NONE`, not for a wildcard without `DYNAMIC_DNS`, and not where a label forbids it. Without an address no connection is taken to the waypoint.',
  reference: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
  on: ['ServiceEntry'],

  problems: unknownHosts,
  isMeant: ({ fact }) => fact === 'A5',
  effect: () => 'So no request to it goes through its waypoint.',
  related: (object, _, mesh) => {
    const { because } = waypointOf(mesh, object);
    return because?.object && because.path
      ? [atPath(because.object, because.path, `${label(because.object)} asks for the waypoint.`)]
      : [];
  },
  repairs: (object) => {
    const { resolution, hosts } = object.resource.spec;
    if (resolution?.value !== 'NONE') return [];
    const right = hosts.some((it) => isWildcard(it.value)) ? 'DYNAMIC_DNS' : 'DNS';
    return fix(`Change to '${right}'`, [replace(object, resolution.span, right)]);
  },

  examples: [
    {
      title: 'resolution NONE',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: egress } }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: NONE
#             ^^^^ A ztunnel knows a service by its address, and api.payments.example has none: resolution NONE gives it no address, so it must have one in addresses. So no request to it goes through its waypoint.
#- waypoint.yaml
${waypoint('egress', 'shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: egress } }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
    {
      title: 'an address of its own, and one from Istio',
      source: `
#- hosts.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: egress } }
spec:
  hosts: [ api.payments.example ]
  addresses: [ 192.0.2.7 ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: NONE
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledgers, namespace: shop, labels: { istio.io/use-waypoint: egress } }
spec:
  hosts: [ "*.ledgers.example" ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DYNAMIC_DNS
#- waypoint.yaml
${waypoint('egress', 'shop')}
`,
    },
  ],
});

/** Why hosts of a ServiceEntry that is bound to a waypoint are not known where requests begin. */
function unknownHosts(object: MeshObject<'ServiceEntry'>, mesh: Mesh): readonly Evidence[] {
  const binding = waypointOf(mesh, object);
  return binding.waypoint ? servicesOfObject(object).flatMap((it) => unknownToZtunnels(it, binding) ?? []) : [];
}
