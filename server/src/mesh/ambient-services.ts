import { compareSpecificity, hostWithin, isWildcard, sameHost } from '../model/host';
import type { Mesh } from '../workspace/mesh';
import { serviceEntryVisibility } from './service-entry-visibility';
import { compareServices, isKubernetes, type Service, servicesDialled, servicesMatching } from './services';

/**
 * The service that ztunnels know under one of the names, or at an address, for pods of a namespace: the exact one before
 * a wildcard, that of the namespace before others. What a ServiceEntry says in `exportTo` counts for nothing here.
 */
export function ambientService(mesh: Mesh, names: readonly string[], namespace: string): Service | undefined {
  for (const name of names) {
    const found = [...servicesMatching(mesh, name), ...servicesDialled(mesh, { address: name })]
      .filter((it) => it.externalName === undefined && isShown(mesh, it, namespace))
      .filter(
        (it) =>
          sameHost(it.host, name) || it.addresses.includes(name) || (isWildcard(it.host) && hostWithin(name, it.host)),
      );
    const [best] = [...new Set(found)].sort(
      (a, b) => compareSpecificity(a.host, b.host) || preference(a, b, namespace),
    );
    if (best) return best;
  }
  return undefined;
}

/** Whether pods of a namespace are told of a service. */
function isShown(mesh: Mesh, service: Service, namespace: string): boolean {
  if (isKubernetes(service)) return true;
  // A2 pilot/pkg/serviceregistry/ambient/services.go serviceEntriesInfo
  const visibility = serviceEntryVisibility(mesh, service.namespace, 'ambient');
  return visibility === 'PUBLIC' || (visibility === 'NAMESPACE' && service.namespace === namespace);
}

const preference = (a: Service, b: Service, own: string): number =>
  // services.go selectWorkloadServices
  Number(b.namespace === own) - Number(a.namespace === own) ||
  Number(isKubernetes(b)) - Number(isKubernetes(a)) ||
  compareServices(a, b);
