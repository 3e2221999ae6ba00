import type { EgressListener } from '../../mesh/egress-listeners';
import { hostsTakingTls } from '../../mesh/gateway-api/virtual-services';
import { type Scope, scopeOf } from '../../mesh/scope';
import type { Service } from '../../mesh/services';
import { resolveHost } from '../../model/host';
import type { ListenerClass } from '../../model/protocol';
import { meshGateway } from '../../model/virtual-service';
import { inRange } from '../../text/cidr';
import type { MeshObject } from '../../workspace/mesh';
import type { Request } from '../request';
import { servicesNamed } from './aliases';
import { anyAddress, bindsOf } from './bind';
import { serviceHosts } from './host-names';
import { speaksFirst } from './merge';

/**
 * The services of an egress listener that have a part in what happens to a request at an address and its port. At every
 * address there may be thousands; those that only differ in their names are left out, but for the first of each class,
 * which says what listener there is.
 */
export function servicesOnListener(
  scope: Scope,
  egress: EgressListener,
  bind: string,
  request: Request,
  address: string | undefined,
  capturesDns: boolean,
): ReadonlySet<Service> {
  const { port } = request;
  const onPort = (it: Service): boolean =>
    // C8 pilot/pkg/model/sidecar.go needsPortMatch
    egress.port?.protocol === 'HTTP_PROXY' || it.ports.some(({ number }) => number.value === port);
  const found = new Set<Service>();
  const add = (services: Iterable<Service>): void => {
    for (const it of services) if (onPort(it)) found.add(it);
  };
  const names = [request.host, ...(request.sni ? [request.sni] : [])].flatMap((it) =>
    serviceHosts(it, scope.proxy.namespace),
  );
  // a listener with an address of its own is for all services that it imports
  if (bind === anyAddress || egress.bind === bind) {
    for (const listener of ['tcp', 'auto'] as const) add(scope.servicesDialled(egress, { port, listener }));
    // 3.10 beside such a protocol it matters who came first
    const isContested = [...found].some((it) =>
      it.ports.some(({ number, protocol }) => number.value === port && speaksFirst(protocol)),
    );
    // a port of a Sidecar has a protocol of its own, so there any of its services can matter
    for (const listener of ['http', 'tls'] as const)
      if (egress.port || isContested) add(scope.servicesDialled(egress, { port, listener }));
      else add([firstOn(scope, egress, { port, listener }, bind, capturesDns)].filter((it) => it !== undefined));
    // 3.3 a range that has the address hides every chain with a wider one or none
    add(scope.servicesDialled(egress, { address: '/' }).filter((it) => hasInRange(it, address)));
  } else add(scope.servicesDialled(egress, { address: bind }));
  // a VirtualService takes part through each service that it has a host in common with
  const routed = scope.virtualServices(names, meshGateway).flatMap(hostsOf);
  // V12 an address in the subnets of a rule hides every chain without subnets
  const addressed = byAddress(scope, address).filter(egress.importsVirtualService).flatMap(hostsOf);
  const all = [...routed, ...addressed, ...hostsTakingTls(scope.mesh, names, port)];
  for (const name of new Set([...names, bind, ...all.filter((it) => it !== '*')]))
    add(servicesNamed(scope, egress, name));
  return found;
}

/** The first service that makes a listener at an address, which is the same for requests to any host. */
function firstOn(
  { mesh, proxy, egressListeners }: Scope,
  egress: EgressListener,
  dialled: { readonly port: number; readonly listener: ListenerClass },
  bind: string,
  capturesDns: boolean,
): Service | undefined {
  const index = egressListeners.indexOf(egress);
  const who = [proxy.type, proxy.namespace, ...[...proxy.labels].sort()];
  const question = ['first service', dialled.port, dialled.listener, bind, capturesDns, index, ...who];
  return mesh.remember(JSON.stringify(question), () => {
    // what the scope of one request knows is no answer for later
    const scope = scopeOf(mesh, proxy);
    const listener = scope.egressListeners[index];
    return listener && scope.firstDialled(listener, dialled, isHere(listener, dialled.port, bind, capturesDns));
  });
}

/** HTTP listens at every address, whatever addresses its service has. */
const isHere =
  (egress: EgressListener, port: number, bind: string, capturesDns: boolean) =>
  (it: Service): boolean =>
    it.externalName === undefined &&
    (egress.bind === bind ||
      it.ports.some(({ number, listener }) => number.value === port && listener === 'http') ||
      bindsOf(it, capturesDns).some(({ address }) => address === bind));

const hasInRange = ({ addresses }: Service, address: string | undefined): boolean =>
  addresses.some((it) => it.includes('/') && inRange(address, it));

const hostsOf = ({ resource, namespace }: MeshObject<'VirtualService'>): string[] =>
  resource.spec.hosts.map((it) => resolveHost(it.value, namespace));

/** The VirtualServices with a rule for addresses that has this one. */
function byAddress({ mesh }: Scope, address: string | undefined): readonly MeshObject<'VirtualService'>[] {
  if (address === undefined) return [];
  const inSubnets = ({ dialled }: MeshObject<'VirtualService'>): boolean =>
    dialled.some((it) => 'address' in it && inRange(address, it.address));
  return [address, '/'].flatMap((it) => mesh.dialled('VirtualService', { address: it })).filter(inSubnets);
}
