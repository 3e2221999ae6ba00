import { captureOf } from '../../mesh/ambient';
import { ambientService } from '../../mesh/ambient-services';
import { waypointOf } from '../../mesh/waypoints';
import { isWildcard } from '../../model/host';
import { namespaceLabel, unnamed } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { httpEntry, waypoint } from '../example-documents';
import { at, label } from '../places';
import { defineRule } from '../rule';

type ServiceEntry = MeshObject<'ServiceEntry'>;

export const waypointPassedBy = defineRule({
  id: 'waypoint-passed-by',
  severity: 'warning',
  summary: 'A host is bound to a waypoint, and another ServiceEntry has it without one.',
  rationale:
    'Of several ServiceEntries with one host a pod in ambient mode takes that of its own namespace, else the oldest. What only another one says, its waypoint above all, counts for nothing: requests go out past the waypoint and its policies.',
  reference: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
  on: ['ServiceEntry'],

  *check(object, mesh) {
    const { waypoint } = waypointOf(mesh, object);
    if (!waypoint?.gateway || object.namespace === unnamed || object.document.partial) return;
    for (const written of object.resource.spec.hosts) {
      const host = written.value.toLowerCase();
      const found = hasPlaceholder(host) || isWildcard(host) ? undefined : takenFrom(mesh, object, host);
      if (!found) continue;
      yield {
        span: written.span,
        message: `Pods of ${found.client} take ${host} from ${label(found.other)}, which has no waypoint: their requests go out past ${label(waypoint.gateway)}, and none of its routes and policies holds for them.`,
        related: [at(found.other, `${label(found.other)} has the host too.`)],
      };
      return;
    }
  },

  examples: [
    {
      title: 'the host is also declared in a namespace without a waypoint',
      source: `
#- egress.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: egress, labels: { istio.io/use-waypoint: waypoint } }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ Pods of shop take api.payments.example from ServiceEntry billing/payments, which has no waypoint: their requests go out past Gateway egress/waypoint, and none of its routes and policies holds for them.
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
${waypoint('waypoint', 'egress')}
#- billing.yaml
${httpEntry('billing')}
#- shop.yaml
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
`,
    },
    {
      title: 'each namespace has its own',
      source: `
#- egress.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: egress, labels: { istio.io/use-waypoint: waypoint } }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
${waypoint('waypoint', 'egress')}
#- billing.yaml
apiVersion: v1
kind: Namespace
metadata: { name: billing, labels: { istio.io/dataplane-mode: ambient } }
---
${httpEntry('billing')}
`,
    },
  ],
});

/** The ServiceEntry without a waypoint from which the pods of a namespace that has neither take the host. */
function takenFrom(
  mesh: Mesh,
  object: ServiceEntry,
  host: string,
): { readonly client: string; readonly other: ServiceEntry } | undefined {
  const owners = new Set(mesh.withHost('ServiceEntry', host).map((it) => it.namespace));
  if (owners.size < 2 || owners.has(unnamed)) return undefined;
  for (const { name } of mesh.all('Namespace')) {
    if (owners.has(name) || !captureOf(mesh, name, new Map()).isAmbient) continue;
    const other = ambientService(mesh, [host], name)?.object;
    if (!isOfKind(other, 'ServiceEntry') || other === object) continue;
    // what is not bound though it asks is said there
    return waypointOf(mesh, other).because ? undefined : { client: namespaceLabel(name), other };
  }
  return undefined;
}
