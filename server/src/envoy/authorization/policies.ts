import { meshConfig } from '../../mesh/mesh-config';
import { gatewayNameLabel } from '../../model/kubernetes-gateway';
import { unnamed } from '../../model/namespace';
import { nothingByDefault, referred } from '../../model/object-reference';
import { couldEqual } from '../../text/placeholder';
import type { Mesh } from '../../workspace/mesh';
import type { Policy } from './rule';

/** Pods behind which policies stand. */
export interface Workload {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
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
  const found = new Set([root, workload.namespace].flatMap((it) => mesh.inNamespace('AuthorizationPolicy', it)));
  const own = [...found].filter((it) => isAttached(it, workload) && !isDryRun(it));
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

function isAttached({ resource, namespace }: Policy, workload: Workload): boolean {
  // P5 pilot/pkg/model/policyattachment.go ShouldAttachPolicy
  const { selector, targetRef, targetRefs } = resource.spec;
  const targets = targetRefs.length > 0 ? targetRefs : targetRef ? [targetRef] : [];
  const gateway = workload.labels.get(gatewayNameLabel);
  if (targets.length > 0)
    return (
      namespace === workload.namespace &&
      targets
        .map((it) => referred(it, nothingByDefault, namespace))
        .some((it) => it.type === 'KubernetesGateway' && it.namespace === namespace && it.name === gateway)
    );
  return [...(selector?.matchLabels ?? [])].every(([key, { value }]) => {
    const label = workload.labels.get(key);
    return label !== undefined && couldEqual(label, value);
  });
}

/** It only counts what it would refuse. */
const isDryRun = ({ resource }: Policy): boolean =>
  // pilot/pkg/security/authz/builder/builder.go isDryRun
  /^(?:1|t|true)$/i.test(resource.annotations?.get('istio.io/dry-run')?.value ?? '');
