import { gatewayNameLabel } from '../model/kubernetes-gateway';
import type { WrittenLabels } from '../model/labels';
import { agree } from '../model/namespace';
import { nothingByDefault, type ObjectReference, referred } from '../model/object-reference';
import { couldEqual } from '../text/placeholder';
import { isKubernetes, type Service } from './services';

/** Pods that a policy can be for. */
export interface Workload {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  /** The service that it stands in front of, where the pods are a waypoint. */
  readonly guards?: Service | undefined;
}

/** What a policy says of the pods that it is for. */
export interface Attachment {
  readonly targets: readonly ObjectReference[];
  readonly labels: WrittenLabels;
}

/** Whether a policy of a namespace is for the pods; the namespace is that of the pods, or the root namespace. */
export function isAttached(
  namespace: string,
  { targets, labels }: Attachment,
  workload: Workload,
  root: string,
): boolean {
  // P5 pilot/pkg/model/policyattachment.go ShouldAttachPolicy
  const gateway = workload.labels.get(gatewayNameLabel);
  if (targets.length > 0)
    return gateway !== undefined && targets.some((it) => isTarget(it, namespace, workload, gateway, root));
  // A9 waypoints ask for a targetRef
  if (workload.guards) return false;
  return [...(labels ?? [])].every(([key, { value }]) => {
    const label = workload.labels.get(key);
    return label !== undefined && couldEqual(label, value);
  });
}

/** Whether a policy of a namespace is for the workload by one of its targets. */
function isTarget(
  reference: ObjectReference,
  namespace: string,
  { namespace: own, guards }: Workload,
  gateway: string,
  root: string,
): boolean {
  const { type, name, namespace: meant } = referred(reference, nothingByDefault, namespace);
  if (type === 'KubernetesGateway') return name === gateway && agree(namespace, own) && agree(meant, own);
  if (!guards) return false;
  if (type === 'GatewayClass') return namespace === root && name === 'istio-waypoint';
  const kind = isKubernetes(guards) ? 'Service' : 'ServiceEntry';
  return type === kind && agree(namespace, guards.namespace) && name === guards.object.name;
}
