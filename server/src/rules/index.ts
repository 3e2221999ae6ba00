import { ambientRules } from './ambient';
import { destinationRulesRules } from './destination-rules';
import { gatewayApiRules } from './gateway-api';
import { legsRules } from './legs';
import { manifestsRules } from './manifests';
import { referencesRules } from './references';
import type { Rule } from './rule';
import { serviceEntriesRules } from './service-entries';

/** Every rule, in the order of the rules page. */
export const rules: readonly Rule[] = [
  ...referencesRules,
  ...legsRules,
  ...destinationRulesRules,
  ...serviceEntriesRules,
  ...gatewayApiRules,
  ...ambientRules,
  ...manifestsRules,
];
