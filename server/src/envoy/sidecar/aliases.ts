import type { EgressListener } from '../../mesh/egress-listeners';
import type { Scope } from '../../mesh/scope';
import { type Service, servicesMatching, servicesOfObject } from '../../mesh/services';
import { sameHost } from '../../model/host';

/**
 * The services that an egress listener has for a host: its own, or that for which an ExternalName Service of this host
 * stands in the end.
 */
export function servicesNamed(scope: Scope, egress: EgressListener, host: string): readonly Service[] {
  const own = scope.servicesMatching(egress, host).filter((it) => it.externalName === undefined);
  const concrete = concreteHost(scope, host);
  if (concrete === undefined) return own;
  // pilot/pkg/model/sidecar.go matchingAliasService: the alias must be among the hosts that are imported of its service's namespace
  const meant = scope
    .servicesMatching(egress, concrete)
    .filter((it) => sameHost(it.host, concrete) && egress.imports.service(host, it.namespace));
  return [...own, ...meant];
}

/** The host that an ExternalName Service stands for in the end; `undefined` where there is none of this host, or it is itself. */
function concreteHost({ mesh }: Scope, alias: string): string | undefined {
  const seen = new Set<string>();
  let host = alias;
  // pilot/pkg/model/push_context.go resolveServiceAliases
  for (;;) {
    const service = servicesMatching(mesh, host).find((it) => it.externalName !== undefined && sameHost(it.host, host));
    if (service?.externalName === undefined) return host === alias ? undefined : host;
    if (seen.has(host)) return undefined;
    seen.add(host);
    host = service.externalName.toLowerCase();
  }
}

/** The hosts of the ExternalName Services that stand for a service, directly or by others. */
export function aliasesOf({ mesh }: Scope, host: string): string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    const services = mesh.with('Service', { kind: 'host', host: name }).flatMap(servicesOfObject);
    for (const { externalName, host: alias } of services) {
      if (externalName === undefined || !sameHost(externalName.toLowerCase(), name) || found.has(alias)) continue;
      found.add(alias);
      add(alias);
    }
  };
  add(host);
  return [...found];
}
