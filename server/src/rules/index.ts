import { destinationRulesRules } from './destination-rules';
import { legsRules } from './legs';
import { manifestsRules } from './manifests';
import { referencesRules } from './references';
import type { Rule } from './rule';
import { serviceEntriesRules } from './service-entries';
import { tlsRules } from './tls';

/** Every rule, in the order of the rules page. */
export const rules: readonly Rule[] = [
  ...referencesRules,
  ...destinationRulesRules,
  ...tlsRules,
  ...legsRules,
  ...serviceEntriesRules,
  ...manifestsRules,
];
