import { type Leg, legs } from '../mesh/legs';
import { servicesMatching } from '../mesh/services';
import { meshGateway, type Section } from '../model/virtual-service';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { gatewayDestinations, goesPast, outsideHostsOf } from './past-gateway';

/** A rule that leads sidecars to a gateway, for ports only that nobody dials. */
export interface LegNotDialled {
  readonly leg: Leg;
  readonly gateway: MeshObject<'Gateway'>;
  /** The first of the ports. */
  readonly port: Located<number>;
  /** A host that goes past the gateway for it. */
  readonly past: string;
}

/** The rules of a VirtualService that sidecars never use because of their ports. */
export function legsNotDialled(mesh: Mesh, object: MeshObject<'VirtualService'>): LegNotDialled[] {
  if (object.writtenAt || mesh.hasHidden('ServiceEntry') || mesh.hasHidden('VirtualService')) return [];
  const hosts = outsideHostsOf(mesh, object);
  return (hosts.length > 0 ? legs(object, meshGateway) : []).flatMap((leg) => {
    const [gateway] = gatewayDestinations(mesh, object, leg).flatMap((it) => it.gateways);
    const ports = portsDialled(mesh, hosts, leg.section);
    const [port] = leg.matches.flatMap((it) => it.port ?? []);
    if (!gateway || !port || ports.length === 0) return [];
    if (leg.matches.some((it) => !it.port || ports.includes(it.port.value))) return [];
    const past = hosts.find((it) => goesPast(mesh, it, [leg.section]));
    return past === undefined ? [] : [{ leg, gateway, port, past }];
  });
}

/** The ports of the hosts at which sidecars may follow rules of a section; empty where they are not known. */
function portsDialled(mesh: Mesh, hosts: readonly string[], section: Section): number[] {
  const services = hosts.flatMap((it) => servicesMatching(mesh, it));
  const declared = services.flatMap((it) => it.ports.map(({ number }) => number.value));
  // V17 plaintext HTTP on port 80 needs no service
  return section === 'http' ? [80, ...declared] : declared;
}

/** The ports of a host that are declared for what a section is about. */
export function portsFor(mesh: Mesh, host: string, section: Section): number[] {
  const ports = servicesMatching(mesh, host).flatMap((it) => it.ports);
  const fitting = ports.filter(({ listener }) => listener === section || (listener === 'auto' && section !== 'tls'));
  return [...new Set(fitting.map((it) => it.number.value))];
}
