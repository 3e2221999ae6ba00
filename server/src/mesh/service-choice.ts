import { compareServices, isKubernetes, type Service } from './services';

/**
 * Of the services with one host that a proxy sees, those of the namespace that Istio takes: the proxy's own (`undefined`
 * where that does not count), else that of a Kubernetes Service, else that of the first. Takes and keeps the order in
 * which Istio has them.
 */
export function ofChosenNamespace(services: readonly Service[], own: string | undefined): readonly Service[] {
  let chosen: Service | undefined;
  for (const service of services) {
    // S12 pilot/pkg/model/sidecar.go selectServices
    if (!chosen || service.namespace === own) chosen = service;
    else if (!isKubernetes(chosen) && isKubernetes(service) && chosen.namespace !== own) chosen = service;
  }
  return services.filter((it) => it.namespace === chosen?.namespace);
}

/** The one service that clusters and routes are made from; `undefined` for none. */
export function merged(services: readonly Service[]): Service | undefined {
  let merged: Service | undefined;
  for (const service of services) {
    if (!merged) merged = service;
    // S12 pilot/pkg/model/sidecar.go appendSidecarServices
    else if (isKubernetes(merged) !== isKubernetes(service)) merged = isKubernetes(service) ? service : merged;
    else if (canMerge(merged, service)) merged = withPortsOf(merged, service);
  }
  return merged;
}

const canMerge = (a: Service, b: Service): boolean =>
  // pilot/pkg/model/sidecar.go canMergeServices
  a.namespace === b.namespace && a.resolution === b.resolution && exportKey(a) === exportKey(b);

const exportKey = ({ object }: Service): string =>
  object.resource.kind === 'ServiceEntry'
    ? object.resource.spec.exportTo
        .map((it) => it.value)
        .sort()
        .join()
    : '';

function withPortsOf(service: Service, other: Service): Service {
  const known = new Set(service.ports.map((it) => it.number.value));
  const more = other.ports.filter((it) => !known.has(it.number.value));
  return more.length === 0 ? service : { ...service, ports: [...service.ports, ...more] };
}

/** In the order in which Istio gives services to a namespace: first those exported to it by name, then the public ones. */
export const inServiceOrder = (services: readonly Service[], isPublic: (service: Service) => boolean): Service[] =>
  // pilot/pkg/model/push_context.go servicesExportedToNamespace
  services.length < 2
    ? [...services]
    : services
        .map((service) => ({ service, rank: Number(isPublic(service)) }))
        .sort((a, b) => a.rank - b.rank || compareServices(a.service, b.service))
        .map((it) => it.service);
