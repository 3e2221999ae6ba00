import { namespaceLabel } from '../model/namespace';
import { isOfKind, type MeshObject } from '../workspace/mesh';
import type { DestinationRule, MergedDestinationRule } from './destination-rule-merge';
import { type Found, isIn, placeLabel } from './destination-rule-places';
import { ruleHost } from './destination-rules';
import type { Evidence } from './evidence';

/** Why each DestinationRule for a host that is not applied is not, and which parts of those that are merged count for nothing. */
export const passedOverRules = (
  all: readonly DestinationRule[],
  found: readonly Found[],
  decided: Found | undefined,
  applied: MergedDestinationRule | undefined,
): Evidence[] =>
  all.flatMap((it) =>
    applied?.from.includes(it) ? lostParts(it, applied) : [reasonAgainst(it, found, decided, applied)],
  );

/**
 * The evidence by the subset that it bears on: what is said of a DestinationRule that only has other subsets says nothing of
 * a request, unless it is the one that is applied. The Service of a gateway may have thousands of them.
 */
export function bySubset(
  evidence: readonly Evidence[],
  applied: DestinationRule | undefined,
): (subset?: string) => readonly Evidence[] {
  const ofAll: Evidence[] = [];
  const ofOne = new Map<string, Evidence[]>();
  for (const it of evidence) {
    const subsets = it.object && it.object !== applied ? onlySubsets(it.object) : undefined;
    if (!subsets) ofAll.push(it);
    else for (const subset of new Set(subsets)) ofOne.set(subset, [...(ofOne.get(subset) ?? []), it]);
  }
  return (subset) => (subset === undefined ? evidence : [...ofAll, ...(ofOne.get(subset) ?? [])]);
}

/** The subsets of a DestinationRule that says nothing but them. */
function onlySubsets(object: MeshObject): readonly string[] | undefined {
  if (!isOfKind(object, 'DestinationRule')) return undefined;
  const { trafficPolicy, subsets } = object.resource.spec;
  return trafficPolicy || subsets.length === 0 ? undefined : subsets.map((it) => it.name?.value ?? '');
}

/** What the others add to the first of several that are merged. */
export const mergedEvidence = ({ from, trafficPolicy, subsets }: MergedDestinationRule): Evidence[] =>
  from.slice(1).map((object) => {
    const adds = [
      ...(trafficPolicy?.object === object ? ['the traffic policy'] : []),
      ...subsets.filter((it) => it.object === object).map((it) => `subset ${it.value.name?.value ?? ''}`),
    ];
    const what = adds.length > 0 ? `adds ${adds.join(', ')}` : 'adds nothing';
    // D6 pilot/pkg/model/destination_rule.go mergeDestinationRule
    const text = `It has the same host and namespace, so it is merged into the first, and ${what}.`;
    return { fact: 'D6', text, object, path: ['spec', 'host'] };
  });

function reasonAgainst(
  object: DestinationRule,
  found: readonly Found[],
  decided: Found | undefined,
  applied: MergedDestinationRule | undefined,
): Evidence {
  const because = (fact: string, text: string, ...path: string[]): Evidence => ({
    fact,
    text,
    object,
    path: ['spec', ...path],
  });
  const where = `It is in namespace ${namespaceLabel(object.namespace)}`;
  const own = found.filter(({ place }) => isIn(object, place));
  if (own.length === 0) {
    // D1 pilot/pkg/model/push_context.go destinationRule
    const places = [...new Set(found.map(({ place }) => namespaceLabel(place.namespace)))];
    return because('D1', `${where}, and only those of ${places.join(', then ')} are looked at.`, 'host');
  }
  const kept = own.find(({ place }) => place.keeps(object));
  if (!kept) {
    const [first] = own;
    return because(
      object.resource.spec.exportTo.length > 0 || object.resource.spec.workloadSelector ? 'D2' : 'D16',
      first === found[0]
        ? `${where} and is not exported to it.`
        : `${where} and is not exported to any other, such as that of the proxy.`,
      'exportTo',
    );
  }
  const winner = decided?.shown[0]?.from[0]?.name ?? '';
  if (decided && found.indexOf(decided) < found.indexOf(kept))
    return because('D4', `${where}, and DestinationRule ${winner} in ${placeLabel(decided.place)} hides it.`, 'host');
  if (kept.host !== undefined && !isMerged(object, kept))
    return kept.host === ruleHost(object)
      ? because('D2', `${where} and is not exported to that of the proxy.`, 'exportTo')
      : because(
          'D3',
          `${kept.host} is more specific than ${ruleHost(object)}, and nothing of the less specific is taken.`,
          'host',
        );
  if (object.resource.spec.workloadSelector)
    return because('D8', 'It is for pods with other labels.', 'workloadSelector');
  if (!applied) return because('D8', 'It is merged into one that is for pods with other labels.', 'host');
  if (applied.selector)
    return because('D8', `DestinationRule ${applied.from[0]?.name} is for just these pods.`, 'host');
  return because(
    'D7',
    `It is exported to other namespaces than DestinationRule ${applied.from[0]?.name}, so they are not merged, and the last counts.`,
    'exportTo',
  );
}

/** Whether it is a part of what the proxy is shown. */
const isMerged = (rule: DestinationRule, { shown }: Found): boolean => shown.some((it) => it.from.includes(rule));

function lostParts(object: DestinationRule, { trafficPolicy, subsets }: MergedDestinationRule): Evidence[] {
  const { spec } = object.resource;
  const kept = new Set(subsets.filter((it) => it.object === object).map((it) => it.value));
  const policy =
    spec.trafficPolicy && trafficPolicy && trafficPolicy.object !== object
      ? [
          {
            fact: 'D6',
            text: `DestinationRule ${trafficPolicy.object.name} comes first and has a traffic policy, so nothing of this one is taken.`,
            object,
            path: ['spec', 'trafficPolicy'],
            byAge: true as const,
          },
        ]
      : [];
  const duplicates = spec.subsets.flatMap((subset, index) =>
    kept.has(subset)
      ? []
      : [
          {
            fact: 'D6',
            text: `Another DestinationRule for the host has a subset ${subset.name?.value ?? ''} already.`,
            object,
            path: ['spec', 'subsets', index],
            byAge: true as const,
          },
        ],
  );
  return [...policy, ...duplicates];
}
