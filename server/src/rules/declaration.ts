import { create } from '../generate/create';
import { type Fix, fix } from '../generate/edit';
import { egressName } from '../generate/egress-name';
import { type Port, serviceEntryObject } from '../generate/objects';
import { legs, routeDestinations } from '../mesh/legs';
import { isWildcard, sameHost } from '../model/host';
import { meshGateway, resolveGateway } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';

type VirtualService = MeshObject<'VirtualService'>;

/** The fix that declares a host in a ServiceEntry with the ports that the rules of the VirtualService speak of. */
export function declaration(mesh: Mesh, routing: VirtualService, host: string): Fix[] {
  const ports = portsOf(routing, host);
  if (isWildcard(host) || ports.length === 0) return [];
  const name = { name: egressName(host), namespace: routing.resource.namespace?.value ?? '' };
  return fix(`Declare ${host} in a ServiceEntry`, [create(mesh, routing, serviceEntryObject(name, [host], ports))]);
}

function portsOf(routing: VirtualService, host: string): Port[] {
  const usual = { http: 80, tls: 443, tcp: undefined } as const;
  const protocols = { http: 'HTTP', tls: 'TLS', tcp: 'TCP' } as const;
  const found = new Map<number, string>();
  for (const leg of legs(routing, meshGateway)) {
    const dialled = leg.matches.map((it) => it.port?.value ?? usual[leg.section]);
    for (const number of dialled.length > 0 ? dialled : [usual[leg.section]])
      if (number !== undefined) found.set(number, protocols[leg.section]);
  }
  for (const leg of allLegs(routing))
    for (const to of routeDestinations(leg, routing)) {
      const number = to.destination.port?.number?.value;
      if (sameHost(to.host, host) && number !== undefined && !found.has(number))
        found.set(number, number === 443 ? 'HTTPS' : protocols[leg.section]);
    }
  return [...found].map(([number, protocol]) => ({ number, name: `${protocol.toLowerCase()}-${number}`, protocol }));
}

/** The rules of sidecars and of gateways. */
const allLegs = (routing: VirtualService) =>
  [meshGateway, ...routing.resource.spec.gateways.map((it) => it.value).filter((it) => it !== meshGateway)].flatMap(
    (it) => legs(routing, it === meshGateway ? meshGateway : resolveGateway(it, routing)),
  );
