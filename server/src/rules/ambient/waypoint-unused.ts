import { fix, insertInto } from '../../generate/edit';
import { controllerOf } from '../../mesh/gateway-api/classes';
import { admits, trafficOf } from '../../mesh/waypoints';
import { useWaypoint } from '../../model/waypoint';
import { podLabels } from '../../model/workload';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, waypoint } from '../example-documents';
import { at, enumerate, label, nameSpan } from '../places';
import { defineRule } from '../rule';
import { boundKinds } from '../waypoint-problems';

type Waypoint = MeshObject<'KubernetesGateway'>;

export const waypointUnused = defineRule({
  id: 'waypoint-unused',
  severity: 'warning',
  summary: 'There is a waypoint, and no label leads the hosts beside it through it.',
  rationale:
    'A waypoint takes only what asks for it by the label `istio.io/use-waypoint`: a ServiceEntry, a Service, or the Namespace for all that is in it. Without the label requests go out past the waypoint, and none of its routes and policies holds for them. Where the manifest of the Namespace is here, its labels are what it says.',
  reference: 'https://istio.io/latest/docs/ambient/usage/waypoint/#useawaypoint',
  on: ['KubernetesGateway'],

  *check(object, mesh) {
    if (controllerOf(mesh, object) !== 'waypoint' || object.document.partial || isNamed(mesh, object)) return;
    // A3
    if (!['service', 'all'].includes(trafficOf(mesh, object))) return;
    const silent = mesh.all('Namespace').filter((it) => admits(mesh, object, it.name) && isLeftOut(mesh, it));
    const [first] = silent;
    if (!first) return;
    const own = silent.find((it) => it.name === object.namespace);
    yield {
      span: nameSpan(object),
      message: `No label ${useWaypoint} asks for this waypoint: requests for the hosts of ${enumerate(silent.map((it) => it.name))} go out past it, and none of its routes and policies holds for them.`,
      related: silent.map((it) => at(it, `${label(it)} asks for no waypoint.`)),
      fixes: () =>
        own
          ? fix(`Lead all of ${own.name} through it`, [
              insertInto(own, ['metadata', 'labels', useWaypoint], object.name),
            ])
          : [],
    };
  },

  examples: [
    {
      title: 'a Namespace without the label',
      source: `
#- namespace.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: egress
  labels:
    istio.io/dataplane-mode: ambient
#- waypoint.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: egress }
#                 ^^^^^^^^ No label istio.io/use-waypoint asks for this waypoint: requests for the hosts of egress go out past it, and none of its routes and policies holds for them.
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE } ]
---
${httpEntry('egress')}
`,
      fixed: `
apiVersion: v1
kind: Namespace
metadata:
  name: egress
  labels:
    istio.io/dataplane-mode: ambient
    istio.io/use-waypoint: waypoint
`,
    },
    {
      title: 'Namespaces whose manifest is not here, and those that say what they want',
      source: `
#- waypoints.yaml
${waypoint('waypoint', 'egress')}
---
${waypoint('waypoint', 'till')}
#- till.yaml
apiVersion: v1
kind: Namespace
metadata: { name: till, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: none } }
#- hosts.yaml
${httpEntry('egress')}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledgers, namespace: till }
spec:
  hosts: [ api.ledgers.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
  ],
});

/** Whether a service, the pods of a workload or a namespace asks for a waypoint. */
const isNamed = (mesh: Mesh, { namespace, name }: Waypoint): boolean =>
  boundKinds.some(
    (kind) => mesh.with(kind, { kind: 'object', type: 'KubernetesGateway', namespace, name }).length > 0,
  ) || mesh.all('Workload').some((it) => podLabels(it.resource.spec)?.get(useWaypoint)?.value === name);

/** Whether a namespace has hosts, and nothing there says a word of waypoints. */
const isLeftOut = (mesh: Mesh, namespace: MeshObject<'Namespace'>): boolean =>
  mesh.inNamespace('ServiceEntry', namespace.name).some((it) => it.namespace === namespace.name) &&
  [namespace, ...boundKinds.flatMap((it) => mesh.inNamespace(it, namespace.name))].every(
    (it) => !it.resource.labels?.has(useWaypoint),
  ) &&
  mesh.inNamespace('Workload', namespace.name).every((it) => !podLabels(it.resource.spec)?.has(useWaypoint));
