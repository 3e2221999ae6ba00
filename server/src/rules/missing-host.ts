import { create } from '../generate/create';
import { type Fix, fix, replace } from '../generate/edit';
import { serviceEntryObject } from '../generate/objects';
import { workloadsWith } from '../mesh/gateway-pods';
import { legs } from '../mesh/legs';
import { isWildcard, resolveHost, sameHost, serviceName } from '../model/host';
import { meshGateway } from '../model/virtual-service';
import { nearest } from '../text/nearest';
import type { Mesh } from '../workspace/mesh';
import { declaration } from './declaration';
import type { PlacedDestination } from './destination';
import { gatewayDestinations } from './past-gateway';
import { label } from './places';

/** What may be done about a destination that no Service and no ServiceEntry has. */
export function missingHostFixes(mesh: Mesh, to: PlacedDestination, port: number): Fix[] {
  const near = isMeant(mesh, to) ? declaredAmiss(mesh, to) : (servicesElsewhere(mesh, to) ?? corrections(mesh, to));
  if (near.length > 0 || serviceName(to.host) || isWildcard(to.host)) return near;
  // known, it would be reached past the gateway that another rule leads to
  const isLed = legs(to.object, meshGateway).some((it) => gatewayDestinations(mesh, to.object, it).length > 0);
  const isOfSidecars = legs(to.object, meshGateway).some((it) => it.rule === to.rule);
  if (isLed && isOfSidecars) return [];
  return isRouted(to) ? declaration(mesh, to.object, to.host) : created(mesh, to, port);
}

/** Whether the VirtualService is for the host itself. */
const isRouted = ({ object, host }: PlacedDestination): boolean =>
  object.resource.spec.hosts.some((it) => sameHost(resolveHost(it.value, object.namespace), host));

/** Whether others call the host by that name too, so that it is no slip of the one who sends there. */
const isMeant = (mesh: Mesh, to: PlacedDestination): boolean =>
  isRouted(to) ||
  mesh
    .withHost('DestinationRule', to.host)
    .some((it) => sameHost(resolveHost(it.resource.spec.host?.value ?? '', it.namespace), to.host));

/** Moves a Service to where its pods are; `undefined` where no such one is elsewhere. */
function servicesElsewhere(mesh: Mesh, { host }: PlacedDestination): Fix[] | undefined {
  const { name, namespace } = serviceName(host) ?? {};
  if (!name || !namespace) return undefined;
  const lost = mesh.named('Service', name).filter(({ resource, namespace: own }) => {
    const hasPods = (it: string): boolean => workloadsWith(mesh, resource.spec.selector, it).length > 0;
    return own !== namespace && !hasPods(own) && hasPods(namespace);
  });
  if (lost.length === 0) return undefined;
  return lost.flatMap((it) =>
    fix(`Move ${label(it)} to namespace ${namespace}`, [
      it.resource.namespace && replace(it, it.resource.namespace.span, namespace),
    ]),
  );
}

/** The names of ServiceEntries that this one may be. */
function declaredAmiss(mesh: Mesh, { host }: PlacedDestination): Fix[] {
  if (serviceName(host) || isWildcard(host)) return [];
  const entries = mesh
    .all('ServiceEntry')
    .flatMap((entry) => entry.resource.spec.hosts.map((name) => ({ entry, name })))
    .filter(({ name }) => !isWildcard(name.value) && mesh.withHost('VirtualService', name.value).length === 0);
  return nearest(
    host,
    entries.map(({ name }) => name.value),
  ).flatMap((it) =>
    entries
      .filter(({ name }) => name.value === it)
      .flatMap(({ entry, name }) =>
        fix(`Change '${it}' to '${host}' in ${label(entry)}`, [replace(entry, name.span, host)]),
      ),
  );
}

function corrections(mesh: Mesh, { object, destination, host }: PlacedDestination): Fix[] {
  const entries = mesh.all('ServiceEntry').flatMap((it) => it.resource.spec.hosts.map(({ value }) => value));
  const services = mesh.all('Service').map((it) => `${it.name}.${it.namespace}.svc.cluster.local`);
  const known = (serviceName(host) ? services : entries).filter((it) => !isWildcard(it));
  return nearest(host, [...new Set(known)]).flatMap((it) =>
    fix(`Change to '${it}'`, [destination.host && replace(object, destination.host.span, it)]),
  );
}

function created(mesh: Mesh, { object, host, section }: PlacedDestination, number: number): Fix[] {
  const protocol = section === 'http' ? 'HTTP' : section === 'tls' ? 'TLS' : 'TCP';
  const port = { number, name: protocol.toLowerCase(), protocol };
  // TLS is begun on the way for requests that applications send to port 80
  const ports = section === 'http' && number === 443 ? plainAndTls : [port];
  const name = host.split('.').join('-').toLowerCase();
  const namespace = object.resource.namespace?.value ?? '';
  const entry = serviceEntryObject({ name, namespace }, [host], ports);
  return fix(`Create a ServiceEntry for '${host}'`, [create(mesh, object, entry)]);
}

const plainAndTls = [
  { number: 80, name: 'http', protocol: 'HTTP' },
  { number: 443, name: 'https', protocol: 'HTTPS' },
];
