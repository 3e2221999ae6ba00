import { compareSpecificity, hostWithin, serviceName } from '../model/host';
import { hasLabels, type Labels } from '../model/labels';
import { namespaceLabel, unnamed } from '../model/namespace';
import type { Mesh } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';
import { type DestinationRule, type MergedDestinationRule, mergeRules } from './destination-rule-merge';
import { type Found, isIn, type Place, placeLabel, placesFor } from './destination-rule-places';
import { bySubset, mergedEvidence, passedOverRules } from './destination-rule-reasons';
import { ruleHost } from './destination-rules';
import type { Assumption, Evidence } from './evidence';
import { policyRules } from './gateway-api/backend-tls';
import type { Scope } from './scope';

/** The part of a scope that the search for a DestinationRule needs. */
export type RuleScope = Pick<Scope, 'mesh' | 'proxy' | 'service'>;

/** The DestinationRule that a proxy applies to a host, and why that one. */
export interface DestinationRuleChoice {
  readonly rule: MergedDestinationRule | undefined;
  /** As far as it bears on a subset (`''` for requests that have none), or all of it. */
  because(subset?: string): readonly Evidence[];
  /** Those for this host that are not applied, whole or in part. */
  passedOver(subset?: string): readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

/** Finds the DestinationRule that a proxy applies to a host. */
export function destinationRuleFor({ mesh, proxy, service }: RuleScope, host: string): DestinationRuleChoice {
  // D5 pilot/pkg/model/push_context.go destinationRule: that of the Service or of the ServiceEntry
  const owner = service(host)?.namespace ?? serviceName(host)?.namespace;
  // thousands of proxies and routes may lead to one gateway, whose Service has as many DestinationRules
  const question = JSON.stringify(['DestinationRule', host, owner, proxy.namespace, ...[...proxy.labels].sort()]);
  return mesh.remember(question, () => choose(mesh, proxy, host, owner));
}

const nothing = (): readonly Evidence[] => [];

function choose(mesh: Mesh, proxy: RuleScope['proxy'], host: string, owner: string | undefined): DestinationRuleChoice {
  const all = inOrder(
    [...mesh.withHost('DestinationRule', host), ...policyRules(mesh, host)].filter((it) =>
      hostWithin(host, ruleHost(it)),
    ),
  );
  if (all.length === 0) return { rule: undefined, because: nothing, passedOver: nothing, assumptions: [] };
  const found = placesFor(mesh, proxy.namespace, owner).map((it) => search(all, it));
  const decided = found.find((it) => it.shown.length > 0);
  const rule = decided && forProxy(decided.shown, proxy.labels);
  return {
    rule,
    because: decided && rule ? bySubset(reasons(decided.place, rule), rule.from[0]) : nothing,
    passedOver: bySubset(passedOverRules(all, found, decided, rule), rule?.from[0]),
    assumptions: rule ? guesses(rule, all) : [],
  };
}

function search(all: readonly DestinationRule[], place: Place): Found {
  const kept = all.filter((it) => isIn(it, place) && place.keeps(it));
  // D3 pilot/pkg/model/config.go MostSpecificHostMatch: before it is asked whom they are exported to
  const [host] = kept.map(ruleHost).sort(compareSpecificity);
  if (host === undefined) return { place, host, shown: [] };
  const alike = kept.filter((it) => hostWithin(ruleHost(it), host) && hostWithin(host, ruleHost(it)));
  const merged = mergeRules(ofOneNamespace(alike, place.namespace));
  return { place, host, shown: merged.filter((it) => place.shows(it.exportTo)) };
}

/** Where the place is not known, the rules of the first namespace that has any, and those that name none. */
function ofOneNamespace(rules: readonly DestinationRule[], namespace: string): readonly DestinationRule[] {
  if (namespace !== unnamed) return rules;
  const [first = unnamed] = rules.map((it) => it.namespace).sort();
  return rules.filter((it) => it.namespace === first || it.namespace === unnamed);
}

/** One for just these pods, else the last of those for all. */
function forProxy(shown: readonly MergedDestinationRule[], labels: Labels): MergedDestinationRule | undefined {
  // D8 pilot/pkg/model/sidecar.go SidecarScope.DestinationRule
  const own = shown.find((it) => it.selector && hasLabels(labels, it.selector));
  // D7 SidecarScope.DestinationRule: each that it passes takes the place of the one before
  return own ?? shown.filter((it) => !it.selector).at(-1);
}

function reasons(place: Place, rule: MergedDestinationRule): Evidence[] {
  const [first] = rule.from;
  const text = rule.selector
    ? `This DestinationRule is for just these pods, and is in ${placeLabel(place)}.`
    : `This DestinationRule is in ${placeLabel(place)}, the first place that has one for the host.`;
  return [
    ...(first ? [{ fact: rule.selector ? 'D8' : 'D1', text, object: first, path: ['spec', 'host'] }] : []),
    ...mergedEvidence(rule),
  ];
}

function guesses({ from }: MergedDestinationRule, all: readonly DestinationRule[]): Assumption[] {
  const unsure = from.find((it) => it.namespace === unnamed);
  const other = all.find((it) => it.namespace !== unnamed && !from.includes(it));
  if (!unsure || !other) return [];
  const text = `This DestinationRule names no namespace and is taken to be where the proxy looks first, before that of namespace ${namespaceLabel(other.namespace)}.`;
  return [{ text, object: unsure, path: ['metadata'] }];
}
