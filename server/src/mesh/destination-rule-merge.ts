import type { Subset, TrafficPolicy } from '../model/destination-rule';
import { hasLabels, type Labels, plainLabels } from '../model/labels';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { ruleHost } from './destination-rules';

export type DestinationRule = MeshObject<'DestinationRule'>;

/** A part of a DestinationRule, and where it is written. */
export interface Part<T> {
  readonly value: T;
  readonly object: DestinationRule;
  readonly path: Path;
}

/** What Istio makes of DestinationRules that one namespace has for one host. */
export interface MergedDestinationRule {
  readonly host: string;
  /** In the order in which Istio merges them. */
  readonly from: readonly DestinationRule[];
  /** As written; empty for what the mesh has as its default. */
  readonly exportTo: ReadonlySet<string>;
  /** The labels of the only pods that it is for; absent where it is for all. */
  readonly selector: Labels | undefined;
  readonly trafficPolicy: Part<TrafficPolicy> | undefined;
  readonly subsets: readonly Part<Subset>[];
}

/** The namespaces that a DestinationRule says it is for. */
export function exportToOf({ resource }: DestinationRule): ReadonlySet<string> {
  // D8 pilot/pkg/model/push_context.go setDestinationRules: one with a selector never leaves its namespace
  if (resource.spec.workloadSelector) return new Set(['.']);
  return new Set(resource.spec.exportTo.map((it) => it.value));
}

/** Merges the DestinationRules that a namespace has for one host, in Istio's order; several where `exportTo` or selectors differ. */
export function mergeRules(rules: readonly DestinationRule[]): readonly MergedDestinationRule[] {
  const selective = rules.filter((it) => it.resource.spec.workloadSelector);
  const others = rules.filter((it) => !it.resource.spec.workloadSelector);
  // D6 pilot/pkg/model/push_context.go sortConfigBySelectorAndCreationTime
  return [...selective, ...others].reduce<readonly MergedDestinationRule[]>(withRule, []);
}

function withRule(known: readonly MergedDestinationRule[], object: DestinationRule): MergedDestinationRule[] {
  // pilot/pkg/model/destination_rule.go mergeDestinationRule, of which each branch is one here
  const incoming = single(object);
  let standsAlone = true;
  const merged = known.map((it) => {
    const isSame = equalSets(it.exportTo, incoming.exportTo);
    standsAlone = !isSame;
    // D7 what goes to other namespaces is not merged, unless it goes to more of them
    if (!isSame && !(it.exportTo.size > 0 && isSuperset(incoming.exportTo, it.exportTo))) return it;
    const bothSelect = it.selector !== undefined && incoming.selector !== undefined;
    // D8 other pods
    if (bothSelect && !equalLabels(it.selector, incoming.selector)) {
      standsAlone = true;
      return it;
    }
    if (bothSelect || (!it.selector && !incoming.selector)) standsAlone = false;
    return union(it, incoming);
  });
  return standsAlone ? [...merged, incoming] : merged;
}

function single(object: DestinationRule): MergedDestinationRule {
  const { trafficPolicy, subsets, workloadSelector } = object.resource.spec;
  return {
    host: ruleHost(object),
    from: [object],
    exportTo: exportToOf(object),
    selector: workloadSelector && plainLabels(workloadSelector.matchLabels),
    trafficPolicy: trafficPolicy && { value: trafficPolicy, object, path: ['spec', 'trafficPolicy'] },
    subsets: subsets.map((value, index) => ({ value, object, path: ['spec', 'subsets', index] })),
  };
}

type PolicyPart = Part<TrafficPolicy> | undefined;

/** Subsets are put together, and the first traffic policy wins whole. */
function union(first: MergedDestinationRule, second: MergedDestinationRule): MergedDestinationRule {
  // D6 mergeDestinationRule
  const names = new Set(first.subsets.map(({ value }) => value.name?.value ?? ''));
  return {
    ...first,
    from: [...first.from, ...second.from],
    trafficPolicy: mergedPolicy(first.trafficPolicy, second.trafficPolicy),
    subsets: [...first.subsets, ...second.subsets.filter(({ value }) => !names.has(value.name?.value ?? ''))],
  };
}

function mergedPolicy(first: PolicyPart, second: PolicyPart): PolicyPart {
  if (!first || !second) return first ?? second;
  const isPolicy = (it: Part<TrafficPolicy>): boolean => it.object.writtenAt !== undefined;
  if (isPolicy(first) === isPolicy(second)) return first;
  // D9, Y5 destination_rule.go mergeBackendPolicyTrafficPolicy: what a BackendTLSPolicy says fills the gaps of the other
  const [user, policy] = isPolicy(first) ? [second, first] : [first, second];
  const own = new Set(user.value.portLevelSettings.map((it) => it.port?.number?.value));
  const theirs = new Map(policy.value.portLevelSettings.map((it) => [it.port?.number?.value, it]));
  const value: TrafficPolicy = {
    ...user.value,
    tls: user.value.tls ?? policy.value.tls,
    portLevelSettings: [
      ...user.value.portLevelSettings.map((it) => ({ ...it, tls: it.tls ?? theirs.get(it.port?.number?.value)?.tls })),
      ...policy.value.portLevelSettings.filter((it) => !own.has(it.port?.number?.value)),
    ],
  };
  return user.value.tls || own.size > 0 ? { ...user, value } : { ...policy, value };
}

const isSuperset = (all: ReadonlySet<string>, some: ReadonlySet<string>): boolean =>
  [...some].every((it) => all.has(it));

const equalSets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && isSuperset(a, b);

const equalLabels = (a: Labels, b: Labels): boolean => a.size === b.size && hasLabels(a, b);
