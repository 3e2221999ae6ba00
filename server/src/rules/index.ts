import type { Kind } from '../model/kinds';
import { ambientRules } from './ambient';
import { destinationRulesRules } from './destination-rules';
import { gatewayApiRules } from './gateway-api';
import { lastRules, legsRules } from './legs';
import { manifestsRules } from './manifests';
import { oldManifestsRules } from './old-manifests';
import { policiesRules } from './policies';
import { referencesRules } from './references';
import type { DocumentRule, FailureRule, IgnoreRule, ObjectRule, Rule } from './rule';
import { serviceEntriesRules } from './service-entries';
import { sidecarsRules } from './sidecars';
import { tlsRules } from './tls';

/** Every rule, in the order of the rules page. Of those about failures the first that explains one has the word. */
export const rules: readonly Rule[] = [
  ...referencesRules,
  ...destinationRulesRules,
  ...gatewayApiRules,
  ...tlsRules,
  ...legsRules,
  ...serviceEntriesRules,
  ...sidecarsRules,
  ...policiesRules,
  ...ambientRules,
  ...oldManifestsRules,
  ...manifestsRules,
  ...lastRules,
];

export const documentRules = rules.filter((it): it is DocumentRule => it.on === 'document');
export const failureRules = rules.filter((it): it is FailureRule => it.on === 'failure');
export const ignoreRules = rules.filter((it): it is IgnoreRule => it.on === 'ignore');

const byKind = new Map<Kind, ObjectRule[]>();
for (const rule of rules)
  if (typeof rule.on !== 'string')
    for (const kind of rule.on) {
      const known = byKind.get(kind);
      if (known) known.push(rule as ObjectRule);
      else byKind.set(kind, [rule as ObjectRule]);
    }

/** Those that look at objects of a kind. */
export const objectRulesOf = (kind: Kind): readonly ObjectRule[] => byKind.get(kind) ?? [];
