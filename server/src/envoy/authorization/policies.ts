import { meshConfig } from '../../mesh/mesh-config';
import { isKubernetes, type Service } from '../../mesh/services';
import { gatewayNameLabel } from '../../model/kubernetes-gateway';
import { agree, unnamed } from '../../model/namespace';
import { nothingByDefault, type ObjectReference, referred } from '../../model/object-reference';
import { couldEqual } from '../../text/placeholder';
import type { Mesh } from '../../workspace/mesh';
import type { Policy } from './rule';

/** Pods behind which policies stand. */
export interface Workload {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  /** The service that it stands in front of, where the pods are a waypoint. */
  readonly guards?: Service | undefined;
}

/** The policies of a workload, by what they do. */
export interface Policies {
  readonly custom: readonly Policy[];
  readonly deny: readonly Policy[];
  readonly allow: readonly Policy[];
  /** Those that are among them only if they are applied to the workload's namespace, as they name none. */
  readonly uncertain: ReadonlySet<Policy>;
}

/** The policies that are enforced at a workload. */
export function policiesOf(mesh: Mesh, workload: Workload): Policies {
  // P4 pilot/pkg/model/authorization.go ListAuthorizationPolicies
  const root = meshConfig(mesh).rootNamespace.value;
  // A9 of a waypoint also those for the service
  const namespaces = [root, workload.namespace, ...(workload.guards ? [workload.guards.namespace] : [])];
  const found = new Set(namespaces.flatMap((it) => mesh.inNamespace('AuthorizationPolicy', it)));
  const own = [...found].filter((it) => isAttached(it, workload, root) && !isDryRun(it));
  const doing = (action: string): Policy[] =>
    own.filter(({ resource }) => (resource.spec.action?.value || 'ALLOW') === action);
  const isUncertain = ({ namespace, resource }: Policy): boolean =>
    namespace === unnamed && workload.namespace !== unnamed && !resource.spec.selector?.matchLabels?.size;
  return {
    custom: doing('CUSTOM'),
    deny: doing('DENY'),
    allow: doing('ALLOW'),
    uncertain: new Set(own.filter(isUncertain)),
  };
}

function isAttached({ resource, namespace }: Policy, workload: Workload, root: string): boolean {
  // P5 pilot/pkg/model/policyattachment.go ShouldAttachPolicy
  const { selector, targetRef, targetRefs } = resource.spec;
  const targets = targetRefs.length > 0 ? targetRefs : targetRef ? [targetRef] : [];
  const gateway = workload.labels.get(gatewayNameLabel);
  if (targets.length > 0)
    return gateway !== undefined && targets.some((it) => isTarget(it, namespace, workload, gateway, root));
  // A9 waypoints ask for a targetRef
  if (workload.guards) return false;
  return [...(selector?.matchLabels ?? [])].every(([key, { value }]) => {
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

/** It only counts what it would refuse. */
const isDryRun = ({ resource }: Policy): boolean =>
  // pilot/pkg/security/authz/builder/builder.go isDryRun
  /^(?:1|t|true)$/i.test(resource.annotations?.get('istio.io/dry-run')?.value ?? '');
