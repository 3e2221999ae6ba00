import type { Rule } from '../rule';
import { destinationPortNotInService } from './destination-port-not-in-service';
import { egressFirstLegMissing } from './egress-first-leg-missing';
import { egressLoop } from './egress-loop';
import { egressRequestFails } from './egress-request-fails';
import { egressSecondLegMissing } from './egress-second-leg-missing';
import { meshRoutePortWithoutServer } from './mesh-route-port-without-server';

/** The legs of a way through an egress gateway. Of those about failures the more particular come first. */
export const legsRules: readonly Rule[] = [
  egressLoop,
  destinationPortNotInService,
  meshRoutePortWithoutServer,
  egressSecondLegMissing,
  egressFirstLegMissing,
];

/** What is said of a failure that no other rule explains, whatever its family. */
export const lastRules: readonly Rule[] = [egressRequestFails];
