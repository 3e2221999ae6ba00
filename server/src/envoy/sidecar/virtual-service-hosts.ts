import type { EgressListener } from '../../mesh/egress-listeners';
import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import type { Service } from '../../mesh/services';
import { compareSpecificity, hostsMatch, hostWithin, isWildcard, resolveHost } from '../../model/host';
import { agree, namespaceLabel } from '../../model/namespace';
import { meshGateway } from '../../model/virtual-service';
import type { MeshObject } from '../../workspace/mesh';
import type { Route } from '../config';
import type { Lookup } from '../routes/destination';
import { routesOf } from '../routes/routes';

type VirtualService = MeshObject<'VirtualService'>;

/** What a VirtualService gives to the HTTP routes of a port. */
export interface Wrapper {
  readonly services: readonly Service[];
  /** Hosts of it that no service has. */
  readonly hosts: readonly string[];
  readonly routes: readonly Route[];
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
}

/** What a VirtualService gives to a port, with those of its services that the request can mean; else why it gives nothing. */
export function wrapperOf(
  scope: Scope,
  egress: EgressListener,
  virtualService: VirtualService,
  services: readonly Service[],
  port: number,
  registry: Lookup,
): Wrapper | Evidence {
  const place = { object: virtualService, path: ['spec', 'hosts'] };
  const hosts = virtualService.resource.spec.hosts.map((it) => resolveHost(it.value, virtualService.namespace));
  const exact = hosts.filter((it) => !isWildcard(it));
  const own = exact.flatMap((it) => registry(it) ?? []);
  const wild = hosts.filter(isWildcard);
  // V16 route.go separateVSHostsAndServices: a wildcard takes the services that nothing more specific has
  const byWildcard = virtualService.writtenAt
    ? []
    : services.filter(
        (it) => wild.some((host) => hostsMatch(host, it.host)) && mostSpecific(scope, egress, it) === virtualService,
      );
  const isOnPort = own.length > 0 || wild.some((it) => scope.servicesMatching(egress, it).some(onPort(port)));
  // httproute.go selectVirtualServices: away from port 80 only what has a host in common with a service of the port
  const isSelected =
    port === 80 ||
    isOnPort ||
    exact.some((it) =>
      scope.servicesMatching(egress, it).some((service) => isWildcard(service.host) && onPort(port)(service)),
    );
  const { routes, passedOver } = isSelected
    ? routesOf(virtualService, {
        mesh: scope.mesh,
        proxy: scope.proxy,
        gateway: meshGateway,
        port,
        isTls: false,
        lookup: registry,
      })
    : { routes: [], passedOver: [] };
  const unknown = [
    ...exact.filter((it) => !registry(it)),
    ...wild.filter((it) => !scope.servicesMatching(egress, it).some(onPort(port))),
  ];
  const http = [...own, ...byWildcard].filter(isHttp);
  const hasHttp = http.length > 0 || wild.some((it) => takesOther(scope, egress, virtualService, it, port));
  // V17 route.go buildSidecarVirtualHostsForVirtualService: without a service only port 80 has it
  if (!isSelected || (!hasHttp && port !== 80))
    return { fact: 'V17', text: `None of its hosts is a service with HTTP on port ${port}.`, ...place };
  if (virtualService.writtenAt && !own.some((it) => isRouteFor(scope, virtualService, it)))
    return notRouted(scope, virtualService, own);
  const because = { fact: 'V16', text: 'It has the host and routes it.', ...place };
  return { services: http, hosts: unknown, routes, because: [because], passedOver };
}

/** Whether a wildcard of a VirtualService takes any service with HTTP on the port, be it another than the request is for. */
const takesOther = (
  scope: Scope,
  egress: EgressListener,
  virtualService: VirtualService,
  wildcard: string,
  port: number,
): boolean =>
  scope
    .servicesMatching(egress, wildcard)
    .some(
      (it) =>
        it.ports.some(
          ({ number, listener }) => number.value === port && (listener === 'http' || listener === 'auto'),
        ) && mostSpecific(scope, egress, it) === virtualService,
    );

const onPort =
  (port: number) =>
  ({ ports }: Service): boolean =>
    ports.some((it) => it.number.value === port);

/** The VirtualService with the most specific host that the service has. */
function mostSpecific(scope: Scope, egress: EgressListener, { host }: Service): VirtualService | undefined {
  // V16 pilot/pkg/model/sidecar.go computeWildcardHostVirtualServiceIndex
  const all = scope
    .virtualServices(host, meshGateway)
    .filter(egress.importsVirtualService)
    .flatMap((virtualService) =>
      virtualService.resource.spec.hosts.flatMap((it) => {
        const own = resolveHost(it.value, virtualService.namespace);
        return hostWithin(host, own) ? [{ virtualService, own }] : [];
      }),
    );
  return all.reduce<(typeof all)[number] | undefined>(
    (best, it) => (best && compareSpecificity(best.own, it.own) <= 0 ? best : it),
    undefined,
  )?.virtualService;
}

/** Whether a port of the service may carry HTTP. */
export const isHttp = ({ ports }: Service): boolean =>
  ports.some((it) => it.listener === 'http' || it.listener === 'auto');

/** Whether routes of the Gateway API count for a service: those of its own namespace for all, those of the client's for it. */
const isRouteFor = ({ proxy }: Scope, { namespace }: VirtualService, service: Service): boolean =>
  // K5 route.go buildSidecarVirtualHostsForVirtualService
  agree(service.namespace, namespace) || agree(proxy.namespace, namespace);

function notRouted({ proxy }: Scope, object: VirtualService, own: readonly Service[]): Evidence {
  const place = { object, path: ['spec', 'hosts'] };
  const [service] = own;
  // K5 route.go buildSidecarVirtualHostsForVirtualService: a host with * is never that of a service here
  if (!service) return { fact: 'K5', text: 'Sidecars have a route only for a host without *.', ...place };
  return {
    fact: 'K5',
    text: `It is in ${namespaceLabel(object.namespace)}: sidecars in ${namespaceLabel(proxy.namespace)} follow routes of their own namespace and of that of the service, ${namespaceLabel(service.namespace)}.`,
    ...place,
  };
}
