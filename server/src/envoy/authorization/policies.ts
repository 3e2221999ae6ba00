import { meshConfig } from '../../mesh/mesh-config';
import { isAttached, type Workload } from '../../mesh/policy-attachment';
import { unnamed } from '../../model/namespace';
import type { Mesh } from '../../workspace/mesh';
import type { Policy } from './rule';

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
  const own = [...found].filter((it) => isFor(it, workload, root) && !isDryRun(it));
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

function isFor(policy: Policy, workload: Workload, root: string): boolean {
  const { selector, targetRef, targetRefs } = policy.resource.spec;
  const targets = targetRefs.length > 0 ? targetRefs : targetRef ? [targetRef] : [];
  return isAttached(policy.namespace, { targets, labels: selector?.matchLabels }, workload, root);
}

/** It only counts what it would refuse. */
const isDryRun = ({ resource }: Policy): boolean =>
  // pilot/pkg/security/authz/builder/builder.go isDryRun
  /^(?:1|t|true)$/i.test(resource.annotations?.get('istio.io/dry-run')?.value ?? '');
