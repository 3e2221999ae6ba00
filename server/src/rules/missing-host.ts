import { type Fix, fix, replace, writeBehind } from '../generate/edit';
import { serviceEntryObject } from '../generate/objects';
import { isWildcard, serviceName } from '../model/host';
import { nearest } from '../text/nearest';
import type { Mesh } from '../workspace/mesh';
import type { PlacedDestination } from './destination';

/** What may be done about a destination that no Service and no ServiceEntry has. */
export const missingHostFixes = (mesh: Mesh, to: PlacedDestination, port: number): Fix[] => [
  ...corrections(mesh, to),
  ...(serviceName(to.host) || isWildcard(to.host) ? [] : created(to, port)),
];

function corrections(mesh: Mesh, { object, destination, host }: PlacedDestination): Fix[] {
  const entries = mesh.all('ServiceEntry').flatMap((it) => it.resource.spec.hosts.map(({ value }) => value));
  const services = mesh.all('Service').map((it) => `${it.name}.${it.namespace}.svc.cluster.local`);
  const known = (serviceName(host) ? services : entries).filter((it) => !isWildcard(it));
  return nearest(host, [...new Set(known)]).flatMap((it) =>
    fix(`Change to '${it}'`, [destination.host && replace(object, destination.host.span, it)]),
  );
}

function created({ object, host, section }: PlacedDestination, number: number): Fix[] {
  const protocol = section === 'http' ? 'HTTP' : section === 'tls' ? 'TLS' : 'TCP';
  const name = host.split('.').join('-').toLowerCase();
  const namespace = object.resource.namespace?.value ?? '';
  const entry = serviceEntryObject({ name, namespace }, [host], [{ number, name: protocol.toLowerCase(), protocol }]);
  return fix(`Create a ServiceEntry for '${host}'`, [writeBehind(object, entry)]);
}
