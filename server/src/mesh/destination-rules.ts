import { compareSpecificity, hostWithin, resolveHost, serviceName } from '../model/host';
import { agree } from '../model/namespace';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { servicesOf } from './services';
import { isExportedTo } from './visibility';

/**
 * The DestinationRules that a client in a namespace applies to a host: those of the first place that has any, in the
 * order client's namespace, service's namespace, root namespace; there those of the most specific host, merged. Several
 * with the same host in one namespace are merged by Istio, so all are given. Empty where none applies.
 */
export function destinationRulesFor(mesh: Mesh, host: string, client: string): MeshObject<'DestinationRule'>[] {
  const all = mesh.withHost('DestinationRule', host).filter((it) => hostWithin(host, ruleHost(it)));
  const root = mesh.settings.rootNamespace;
  const owners = ownersOf(mesh, host, client);
  // D1 pilot/pkg/model/push_context.go destinationRule
  const steps: ((it: MeshObject<'DestinationRule'>) => boolean)[] = [
    (it) => agree(it.namespace, client) && isExportedTo(it.resource.spec.exportTo, it.namespace, it.namespace),
    (it) =>
      owners.some((owner) => agree(it.namespace, owner)) &&
      isExportedTo(it.resource.spec.exportTo, it.namespace, client),
    (it) => agree(it.namespace, root) && isExportedTo(it.resource.spec.exportTo, it.namespace, client),
  ];
  for (const step of steps) {
    const found = all.filter(step);
    if (found.length === 0) continue;
    // D3 pilot/pkg/model/config.go MostSpecificHostMatch
    const [best] = found.map(ruleHost).sort(compareSpecificity);
    return found.filter((it) => ruleHost(it) === best || compareHosts(ruleHost(it), best));
  }
  return [];
}

/** The namespaces that own the host: the Service's, or those of its ServiceEntries. */
function ownersOf(mesh: Mesh, host: string, client: string): string[] {
  // D5 pilot/pkg/model/push_context.go destinationRule
  const service = serviceName(host);
  if (service) return [service.namespace];
  return servicesOf(mesh, host, client).map((it) => it.object.namespace);
}

export const ruleHost = ({ resource, namespace }: MeshObject<'DestinationRule'>): string =>
  resolveHost(resource.spec.host?.value ?? '', namespace);

const compareHosts = (a: string, b: string | undefined): boolean =>
  b !== undefined && hostWithin(a, b) && hostWithin(b, a);
