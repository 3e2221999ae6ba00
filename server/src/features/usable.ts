import { controllerOf } from '../mesh/gateway-api/classes';
import { isListenerSetAllowed } from '../mesh/gateway-api/listeners';
import { parentsAt } from '../mesh/gateway-api/parents';
import { type Route, routeKinds } from '../mesh/gateway-api/routes';
import {
  gatewayByDefault,
  nothingByDefault,
  type ObjectReference,
  type Referred,
  referred,
  secretByDefault,
} from '../model/object-reference';
import { hasKey } from '../model/secret';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Spot } from './spot';

/*
 * Whether Istio takes a reference that an object may have. What the workspace does not say counts for it.
 */

/** Whether a listener takes the route, or its parent is a service, which always does. */
export function isAccepted({ mesh, object }: Spot, reference: ObjectReference): boolean {
  if (!isRoute(object)) return true;
  const to = referred(reference, gatewayByDefault, object.namespace);
  if (to.type === 'Service' || to.type === 'ServiceEntry') return true;
  const parents = parentsAt(mesh, object, reference, 0);
  if (parents.length > 0) return parents.some((it) => !it.denied);
  const gateways = gatewaysOf(mesh, to);
  // 4.5 pilot/pkg/config/kube/gatewaycommon/classinfo.go DisableRouteGeneration; A7 a waypoint's routes have services
  return gateways.every((it) => !['waypoint', 'remote'].includes(controllerOf(mesh, it) ?? ''));
}

/** Whether the Gateway lets the ListenerSet add to it. */
export function isListenerSetParent({ mesh, object, namespace }: Spot, reference: ObjectReference): boolean {
  if (!isOfKind(object, 'ListenerSet')) return true;
  return gatewaysOf(mesh, referred(reference, gatewayByDefault, namespace)).some((it) => {
    const controller = controllerOf(mesh, it);
    // pilot/pkg/config/kube/gatewaycommon/classinfo.go SupportsListenerSet
    return controller === undefined || (controller === 'gateway' && isListenerSetAllowed(mesh, it, object));
  });
}

/** Whether a policy of Istio's for the proxies of the object has any effect. */
export function isGatewayPolicyTarget({ mesh, namespace }: Spot, reference: ObjectReference): boolean {
  const to = referred(reference, nothingByDefault, namespace);
  // pilot/pkg/model/policyattachment.go ShouldAttachPolicy
  if (to.type === 'GatewayClass') return to.name === 'istio-waypoint';
  return gatewaysOf(mesh, to).every((it) => controllerOf(mesh, it) !== 'remote');
}

/** Whether a route needs to be granted what is in another namespace: not if only sidecars follow it. */
export function needsGrant({ object }: Spot): boolean {
  if (!isRoute(object)) return true;
  // K6 pilot/pkg/config/kube/gateway/route_collections.go
  const types = object.resource.spec.parentRefs.map((it) => referred(it, gatewayByDefault, object.namespace).type);
  return types.length === 0 || !types.every((it) => it === 'Service' || it === 'ServiceEntry');
}

/** Whether there is a certificate in the Secret, as far as its keys are written. */
export const hasCertificate = (spot: Spot, reference: ObjectReference): boolean =>
  // pilot/pkg/credentials/kube/secrets.go ExtractCertInfo
  holds(spot, reference, ['tls.crt', 'cert']);

/** Whether there is the certificate of an authority in the ConfigMap or Secret, as far as its keys are written. */
export const hasAuthority = (spot: Spot, reference: ObjectReference): boolean =>
  // pilot/pkg/credentials/kube/secrets.go ExtractRoot
  holds(spot, reference, ['ca.crt', 'cacert']);

function holds({ mesh, namespace }: Spot, reference: ObjectReference, wanted: readonly string[]): boolean {
  const to = referred(reference, secretByDefault, namespace);
  const secrets = to.type === 'Secret' ? mesh.find('Secret', to.namespace, to.name) : [];
  const maps = to.type === 'ConfigMap' ? mesh.find('ConfigMap', to.namespace, to.name) : [];
  return (
    secrets.every(({ resource: { spec } }) => isEmpty(spec) || wanted.some((key) => hasKey(spec, key))) &&
    maps.every(({ resource: { spec } }) => spec.data.keys.size === 0 || wanted.some((key) => spec.data.keys.has(key)))
  );
}

const isEmpty = ({ data, stringData }: Parameters<typeof hasKey>[0]): boolean => data.size + stringData.size === 0;

const gatewaysOf = (mesh: Mesh, { type, namespace, name }: Referred): readonly MeshObject<'KubernetesGateway'>[] =>
  type === 'KubernetesGateway' ? mesh.find('KubernetesGateway', namespace, name) : [];

/** Whether an object is any kind of route of the Gateway API. */
export const isRoute = (object: MeshObject | undefined): object is Route =>
  routeKinds.some((kind) => isOfKind(object, kind));
