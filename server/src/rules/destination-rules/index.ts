import type { Rule } from '../rule';
import { destinationRuleNotVisibleToGateway } from './destination-rule-not-visible-to-gateway';
import { destinationRulePortLevelDropsPolicy } from './destination-rule-port-level-drops-policy';
import { destinationRuleSameHostDifferentExportTo } from './destination-rule-same-host-different-export-to';
import { destinationRuleShadowedByClientNamespace } from './destination-rule-shadowed-by-client-namespace';
import { destinationRuleSpecificShadowsWildcard } from './destination-rule-specific-shadows-wildcard';
import { destinationRuleWorkloadSelectorOtherNamespace } from './destination-rule-workload-selector-other-namespace';
import { subsetNotFound } from './subset-not-found';

/** Which DestinationRule a proxy applies, and what of it. */
export const destinationRulesRules: readonly Rule[] = [
  subsetNotFound,
  destinationRulePortLevelDropsPolicy,
  destinationRuleSpecificShadowsWildcard,
  destinationRuleShadowedByClientNamespace,
  destinationRuleSameHostDifferentExportTo,
  destinationRuleWorkloadSelectorOtherNamespace,
  destinationRuleNotVisibleToGateway,
];
