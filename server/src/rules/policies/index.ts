import type { Rule } from '../rule';
import { allowAnyBypass } from './allow-any-bypass';
import { authorizationPolicyHttpFieldsAtZtunnel } from './authorization-policy-http-fields-at-ztunnel';
import { authorizationPolicyHttpFieldsOnL4Server } from './authorization-policy-http-fields-on-l4-server';
import { authorizationPolicyIdentityWithScheme } from './authorization-policy-identity-with-scheme';
import { authorizationPolicyOnClientDoesNotRestrictEgress } from './authorization-policy-on-client-does-not-restrict-egress';
import { authorizationPolicyPortNotServed } from './authorization-policy-port-not-served';
import { authorizationPolicyPrincipalWithoutMtls } from './authorization-policy-principal-without-mtls';
import { authorizationPolicySelectorMisspelt } from './authorization-policy-selector-misspelt';
import { authorizationPolicySelectorOnWaypoint } from './authorization-policy-selector-on-waypoint';
import { authorizationPolicyTargetNotFound } from './authorization-policy-target-not-found';
import { authorizationPolicyWrongNamespace } from './authorization-policy-wrong-namespace';
import { networkPolicyAllowsDirectEgress } from './network-policy-allows-direct-egress';
import { networkPolicyBlocksGatewayPort } from './network-policy-blocks-gateway-port';
import { networkPolicyCutsOffProxy } from './network-policy-cuts-off-proxy';
import { networkPolicyEgressIgnored } from './network-policy-egress-ignored';
import { peerAuthenticationStrictDoesNotCoverGateway } from './peer-authentication-strict-does-not-cover-gateway';

/** Policies of Istio and of the network on the way out. */
export const policiesRules: readonly Rule[] = [
  authorizationPolicyHttpFieldsOnL4Server,
  authorizationPolicyPrincipalWithoutMtls,
  authorizationPolicyOnClientDoesNotRestrictEgress,
  authorizationPolicyWrongNamespace,
  authorizationPolicySelectorOnWaypoint,
  authorizationPolicySelectorMisspelt,
  authorizationPolicyTargetNotFound,
  authorizationPolicyPortNotServed,
  authorizationPolicyHttpFieldsAtZtunnel,
  authorizationPolicyIdentityWithScheme,
  networkPolicyBlocksGatewayPort,
  networkPolicyCutsOffProxy,
  networkPolicyAllowsDirectEgress,
  networkPolicyEgressIgnored,
  allowAnyBypass,
  peerAuthenticationStrictDoesNotCoverGateway,
];
