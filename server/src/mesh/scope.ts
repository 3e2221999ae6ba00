import { resolveHost, sameHost } from '../model/host';
import type { Name } from '../model/name';
import { namespaceLabel } from '../model/namespace';
import type { ListenerClass } from '../model/protocol';
import { destinations, meshGateway } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { rootsOf } from './delegate-roots';
import { type EgressListener, egressListeners } from './egress-listeners';
import type { Evidence } from './evidence';
import { exports } from './exports';
import { firstGeneratedDialled } from './gateway-api/generated-services';
import { meshConfig } from './mesh-config';
import type { Proxy } from './proxy';
import { inServiceOrder, merged, ofChosenNamespace } from './service-choice';
import { type Service, servicesDialled, servicesMatching, servicesOfObject } from './services';
import { sidecarOf } from './sidecars';
import { virtualServicesAbout, visibleVirtualServices } from './virtual-services';

export type GatewayName = Extract<Name, { kind: 'gateway' }>;

/** What one proxy is told of: the services and VirtualServices that are exported to it and that its Sidecar imports. */
export interface Scope {
  readonly mesh: Mesh;
  readonly proxy: Proxy;
  /** The Sidecar that holds for the proxy, if there is one. */
  readonly sidecar: MeshObject<'Sidecar'> | undefined;
  /** Sidecars that could have held, and why they don't. */
  readonly otherSidecars: readonly Evidence[];
  /** What the Sidecar makes of its `egress`; one that imports everything where it says nothing. */
  readonly egressListeners: readonly EgressListener[];
  /** The service of exactly this host that Istio picks for the proxy; `undefined` where it sees none. */
  service(host: string): Service | undefined;
  /** The services that an egress listener has for a host, a wildcard's for itself; those of one host are of one namespace. */
  servicesMatching(listener: EgressListener, host: string): readonly Service[];
  /** The services that are dialled on a port as that class of listener, or at an address. */
  servicesDialled(
    listener: EgressListener,
    dialled: { readonly port: number; readonly listener: ListenerClass } | { readonly address: string },
  ): readonly Service[];
  /** The services in the order in which Istio makes listeners of them. */
  inOrder(services: Iterable<Service>): readonly Service[];
  /** The first service that is dialled so, in the order in which objects are kept; `undefined` for none. */
  firstDialled(
    listener: EgressListener,
    dialled: { readonly port: number; readonly listener: ListenerClass },
    isMeant: (service: Service) => boolean,
  ): Service | undefined;
  /**
   * The VirtualServices bound to the sidecars or to a Gateway that have a name in common with one of the hosts, in the
   * order in which Istio gives them to the proxy. `*` has a name in common with all.
   */
  virtualServices(
    hosts: string | readonly string[],
    gateway: typeof meshGateway | GatewayName,
  ): readonly MeshObject<'VirtualService'>[];
  /** Objects about that host which the proxy does not see, and why; and those that count in their place. */
  hidden(host: string): readonly Evidence[];
}

/** What Istio tells a proxy. */
export function scopeOf(mesh: Mesh, proxy: Proxy): Scope {
  const { sidecar, passedOver } = sidecarOf(mesh, proxy, meshConfig(mesh).rootNamespace.value);
  const listeners = egressListeners(sidecar, proxy.namespace);
  const { isVisible, isPublic } = exports(mesh, proxy.namespace);

  /** Those that the listener imports, of each host those of one namespace. */
  const select = (listener: EgressListener, services: readonly Service[]): readonly Service[] =>
    inServiceOrder(services, isPublic).filter(
      (it) => isVisible(it) && listener.imports.service(it.host, it.namespace) && hasPortOf(listener, it),
    );

  // S12 pilot/pkg/model/sidecar.go DefaultSidecarScopeForGateway: gateways don't prefer their own namespace
  const preferred = proxy.type === 'sidecar' ? proxy.namespace : undefined;
  // a scope is for one trace, within which nothing changes
  const chosen = new Map<EgressListener, Map<string, readonly Service[]>>();
  const withHost = (listener: EgressListener, host: string): readonly Service[] => {
    const known = chosen.get(listener) ?? new Map<string, readonly Service[]>();
    chosen.set(listener, known);
    const services = known.get(host) ?? ofChosenNamespace(select(listener, servicesOfHost(host)), preferred);
    known.set(host, services);
    return services;
  };
  const servicesOfHost = (host: string): Service[] =>
    servicesMatching(mesh, host).filter((it) => sameHost(it.host, host));

  const isChosen =
    (listener: EgressListener) =>
    (service: Service): boolean =>
      withHost(listener, service.host).some((it) => it.namespace === service.namespace);

  return {
    mesh,
    proxy,
    sidecar,
    otherSidecars: passedOver,
    egressListeners: listeners,
    service(host) {
      // C5 pilot/pkg/model/sidecar.go collectImportedServices: what a listener imports, then what its VirtualServices send to
      const parts = listeners.flatMap((it) => {
        const imported = onPortOf(it, withHost(it, host));
        const isWhole = imported.length > 0 && it.port === undefined;
        return isWhole || proxy.type !== 'sidecar' ? imported : [...imported, ...destinationOf(it, host)];
      });
      return merged(parts);
    },
    servicesMatching: (listener, host) => select(listener, servicesMatching(mesh, host)).filter(isChosen(listener)),
    servicesDialled(listener, dialled) {
      return select(listener, servicesDialled(mesh, dialled)).filter(isChosen(listener));
    },
    inOrder: (services) => inServiceOrder([...services], isPublic),
    firstDialled(listener, dialled, isWanted) {
      const isMeant = (it: Service): boolean =>
        isWanted(it) && isVisible(it) && listener.imports.service(it.host, it.namespace) && isChosen(listener)(it);
      const object =
        mesh.firstDialled('ServiceEntry', dialled, (it) => servicesOfObject(it).some(isMeant)) ??
        mesh.firstDialled('Service', dialled, (it) => servicesOfObject(it).some(isMeant));
      return object ? servicesOfObject(object).find(isMeant) : firstGeneratedDialled(mesh, dialled, isMeant);
    },
    virtualServices(hosts, gateway) {
      const visible = visibleVirtualServices(
        mesh,
        proxy,
        typeof hosts === 'string' ? [hosts] : [...new Set(hosts)],
        gateway,
      );
      if (gateway !== meshGateway || !sidecar) return visible;
      return visible.filter((it) => listeners.some((listener) => listener.importsVirtualService(it)));
    },
    hidden: hiddenServices,
  };

  /** A service that a VirtualService sends to which the listener imports, with the ports that it sends to. */
  function destinationOf(listener: EgressListener, host: string): readonly Service[] {
    if (servicesOfHost(host).length === 0) return [];
    const ports = new Set<number>();
    for (const sender of virtualServicesAbout(mesh, host)) {
      // V6 what a delegate sends to, its roots send to
      const senders = sender.resource.spec.hosts.length > 0 ? [sender] : rootsOf(mesh, sender);
      const isImported = visibleVirtualServices(mesh, proxy, ['*'], meshGateway, senders).some(
        listener.importsVirtualService,
      );
      if (!isImported) continue;
      for (const destination of destinations(sender.resource.spec))
        if (destination.host && sameHost(resolveHost(destination.host.value, sender.namespace), host))
          ports.add(destination.port?.number?.value ?? 0);
    }
    if (ports.size === 0) return [];
    const all = inServiceOrder(servicesOfHost(host), isPublic);
    const own = all.filter((it) => it.namespace === proxy.namespace);
    const service = merged(own.length > 0 ? own : ofChosenNamespace(all.filter(isVisible), proxy.namespace));
    if (!service) return [];
    if (hasPort(listener)) return hasPortOf(listener, service) ? onPortOf(listener, [service]) : [];
    // pilot/pkg/model/sidecar.go serviceMatchingVirtualServicePorts: only the ports that are sent to
    if (ports.has(0)) return [service];
    const used = service.ports.filter((it) => ports.has(it.number.value));
    return used.length > 0 ? [{ ...service, ports: used }] : [];
  }

  /** Of services with one host in several namespaces, those that count instead of the others. */
  function preferredServices(host: string): Evidence[] {
    return listeners.flatMap((listener) => {
      const all = select(listener, servicesOfHost(host));
      const counting = withHost(listener, host);
      const others = new Set(all.filter((it) => !counting.includes(it)).map((it) => namespaceLabel(it.namespace)));
      const text = `It is the one that counts for ${host} here, and not that of ${[...others].join(', ')}.`;
      // S12 pilot/pkg/model/sidecar.go selectServices
      return others.size > 0
        ? counting.map(({ object }) => ({ fact: 'S12', text, object, path: ['metadata', 'namespace'] }))
        : [];
    });
  }

  function hiddenServices(host: string): Evidence[] {
    const matching = servicesMatching(mesh, host);
    const preferred = [...new Set(matching.map((it) => it.host))].flatMap(preferredServices);
    const hidden = matching.flatMap((service): Evidence[] => {
      const { object } = service;
      if (!isVisible(service))
        return [
          {
            fact: 'S11',
            text: 'It is not exported to the namespace of the proxy.',
            object,
            path: ['spec', 'exportTo'],
          },
        ];
      if (!listeners.some(({ imports }) => imports.service(service.host, service.namespace)))
        return [
          { fact: 'C6', text: 'It is not among the hosts that the Sidecar imports.', object, path: ['spec', 'hosts'] },
        ];
      return [];
    });
    return [...hidden, ...preferred];
  }
}

/** Whether a listener is for the services of one port only. */
const hasPort = ({ port }: EgressListener): boolean =>
  // C8 pilot/pkg/model/sidecar.go needsPortMatch
  port !== undefined && port.protocol !== 'HTTP_PROXY';

/** A listener with a port has of each service only that port. */
const onPortOf = (listener: EgressListener, services: readonly Service[]): readonly Service[] =>
  hasPort(listener)
    ? services.map((it) => ({ ...it, ports: it.ports.filter(({ number }) => number.value === listener.port?.number) }))
    : services;

/** Whether a service is for a listener at all: one with a port is for services that have it. */
const hasPortOf = (listener: EgressListener, { ports }: Service): boolean =>
  // C8 pilot/pkg/model/sidecar.go serviceMatchingListenerPort
  !hasPort(listener) || ports.some(({ number }) => number.value === listener.port?.number);
