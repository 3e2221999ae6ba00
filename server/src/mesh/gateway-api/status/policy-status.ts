import { nothingByDefault, referred } from '../../../model/object-reference';
import type { Mesh, MeshObject } from '../../../workspace/mesh';
import { authorityProblem, unknownAuthorities } from '../backend-authority';
import { isIgnored, targetsOf } from '../backend-tls';
import type { Problem } from '../problem';
import { type Condition, condition } from './condition';

/** What Istio reports of a BackendTLSPolicy for each of its targets. */
export function policyStatus(mesh: Mesh, policy: MeshObject<'BackendTLSPolicy'>): Condition[] {
  // Y3 pilot/pkg/config/kube/gateway/backend_policies.go getBackendTLSCredentialName
  const authority = authorityProblem(mesh, policy);
  let accepted: Problem | undefined = unknownAuthorities(policy);
  return targetsOf(mesh, policy).flatMap(({ index, problem }) => {
    const reference = policy.resource.spec.targetRefs[index];
    if (!reference) return [];
    // backend_policies.go BackendTLSPolicyCollection: what is wrong with one target is said of those behind it too
    accepted = problem ?? accepted;
    const { kind, name } = referred(reference, nothingByDefault, policy.namespace);
    const part = `${kind}/${policy.namespace}/${name}${reference.sectionName ? `/${reference.sectionName.value}` : ''}`;
    if (isIgnored(policy)) return [condition(part, 'Accepted', 'Accepted', problem)];
    return [
      accepted || !authority
        ? condition(part, 'Accepted', 'Accepted', accepted)
        : condition(part, 'Accepted', 'Accepted', authority, 'NoValidCACertificate'),
      condition(part, 'ResolvedRefs', 'ResolvedRefs', authority),
    ];
  });
}
