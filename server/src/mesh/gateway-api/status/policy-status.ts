import {
  gatewayByDefault,
  nothingByDefault,
  type Referred,
  referred,
  referredName,
  serviceByDefault,
} from '../../../model/object-reference';
import type { Mesh, MeshObject } from '../../../workspace/mesh';
import { authorityProblem, unknownAuthority } from '../backend-authority';
import { isIgnored, targetsOf } from '../backend-tls';
import type { Problem } from '../problem';
import { type Route, routeKinds } from '../routes';
import { type Condition, condition } from './condition';

/** What Istio reports of a BackendTLSPolicy for each of its targets, and for each Gateway with a route to one of them. */
export function policyStatus(mesh: Mesh, policy: MeshObject<'BackendTLSPolicy'>): Condition[] {
  // Y3 pilot/pkg/config/kube/gateway/backend_policies.go getBackendTLSCredentialName
  const authority = authorityProblem(mesh, policy);
  const conditions = (part: string, problem: Problem | undefined): Condition[] => [
    problem || !authority
      ? condition(part, 'Accepted', 'Accepted', problem)
      : condition(part, 'Accepted', 'Accepted', authority, 'NoValidCACertificate'),
    // ignoredPolicyStatus says nothing more
    ...(isIgnored(policy) ? [] : [condition(part, 'ResolvedRefs', 'ResolvedRefs', authority)]),
  ];
  let accepted = unknownAuthority(policy);
  const gateways = new Set<string>();
  const ofTargets = targetsOf(mesh, policy).flatMap(({ index, problem }) => {
    const reference = policy.resource.spec.targetRefs[index];
    if (!reference) return [];
    // backend_policies.go BackendTLSPolicyCollection: what is wrong with one target is said of those behind it too
    accepted = problem ?? accepted;
    const target = referred({ ...reference, namespace: undefined }, nothingByDefault, policy.namespace);
    const isThere = problem?.reason !== 'TargetNotFound' && problem?.reason !== 'IgnoredByIstio';
    if (isThere) for (const it of gatewaysSendingTo(mesh, target)) gateways.add(it);
    const section = reference.sectionName ? `/${reference.sectionName.value}` : '';
    return conditions(`${target.kind}/${policy.namespace}/${target.name}${section}`, accepted);
  });
  // Istio names these without their namespace, so that they seem to be in the policy's
  const ofGateways = [...gateways].sort().map((it) => it.slice(it.indexOf('/') + 1));
  return [...ofTargets, ...ofGateways.flatMap((it) => conditions(`Gateway/${policy.namespace}/${it}`, accepted))];
}

/** The Gateways, as `namespace/name`, that routes name as a parent which name the target as a backend. */
function gatewaysSendingTo(mesh: Mesh, target: Referred): string[] {
  const { type, namespace, name } = target;
  // pilot/pkg/config/kube/gateway/route_collections.go extractAncestorBackends: whatever becomes of the reference
  if (type !== 'Service' && type !== 'ServiceEntry') return [];
  const named = referredName(target);
  if (!named) return [];
  const routes = routeKinds.flatMap((kind) => mesh.with(kind, named) as readonly Route[]);
  const isTarget = (route: Route): boolean =>
    route.resource.spec.rules
      .flatMap((it) => it.backendRefs)
      .map((it) => referred(it, serviceByDefault, route.namespace))
      .some((it) => it.type === type && it.namespace === namespace && it.name === name);
  return routes
    .filter(isTarget)
    .flatMap((route) => route.resource.spec.parentRefs.map((it) => referred(it, gatewayByDefault, route.namespace)))
    .flatMap((it) => (it.type === 'KubernetesGateway' ? [`${it.namespace}/${it.name}`] : []));
}
