import { resolveHost } from '../model/host';
import { namespaceLabel } from '../model/namespace';
import type { Destination, HttpRule } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { joinedName, mergedMatches, type RuleMatch } from './delegated-matches';
import type { Evidence } from './evidence';
import { meshConfig } from './mesh-config';
import { isExportedTo } from './visibility';

type VirtualService = MeshObject<'VirtualService'>;

/** An HTTP rule as Istio has it once delegates are put in for the rules that delegate. */
export interface MergedRule {
  readonly rule: HttpRule;
  /** Where the rule with the destinations is written, whose names are those of its namespace. */
  readonly object: VirtualService;
  readonly path: Path;
  /** None for a rule that takes everything. */
  readonly matches: readonly RuleMatch[];
  /** The rule that delegates to this one. */
  readonly delegatedBy?: Evidence;
}

export interface MergedRules {
  readonly rules: readonly MergedRule[];
  /** Rules that Istio leaves out for their delegate. */
  readonly passedOver: readonly Evidence[];
}

/** The HTTP rules of a VirtualService in their order, each rule that delegates replaced by those of its delegate. */
export function mergedHttpRules(mesh: Mesh, virtualService: VirtualService): MergedRules {
  const rules: MergedRule[] = [];
  const passedOver: Evidence[] = [];
  for (const own of ownRules(virtualService)) {
    if (!own.rule.delegate) {
      rules.push(own);
      continue;
    }
    const delegate = delegateOf(mesh, own);
    if (!('resource' in delegate)) {
      passedOver.push(delegate);
      continue;
    }
    for (const theirs of ownRules(delegate)) {
      const merged = mergedRule(own, theirs);
      if (merged) rules.push(merged);
      else passedOver.push(conflict(own, theirs));
    }
  }
  return { rules, passedOver };
}

function ownRules(object: VirtualService): MergedRule[] {
  return object.resource.spec.http.map((rule, index) => {
    const path = ['spec', 'http', index];
    const matches = rule.match.map((match, i) => ({ match, object, path: [...path, 'match', i] }));
    return { rule, object, path, matches };
  });
}

/** The VirtualService that a rule delegates to, or why there is none. */
function delegateOf(mesh: Mesh, { rule, object, path }: MergedRule): VirtualService | Evidence {
  const { name, namespace } = rule.delegate ?? {};
  const owner = namespace?.value || object.namespace;
  const label = `${namespaceLabel(owner)}/${name?.value ?? ''}`;
  const evidence = (text: string): Evidence => ({ fact: 'V6', text, object, path: [...path, 'delegate'] });
  // V6 pilot/pkg/model/virtualservice_controller.go delegateVirtualServices: one with hosts is not a delegate
  const named = mesh.find('VirtualService', owner, name?.value ?? '');
  const delegates = named.filter((it) => it.resource.spec.hosts.length === 0);
  if (delegates.length === 0)
    return evidence(
      named.length > 0
        ? `This rule is left out: it delegates to VirtualService ${label}, which has hosts of its own and so is no delegate.`
        : `This rule is left out: it delegates to VirtualService ${label}, which is not there.`,
    );
  // V6 pilot/pkg/model/virtualservice_controller.go mergeVirtualServices
  const byDefault = meshConfig(mesh).defaultVirtualServiceExportTo.value;
  const visible = delegates.find((it) =>
    isExportedTo(it.resource.spec.exportTo, it.namespace, object.namespace, byDefault),
  );
  return (
    visible ??
    evidence(
      `This rule is left out: it delegates to VirtualService ${label}, which is not exported to namespace ${namespaceLabel(object.namespace)}.`,
    )
  );
}

function conflict(root: MergedRule, { object, path }: MergedRule): Evidence {
  const owner = `VirtualService ${namespaceLabel(root.object.namespace)}/${root.object.name}`;
  return {
    fact: 'V6',
    text: `This rule is left out: its match contradicts that of the rule in ${owner} which delegates to it.`,
    object,
    path,
  };
}

/** A delegate's rule with what it has from the rule that delegates; `undefined` where their matches contradict. */
function mergedRule(root: MergedRule, delegate: MergedRule): MergedRule | undefined {
  // V6 pilot/pkg/model/virtualservice.go mergeHTTPRoute
  const matches = mergedMatches(root.matches, delegate.matches);
  if (!matches) return undefined;
  const from = root.rule;
  const own = delegate.rule;
  const inherited = (destination: Destination): Destination => resolved(destination, root.object.namespace);
  const rule: HttpRule = {
    ...own,
    name: joinedName(from.name, own.name),
    rewrite: own.rewrite ?? from.rewrite,
    directResponse: own.directResponse ?? from.directResponse,
    fault: own.fault ?? from.fault,
    mirror: own.mirror ?? (from.mirror && inherited(from.mirror)),
    mirrorPercent: own.mirrorPercent ?? from.mirrorPercent,
    mirrorPercentage: own.mirrorPercentage ?? from.mirrorPercentage,
    mirrors:
      own.mirrors.length > 0
        ? own.mirrors
        : from.mirrors.map((it) => (it.destination ? { ...it, destination: inherited(it.destination) } : it)),
    headers: own.headers ?? from.headers,
  };
  const delegatedBy: Evidence = {
    fact: 'V6',
    text: 'This rule delegates to the one that takes the request.',
    object: root.object,
    path: [...root.path, 'delegate'],
  };
  return { rule, object: delegate.object, path: delegate.path, matches, delegatedBy };
}

/** With its host in full, so that it means the same in another namespace. */
function resolved(destination: Destination, namespace: string): Destination {
  // R6 pilot/pkg/model/virtualservice_controller.go delegateVirtualServices
  const { host } = destination;
  return host ? { ...destination, host: { ...host, value: resolveHost(host.value, namespace) } } : destination;
}
