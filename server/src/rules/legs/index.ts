import type { Rule } from '../rule';
import { authorityNotRewritten } from './authority-not-rewritten';
import { conflictingMeshVirtualServices } from './conflicting-mesh-virtual-services';
import { delegateNotFound } from './delegate-not-found';
import { destinationHostNotFound } from './destination-host-not-found';
import { destinationMisspelt } from './destination-misspelt';
import { destinationPortNotInService } from './destination-port-not-in-service';
import { destinationPortRequired } from './destination-port-required';
import { destinationShortNameNamespace } from './destination-short-name-namespace';
import { destinationSubnetsElsewhere } from './destination-subnets-elsewhere';
import { destinationTwoLabelName } from './destination-two-label-name';
import { egressBypass } from './egress-bypass';
import { egressChainIncomplete } from './egress-chain-incomplete';
import { egressFirstLegMissing } from './egress-first-leg-missing';
import { egressLegsSwapped } from './egress-legs-swapped';
import { egressLoop } from './egress-loop';
import { egressRequestFails } from './egress-request-fails';
import { egressSecondLegMissing } from './egress-second-leg-missing';
import { gatewayL4MatchIgnored } from './gateway-l4-match-ignored';
import { gatewayRouteExternalHostUnknown } from './gateway-route-external-host-unknown';
import { gatewayVirtualServiceShadowed } from './gateway-virtual-service-shadowed';
import { httpVirtualServiceUnderWildcardServiceEntry } from './http-virtual-service-under-wildcard-service-entry';
import { matchPortNotDialled } from './match-port-not-dialled';
import { meshRoutePortWithoutServer } from './mesh-route-port-without-server';
import { meshVirtualServiceWithoutService } from './mesh-virtual-service-without-service';
import { serviceEntryNotVisibleToClient } from './service-entry-not-visible-to-client';
import { serviceEntryNotVisibleToGateway } from './service-entry-not-visible-to-gateway';
import { sourceLabelsIgnoredWithGateways } from './source-labels-ignored-with-gateways';
import { sourceLabelsOnGatewayLeg } from './source-labels-on-gateway-leg';
import { tlsVirtualServiceShadowsWildcardServiceEntry } from './tls-virtual-service-shadows-wildcard-service-entry';
import { unreachableRule } from './unreachable-rule';
import { virtualServiceForGatewayHost } from './virtual-service-for-gateway-host';
import { virtualServiceNotExportedToClient } from './virtual-service-not-exported-to-client';

/** The legs of a way through an egress gateway. Of those about failures the more particular come first. */
export const legsRules: readonly Rule[] = [
  destinationShortNameNamespace,
  destinationTwoLabelName,
  destinationMisspelt,
  serviceEntryNotVisibleToGateway,
  serviceEntryNotVisibleToClient,
  gatewayRouteExternalHostUnknown,
  destinationHostNotFound,
  destinationPortRequired,
  egressLoop,
  destinationPortNotInService,
  meshRoutePortWithoutServer,
  egressChainIncomplete,
  egressSecondLegMissing,
  egressFirstLegMissing,
  egressLegsSwapped,
  matchPortNotDialled,
  virtualServiceForGatewayHost,
  virtualServiceNotExportedToClient,
  destinationSubnetsElsewhere,
  egressBypass,
  meshVirtualServiceWithoutService,
  tlsVirtualServiceShadowsWildcardServiceEntry,
  httpVirtualServiceUnderWildcardServiceEntry,
  authorityNotRewritten,
  conflictingMeshVirtualServices,
  gatewayVirtualServiceShadowed,
  unreachableRule,
  delegateNotFound,
  sourceLabelsIgnoredWithGateways,
  sourceLabelsOnGatewayLeg,
  gatewayL4MatchIgnored,
];

/** What is said of a failure that no other rule explains, whatever its family. */
export const lastRules: readonly Rule[] = [egressRequestFails];
