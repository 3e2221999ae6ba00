import type { Rule } from '../rule';
import { destinationPortNotInService } from './destination-port-not-in-service';
import { egressFirstLegMissing } from './egress-first-leg-missing';
import { egressLoop } from './egress-loop';
import { egressSecondLegMissing } from './egress-second-leg-missing';
import { meshRoutePortWithoutServer } from './mesh-route-port-without-server';

/** The legs of a way through an egress gateway. */
export const legsRules: readonly Rule[] = [
  egressSecondLegMissing,
  egressFirstLegMissing,
  egressLoop,
  meshRoutePortWithoutServer,
  destinationPortNotInService,
];
