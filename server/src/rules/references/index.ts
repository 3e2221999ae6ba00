import type { Rule } from '../rule';
import { gatewayHostNamespaceExcludesVirtualService } from './gateway-host-namespace-excludes-virtual-service';
import { gatewayServerPortNotOnService } from './gateway-server-port-not-on-service';
import { matchGatewayNotBound } from './match-gateway-not-bound';
import { matchPortNotOnGateway } from './match-port-not-on-gateway';
import { virtualServiceGatewayNotFound } from './virtual-service-gateway-not-found';
import { virtualServiceGatewayOtherNamespace } from './virtual-service-gateway-other-namespace';
import { virtualServiceHostNotInGateway } from './virtual-service-host-not-in-gateway';
import { virtualServiceNotExportedToGatewayNamespace } from './virtual-service-not-exported-to-gateway-namespace';

/** What VirtualServices and Gateways name. Of those about failures the more particular come first. */
export const referencesRules: readonly Rule[] = [
  virtualServiceGatewayNotFound,
  virtualServiceGatewayOtherNamespace,
  matchGatewayNotBound,
  virtualServiceHostNotInGateway,
  gatewayHostNamespaceExcludesVirtualService,
  virtualServiceNotExportedToGatewayNamespace,
  matchPortNotOnGateway,
  gatewayServerPortNotOnService,
];
