import type { Rule } from '../rule';
import { hostnameBackendNamespace } from './hostname-backend-namespace';
import { hostnameBackendNotInRouteNamespace } from './hostname-backend-not-in-route-namespace';
import { parentKindIgnored } from './parent-kind-ignored';
import { referenceGrantMissing } from './reference-grant-missing';
import { routeHostnameMismatch } from './route-hostname-mismatch';
import { routeKindListenerProtocol } from './route-kind-listener-protocol';
import { routeNotAllowedByListener } from './route-not-allowed-by-listener';
import { routeParentNotFound } from './route-parent-not-found';
import { serviceBackendDotted } from './service-backend-dotted';

/** Gateways, listeners and routes of the Gateway API. */
export const gatewayApiRules: readonly Rule[] = [
  routeParentNotFound,
  parentKindIgnored,
  routeNotAllowedByListener,
  routeHostnameMismatch,
  routeKindListenerProtocol,
  hostnameBackendNamespace,
  hostnameBackendNotInRouteNamespace,
  serviceBackendDotted,
  referenceGrantMissing,
];
