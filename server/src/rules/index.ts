import { destinationRulesRules } from './destination-rules';
import { legsRules } from './legs';
import { manifestsRules } from './manifests';
import { policiesRules } from './policies';
import { referencesRules } from './references';
import type { Rule } from './rule';
import { serviceEntriesRules } from './service-entries';
import { sidecarsRules } from './sidecars';

/** Every rule, in the order of the rules page. */
export const rules: readonly Rule[] = [
  ...referencesRules,
  ...legsRules,
  ...destinationRulesRules,
  ...serviceEntriesRules,
  ...sidecarsRules,
  ...policiesRules,
  ...manifestsRules,
];
