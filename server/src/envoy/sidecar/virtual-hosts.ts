import type { EgressListener } from '../../mesh/egress-listeners';
import type { Evidence } from '../../mesh/evidence';
import { refusedForSidecars } from '../../mesh/gateway-api/in-vain';
import type { Scope } from '../../mesh/scope';
import { isKubernetes, type Service } from '../../mesh/services';
import { meshGateway } from '../../model/virtual-service';
import { isAddress } from '../../text/cidr';
import { clusterName, type VirtualHost } from '../config';
import type { Request } from '../request';
import { aliasesOf, servicesNamed } from './aliases';
import { hostsOfPod, serviceHosts, shortNames } from './host-names';
import { isHttp, type Wrapper, wrapperOf } from './virtual-service-hosts';

/** The virtual hosts of a port that could take the request, in the order in which domains are given out; and what gave none. */
export function virtualHosts(scope: Scope, egress: EgressListener, request: Request): VirtualHosts {
  const { port } = request;
  const names = serviceHosts(request.host, scope.proxy.namespace);
  const registry = registryOf(scope, egress, port);
  const services = uniqueHosts(servicesMeant(scope, egress, request)).flatMap((it) => registry(it.host) ?? []);
  const passedOver: Evidence[] = names.flatMap((it) => [...scope.hidden(it), ...refusedForSidecars(scope.mesh, it)]);
  const wrappers: Wrapper[] = [];
  const routed = scope
    .virtualServices([...names, ...services.map((it) => it.host)], meshGateway)
    .filter(egress.importsVirtualService);
  for (const virtualService of routed) {
    const wrapper = wrapperOf(scope, egress, virtualService, services, port, registry);
    if ('fact' in wrapper) passedOver.push(wrapper);
    else if (wrapper.routes.length > 0) wrappers.push(wrapper);
    if (!('fact' in wrapper)) passedOver.push(...wrapper.passedOver);
  }
  const taken = new Set(wrappers.flatMap((it) => it.services.map(({ host }) => host)));
  // route.go BuildSidecarVirtualHostWrapper: services without a VirtualService come last
  for (const service of services)
    if (!taken.has(service.host) && isHttp(service)) wrappers.push(defaultWrapper(service, port));
  const { made, late } = distinct(scope, wrappers, port);
  return { made, passedOver: [...passedOver, ...late] };
}

export interface VirtualHosts {
  readonly made: readonly VirtualHost[];
  readonly passedOver: readonly Evidence[];
}

/** The services that the request's host can mean: by name, by the name of a pod, by address, or by what stands for them. */
function servicesMeant(scope: Scope, egress: EgressListener, { host }: Request): Service[] {
  const named = serviceHosts(host, scope.proxy.namespace).flatMap((it) => servicesNamed(scope, egress, it));
  const pods = hostsOfPod(host, scope.proxy.namespace)
    .flatMap((it) => scope.servicesMatching(egress, it))
    .filter((it) => it.resolution === 'HEADLESS');
  const addressed = isAddress(host) ? scope.servicesDialled(egress, { address: host }) : [];
  return [...named, ...pods, ...addressed];
}

/** The services of an egress listener by host as HTTP routes see them: with one port, that of the listener. */
const registryOf =
  (scope: Scope, egress: EgressListener, port: number) =>
  (host: string): Service | undefined => {
    const matching = scope.servicesMatching(egress, host).filter((it) => it.host.toLowerCase() === host.toLowerCase());
    // httproute.go BuildSidecarOutboundVirtualHosts: of several the last one stays
    const service = matching.findLast((it) => it.ports.some(({ number }) => number.value === port));
    return service && { ...service, ports: service.ports.filter((it) => it.number.value === port).slice(0, 1) };
  };

function uniqueHosts(services: readonly Service[]): Service[] {
  return [...new Map(services.map((it) => [it.host, it])).values()];
}

const defaultWrapper = (service: Service, port: number): Wrapper => ({
  services: [service],
  hosts: [],
  routes: [
    {
      name: 'default',
      match: undefined,
      action: {
        kind: 'route',
        clusters: [{ name: clusterName(port, '', service.host), weight: 100 }],
        mirrors: [],
      },
      because: [],
    },
  ],
  because: [
    {
      fact: 'V11',
      text: 'It has the host, and nothing routes it.',
      object: service.object,
      path: isKubernetes(service) ? [] : ['spec', 'hosts'],
    },
  ],
  passedOver: [],
});

/** Gives each name and each domain to the first that asks for it. */
function distinct(
  scope: Scope,
  wrappers: readonly Wrapper[],
  port: number,
): { readonly made: readonly VirtualHost[]; readonly late: readonly Evidence[] } {
  const names = new Set<string>();
  const domains = new Set<string>();
  const made: VirtualHost[] = [];
  const late: Evidence[] = [];
  const known = new Set(wrappers.flatMap((it) => it.services.map(({ host }) => host)));
  for (const { services, hosts, routes, because } of wrappers) {
    const wanted = [
      ...hosts.map((host) => ({ host, all: [host], alternatives: [] as string[] })),
      ...services.map((it) => domainsOf(scope, it)),
    ];
    for (const { host, all, alternatives } of wanted) {
      const name = `${host}:${port}`;
      const free = names.has(name)
        ? []
        : // httproute.go dedupeDomains: a short form never takes the full name of another service
          all.filter((it) => !domains.has(it) && !(alternatives.includes(it) && known.has(it)));
      names.add(name);
      for (const it of free) domains.add(it);
      // V14 httproute.go BuildSidecarOutboundVirtualHosts
      if (free.length === 0)
        late.push(
          ...because.map((it) => ({
            ...it,
            fact: 'V14',
            text: `An older one already has ${host}.`,
            byAge: true as const,
          })),
        );
      else made.push({ name, domains: free, requireTls: false, routes, because, passedOver: [] });
    }
  }
  return { made, late };
}

/** The domains by which a request can mean a service. */
function domainsOf(
  scope: Scope,
  service: Service,
): { readonly host: string; readonly all: readonly string[]; readonly alternatives: readonly string[] } {
  // httproute.go generateVirtualHostDomains
  const { host, resolution, addresses } = service;
  const hosts = [host, ...aliasesOf(scope, host)];
  const alternatives = hosts.flatMap((it) => shortNames(it, scope.proxy.namespace));
  const named = [...hosts, ...alternatives];
  const pods = resolution === 'HEADLESS' ? named.map((it) => `*.${it}`) : [];
  return { host, all: [...named, ...pods, ...addresses], alternatives };
}
