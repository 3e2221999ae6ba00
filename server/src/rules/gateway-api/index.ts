import type { Rule } from '../rule';
import { parentKindIgnored } from './parent-kind-ignored';
import { routeHostnameMismatch } from './route-hostname-mismatch';
import { routeKindListenerProtocol } from './route-kind-listener-protocol';
import { routeNotAllowedByListener } from './route-not-allowed-by-listener';
import { routeParentNotFound } from './route-parent-not-found';

/** Gateways, listeners and routes of the Gateway API. */
export const gatewayApiRules: readonly Rule[] = [
  routeParentNotFound,
  parentKindIgnored,
  routeNotAllowedByListener,
  routeHostnameMismatch,
  routeKindListenerProtocol,
];
