import { compareSpecificity, hostWithin, resolveHost, serviceName } from '../model/host';
import { agree } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { servicesOf } from './services';
import { isExportedTo } from './visibility';

type DestinationRule = MeshObject<'DestinationRule'>;

/**
 * The DestinationRules that a client in a namespace applies to a host: those of the first place that has any, in the
 * order client's namespace, service's namespace, root namespace; there those of the most specific host. Several with the
 * same host in one namespace are merged by Istio, so all are given. Where a namespace is not known, one that may be in a
 * place is given too, but does not end the search. Empty where none applies.
 */
export const destinationRulesFor = (mesh: Mesh, host: string, client: string): readonly DestinationRule[] =>
  mesh.remember(`DestinationRules for ${host} in ${client}`, () => appliedRules(mesh, host, client));

function appliedRules(mesh: Mesh, host: string, client: string): DestinationRule[] {
  const all = mesh.withHost('DestinationRule', host).filter((it) => hostWithin(host, ruleHost(it)));
  // D1 pilot/pkg/model/push_context.go destinationRule
  const places = [[client], ownersOf(mesh, host, client), [mesh.settings.rootNamespace]];
  const given = new Set<DestinationRule>();
  for (const [step, owners] of places.entries()) {
    const visible = all.filter(({ namespace, resource }) => {
      // D2: in its own namespace, one that is exported elsewhere only does not count
      const reader = step === 0 ? namespace : client;
      return owners.some((it) => agree(it, namespace)) && isExportedTo(resource.spec.exportTo, namespace, reader);
    });
    for (const it of mostSpecific(visible)) given.add(it);
    if (visible.some((it) => owners.includes(it.namespace))) break;
  }
  return [...given];
}

/** Whether a rule that a client applies to the host defines the subset, or may once placeholders are filled in. */
export function definesSubset(mesh: Mesh, host: string, client: string, subset: string): boolean {
  const names = mesh.remember(`subsets of ${host} in ${client}`, () => {
    const rules = destinationRulesFor(mesh, host, client);
    return new Set(rules.flatMap((it) => it.resource.spec.subsets.map(({ name }) => knownName(name))));
  });
  return names.has(subset) || names.has(undefined);
}

/** `null` for none, and `undefined` for one that somebody will fill in. */
const knownName = (name: Located<string> | undefined): string | null | undefined =>
  name && hasPlaceholder(name.value) ? undefined : (name?.value ?? null);

function mostSpecific(rules: readonly DestinationRule[]): DestinationRule[] {
  // D3 pilot/pkg/model/config.go MostSpecificHostMatch
  const [best] = rules.map(ruleHost).sort(compareSpecificity);
  return best === undefined
    ? []
    : rules.filter((it) => hostWithin(ruleHost(it), best) && hostWithin(best, ruleHost(it)));
}

/** The namespaces that own the host: the Service's, or those of its ServiceEntries. */
function ownersOf(mesh: Mesh, host: string, client: string): string[] {
  // D5 pilot/pkg/model/push_context.go destinationRule
  const service = serviceName(host);
  if (service) return [service.namespace];
  return servicesOf(mesh, host, client).map((it) => it.object.namespace);
}

export const ruleHost = ({ resource, namespace }: DestinationRule): string =>
  resolveHost(resource.spec.host?.value ?? '', namespace);
