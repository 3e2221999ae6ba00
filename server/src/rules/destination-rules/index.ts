import type { Rule } from '../rule';
import { destinationRuleDuplicatePolicyIgnored } from './destination-rule-duplicate-policy-ignored';
import { destinationRuleHostUnknown } from './destination-rule-host-unknown';
import { destinationRuleNotVisibleToAllClients } from './destination-rule-not-visible-to-all-clients';
import { destinationRuleNotVisibleToGateway } from './destination-rule-not-visible-to-gateway';
import { destinationRulePortLevelDropsPolicy } from './destination-rule-port-level-drops-policy';
import { destinationRulePortLevelPortUnknown } from './destination-rule-port-level-port-unknown';
import { destinationRuleSameHostDifferentExportTo } from './destination-rule-same-host-different-export-to';
import { destinationRuleShadowedByClientNamespace } from './destination-rule-shadowed-by-client-namespace';
import { destinationRuleSpecificShadowsWildcard } from './destination-rule-specific-shadows-wildcard';
import { destinationRuleSubsetLabelsOnDnsServiceEntry } from './destination-rule-subset-labels-on-dns-service-entry';
import { destinationRuleSubsetNoWorkload } from './destination-rule-subset-no-workload';
import { destinationRuleSubsetOnDynamicDns } from './destination-rule-subset-on-dynamic-dns';
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
  destinationRuleNotVisibleToAllClients,
  destinationRuleSubsetLabelsOnDnsServiceEntry,
  destinationRuleSubsetNoWorkload,
  destinationRuleSubsetOnDynamicDns,
  destinationRulePortLevelPortUnknown,
  destinationRuleHostUnknown,
  destinationRuleDuplicatePolicyIgnored,
];
