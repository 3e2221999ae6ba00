import { type DocumentEdit, type Fix, fix, insertInto, replace } from '../../generate/edit';
import { controllerOf } from '../../mesh/gateway-api/classes';
import { isAllowed } from '../../mesh/gateway-api/namespaces';
import type { Problem } from '../../mesh/gateway-api/problem';
import { ownsByName } from '../../mesh/ownership';
import { tunnelListener, waypointOf, waypointProblem } from '../../mesh/waypoints';
import { chosenWaypoint, useWaypoint, useWaypointNamespace } from '../../model/waypoint';
import { nearest } from '../../text/nearest';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { allowNamespace } from '../allowed-routes';
import { httpEntry, waypoint } from '../example-documents';
import { at, label } from '../places';
import { defineProblemRule } from '../problem-rule';
import { type Bound, bindingProblems, boundKinds, servicesOf, unbound } from '../waypoint-problems';

export const waypointNotFound = defineProblemRule<Bound['resource']['kind']>({
  id: 'waypoint-not-found',
  severity: 'error',
  summary: 'A service is to be bound to a waypoint that does not exist.',
  rationale:
    'The label `istio.io/use-waypoint` names a Gateway of class `istio-waypoint` in the namespace of the service, or in that of the label `istio.io/use-waypoint-namespace`. Where there is none, nothing of what is meant for the waypoint holds, and only a condition of the service says so.',
  reference: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
  aliases: ['IST0171', 'KIA1313'],
  on: boundKinds,

  problems: (object, mesh) => [...bindingProblems(mesh, object), ...otherPods(mesh, object)],
  isMeant: ({ reason }) => reason === 'WaypointIsNotReady',
  severityOf: (object, { other }, mesh) => (other || isOwned(mesh, object) ? undefined : 'hint'),
  effect: (object, { other }) => (other ? 'Requests to it fail.' : unbound(object)),
  related: (_, { other }) => (other ? [at(other, `${label(other)} is here.`)] : []),
  repairs: (object, { other }, mesh) => (other ? [] : repairs(mesh, object)),

  examples: [
    {
      title: 'a waypoint of another namespace',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: payments
  namespace: shop
  labels:
    istio.io/use-waypoint: egress
#                          ^^^^^^ There is no Gateway shop/egress, which it is to have as its waypoint. Pods in ambient mode send to its hosts directly, and no route or policy of a waypoint holds for them.
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
#- other.yaml
${waypoint('shop', 'shop')}
#- waypoint.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: infra }
spec:
  gatewayClassName: istio-waypoint
  listeners: [ { name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: All } } } ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: payments
  namespace: shop
  labels:
    istio.io/use-waypoint: egress
    istio.io/use-waypoint-namespace: infra
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
    {
      title: 'a misspelt waypoint of a namespace',
      source: `
#- namespace.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio.io/dataplane-mode: ambient
    istio.io/use-waypoint: waypiont
#                          ^^^^^^^^ There is no Gateway shop/waypiont, which it is to have as its waypoint. Pods in ambient mode send to its services directly, and no route or policy of a waypoint holds for them.
#- host.yaml
${httpEntry('shop')}
#- waypoint.yaml
${waypoint('waypoint', 'shop')}
`,
      fixed: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio.io/dataplane-mode: ambient
    istio.io/use-waypoint: waypoint
`,
    },
    {
      title: 'a Gateway that is no waypoint',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: egress } }
#                                                                             ^^^^^^ The pods of class istio are no waypoints. Requests to it fail.
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
    },
    {
      title: 'a service that asks for none, and a waypoint of which no manifest is here',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: none } }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: ledger
  namespace: shop
  labels: { istio.io/use-waypoint: egress, istio.io/use-waypoint-namespace: infra }
spec:
  hosts: [ api.ledger.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
  ],
});

/** Whether the workspace is where the waypoint would be. */
function isOwned(mesh: Mesh, { resource, namespace, name }: Bound): boolean {
  const choice = chosenWaypoint(resource.labels, resource.kind === 'Namespace' ? name : namespace);
  return choice !== undefined && choice !== 'none' && ownsByName(mesh, choice.namespace, 'KubernetesGateway');
}

/** Gateways that are there and whose pods take nothing from ztunnels. */
const otherPods = (mesh: Mesh, object: Bound): Problem[] =>
  servicesOf(mesh, object).flatMap((it) => {
    const { waypoint, because } = waypointOf(mesh, it);
    const gateway = waypoint?.gateway;
    // pods of other controllers may be waypoints
    const problem = gateway && controllerOf(mesh, gateway) && waypointProblem(mesh, gateway);
    if (!problem || !because?.object || !because.path) return [];
    return [{ ...problem, object: because.object, path: because.path, other: gateway }];
  });

function repairs(mesh: Mesh, object: Bound): Fix[] {
  const { labels } = object.resource;
  const name = labels?.get(useWaypoint);
  const namespace = labels?.get(useWaypointNamespace);
  if (!name) return [];
  const elsewhere = [...new Set(mesh.named('KubernetesGateway', name.value).map((it) => it.namespace))];
  const [found] = elsewhere;
  if (found && elsewhere.length === 1) {
    const path = ['metadata', 'labels', useWaypointNamespace];
    const edit = namespace ? replace(object, namespace.span, found) : insertInto(object, path, found);
    const own = object.resource.kind === 'Namespace' ? object.name : object.namespace;
    return mesh.find('KubernetesGateway', found, name.value).flatMap((it) => takeThat(mesh, it, own, edit));
  }
  const own = namespace?.value ?? (object.resource.kind === 'Namespace' ? object.name : object.namespace);
  const known = mesh
    .inNamespace('KubernetesGateway', own)
    .filter((it) => controllerOf(mesh, it) === 'waypoint')
    .map((it) => it.name);
  const options = known.length === 1 ? known : nearest(name.value, known);
  return options.slice(0, 3).flatMap((it) => fix(`Change to '${it}'`, [replace(object, name.span, it)]));
}

/** Takes a waypoint of another namespace, which is told to take what is in this one where it does not yet. */
function takeThat(
  mesh: Mesh,
  waypoint: MeshObject<'KubernetesGateway'>,
  namespace: string,
  edit: DocumentEdit | undefined,
): Fix[] {
  const title = `Take that of ${waypoint.namespace}`;
  const index = tunnelListener(waypoint);
  const listener = waypoint.resource.spec.listeners[index];
  if (!listener || isAllowed(mesh, listener.allowedRoutes?.namespaces, waypoint.namespace, namespace) !== false)
    return fix(title, [edit]);
  const [open] = allowNamespace(waypoint, ['spec', 'listeners', index], listener, namespace);
  return open ? fix(`${title}, and let ${label(waypoint)} take those of ${namespace}`, [edit, ...open.edits]) : [];
}
