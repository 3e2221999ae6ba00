import type { Rule } from '../rule';
import { routeParentNotFound } from './route-parent-not-found';

/** Gateways, listeners and routes of the Gateway API. */
export const gatewayApiRules: readonly Rule[] = [routeParentNotFound];
