import type { BackendTlsPolicySpec } from '../../model/backend-tls-policy';
import { nothingByDefault, referred } from '../../model/object-reference';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { located } from './generated';
import type { Problem, Reason } from './problem';

type Policy = MeshObject<'BackendTLSPolicy'>;

/** The name of a CA certificate that never comes. */
export const noAuthority = 'invalid://';

/** The CA certificate by its name for Istio; `undefined` for those of the system. */
export function authorityOf(mesh: Mesh, policy: Policy): Located<string> | undefined {
  const [reference] = policy.resource.spec.validation?.caCertificateRefs ?? [];
  if (!reference || policy.resource.spec.validation?.wellKnownCACertificates) return undefined;
  const { name } = referred(reference, nothingByDefault, policy.namespace);
  const isUsable = authorityProblem(mesh, policy) === undefined;
  return located(isUsable ? `configmap://${policy.namespace}/${name}` : noAuthority, reference);
}

/** That a word for well-known certificates is none that Istio knows; it then takes those of the system. */
export function unknownAuthority(policy: Policy): Problem | undefined {
  const { wellKnownCACertificates: word } = policy.resource.spec.validation ?? {};
  if (!word || word.value === 'System') return undefined;
  // Y3 backend_policies.go getBackendTLSCredentialName
  return {
    reason: 'Invalid',
    fact: 'Y3',
    text: `Istio knows no certificates called ${word.value}, only System.`,
    object: policy,
    path: ['spec', 'validation', 'wellKnownCACertificates'],
  };
}

/** Why there is no certificate by which the server would be checked, so that nothing is let through. */
export function authorityProblem(mesh: Mesh, policy: Policy): Problem | undefined {
  const { validation }: BackendTlsPolicySpec = policy.resource.spec;
  const [reference] = validation?.caCertificateRefs ?? [];
  if (!reference || validation?.wellKnownCACertificates) return undefined;
  // Y3 backend_policies.go getBackendTLSCredentialName
  const { type, kind, name } = referred({ ...reference, namespace: undefined }, nothingByDefault, policy.namespace);
  const problem = (reason: Reason, text: string): Problem => ({
    reason,
    fact: 'Y3',
    text,
    object: policy,
    path: ['spec', 'validation', 'caCertificateRefs', 0],
  });
  if (type !== 'ConfigMap') return problem('InvalidKind', `A CA certificate is in a ConfigMap, not in a ${kind}.`);
  const [found] = mesh.find('ConfigMap', policy.namespace, name);
  if (!found || found.resource.spec.data.keys.size === 0 || found.resource.spec.data.keys.has('ca.crt'))
    return undefined;
  return problem('InvalidCACertificateRef', `The ConfigMap ${name} has no ca.crt.`);
}
