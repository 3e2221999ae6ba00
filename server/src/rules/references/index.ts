import type { Rule } from '../rule';
import { matchGatewayNotBound } from './match-gateway-not-bound';
import { virtualServiceGatewayNotFound } from './virtual-service-gateway-not-found';
import { virtualServiceGatewayOtherNamespace } from './virtual-service-gateway-other-namespace';
import { virtualServiceHostNotInGateway } from './virtual-service-host-not-in-gateway';

/** What VirtualServices and Gateways name. */
export const referencesRules: readonly Rule[] = [
  virtualServiceGatewayNotFound,
  virtualServiceGatewayOtherNamespace,
  matchGatewayNotBound,
  virtualServiceHostNotInGateway,
];
