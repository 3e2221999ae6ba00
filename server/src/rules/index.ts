import { ambientRules } from './ambient';
import { destinationRulesRules } from './destination-rules';
import { gatewayApiRules } from './gateway-api';
import { lastRules, legsRules } from './legs';
import { manifestsRules } from './manifests';
import { oldManifestsRules } from './old-manifests';
import { policiesRules } from './policies';
import { referencesRules } from './references';
import type { Rule } from './rule';
import { serviceEntriesRules } from './service-entries';
import { sidecarsRules } from './sidecars';
import { tlsRules } from './tls';

/** Every rule, in the order of the rules page. Of those about failures the first that explains one has the word. */
export const rules: readonly Rule[] = [
  ...referencesRules,
  ...legsRules,
  ...destinationRulesRules,
  ...tlsRules,
  ...serviceEntriesRules,
  ...sidecarsRules,
  ...policiesRules,
  ...gatewayApiRules,
  ...ambientRules,
  ...oldManifestsRules,
  ...manifestsRules,
  ...lastRules,
];
