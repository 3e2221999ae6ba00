import { type Fix, fix, replace, writeBehind } from '../generate/edit';
import { serviceEntryObject } from '../generate/objects';
import { isWildcard, resolveHost, sameHost, serviceName } from '../model/host';
import { nearest } from '../text/nearest';
import type { Mesh } from '../workspace/mesh';
import type { PlacedDestination } from './destination';

/** What may be done about a destination that no Service and no ServiceEntry has. */
export const missingHostFixes = (mesh: Mesh, to: PlacedDestination, port: number): Fix[] => [
  // what the VirtualService is for is hardly misspelt twice
  ...(isItsOwn(to) ? [] : corrections(mesh, to)),
  ...(serviceName(to.host) || isWildcard(to.host) ? [] : created(to, port)),
];

const isItsOwn = ({ object, host }: PlacedDestination): boolean =>
  object.resource.spec.hosts.some((it) => sameHost(resolveHost(it.value, object.namespace), host));

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
  const port = { number, name: protocol.toLowerCase(), protocol };
  // TLS is begun on the way for requests that applications send to port 80
  const ports = section === 'http' && number === 443 ? plainAndTls : [port];
  const name = host.split('.').join('-').toLowerCase();
  const namespace = object.resource.namespace?.value ?? '';
  const entry = serviceEntryObject({ name, namespace }, [host], ports);
  return fix(`Create a ServiceEntry for '${host}'`, [writeBehind(object, entry)]);
}

const plainAndTls = [
  { number: 80, name: 'http', protocol: 'HTTP' },
  { number: 443, name: 'https', protocol: 'HTTPS' },
];
