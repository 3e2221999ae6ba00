import type { Kind } from '../kinds';
import { authorizationPolicyRequirements, peerAuthenticationRequirements } from './authorization-policy';
import { destinationRuleRequirements } from './destination-rule';
import { gatewayRequirements } from './gateway';
import { backendTlsPolicyRequirements, referenceGrantRequirements } from './gateway-api-policies';
import { grpcRouteRequirements, httpRouteRequirements, l4RouteRequirements } from './gateway-api-routes';
import { listenerRequirements } from './gateway-listeners';
import { isObjectName } from './names';
import { form, type Requirement } from './requirement';
import { serviceEntryRequirements } from './service-entry';
import { sidecarRequirements } from './sidecar';
import { virtualServiceRequirements } from './virtual-service';
import { workloadEntryRequirements } from './workload-entry';

const byKind: Readonly<Partial<Record<Kind, readonly Requirement[]>>> = {
  ServiceEntry: serviceEntryRequirements,
  WorkloadEntry: workloadEntryRequirements,
  Gateway: gatewayRequirements,
  VirtualService: virtualServiceRequirements,
  DestinationRule: destinationRuleRequirements,
  Sidecar: sidecarRequirements,
  AuthorizationPolicy: authorizationPolicyRequirements,
  PeerAuthentication: peerAuthenticationRequirements,
  KubernetesGateway: listenerRequirements,
  ListenerSet: listenerRequirements,
  HTTPRoute: httpRouteRequirements,
  GRPCRoute: grpcRouteRequirements,
  TLSRoute: l4RouteRequirements,
  TCPRoute: l4RouteRequirements,
  BackendTLSPolicy: backendTlsPolicyRequirements,
  ReferenceGrant: referenceGrantRequirements,
};

const ofEveryObject: readonly Requirement[] = [
  form('metadata.name', 'A name has lower-case letters, digits, dots and hyphens only', isObjectName),
];

/** All that the cluster asks of objects of a kind, beyond the types of their fields; nothing of kinds that are not its own. */
export const requirements = (kind: Kind): readonly Requirement[] => {
  const own = byKind[kind];
  return own ? [...own, ...ofEveryObject] : [];
};
