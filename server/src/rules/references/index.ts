import type { Rule } from '../rule';
import { gatewayHostNamespaceExcludesVirtualService } from './gateway-host-namespace-excludes-virtual-service';
import { gatewayNamesNotChecked } from './gateway-names-not-checked';
import { gatewaySelectorHelmMismatch } from './gateway-selector-helm-mismatch';
import { gatewaySelectorHitsIngress } from './gateway-selector-hits-ingress';
import { gatewaySelectorMissing } from './gateway-selector-missing';
import { gatewaySelectorNoWorkload } from './gateway-selector-no-workload';
import { gatewayServerCannotListen } from './gateway-server-cannot-listen';
import { gatewayServerPortNotOnService } from './gateway-server-port-not-on-service';
import { gatewayServiceSelectsOtherPods } from './gateway-service-selects-other-pods';
import { gatewayUnused } from './gateway-unused';
import { internalGatewayReference } from './internal-gateway-reference';
import { legacyGatewayReference } from './legacy-gateway-reference';
import { matchGatewayNotBound } from './match-gateway-not-bound';
import { matchPortNotOnGateway } from './match-port-not-on-gateway';
import { virtualServiceGatewayNotFound } from './virtual-service-gateway-not-found';
import { virtualServiceGatewayOtherNamespace } from './virtual-service-gateway-other-namespace';
import { virtualServiceHostNotInGateway } from './virtual-service-host-not-in-gateway';
import { virtualServiceHostWrongServerKind } from './virtual-service-host-wrong-server-kind';
import { virtualServiceNotExportedToGatewayNamespace } from './virtual-service-not-exported-to-gateway-namespace';

/** What VirtualServices and Gateways name. Of those about failures the more particular come first. */
export const referencesRules: readonly Rule[] = [
  virtualServiceGatewayNotFound,
  virtualServiceGatewayOtherNamespace,
  matchGatewayNotBound,
  virtualServiceHostNotInGateway,
  gatewayHostNamespaceExcludesVirtualService,
  virtualServiceNotExportedToGatewayNamespace,
  virtualServiceHostWrongServerKind,
  matchPortNotOnGateway,
  gatewaySelectorHelmMismatch,
  gatewaySelectorNoWorkload,
  gatewayServerPortNotOnService,
  gatewayServerCannotListen,
  gatewayServiceSelectsOtherPods,
  gatewaySelectorMissing,
  gatewaySelectorHitsIngress,
  gatewayNamesNotChecked,
  legacyGatewayReference,
  internalGatewayReference,
  gatewayUnused,
];
