import { resolveHost, sameHost, serviceHost } from '../model/host';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isExportedTo } from './visibility';

/** What Istio knows as a service: one host of a ServiceEntry, or a Kubernetes Service. */
export interface Service {
  readonly host: string;
  readonly object: MeshObject<'ServiceEntry'> | MeshObject<'Service'>;
  readonly ports: readonly ServicePort[];
  /** Outside the mesh: a ServiceEntry that does not say MESH_INTERNAL. */
  readonly external: boolean;
}

export interface ServicePort {
  readonly number: Located<number>;
  /** As written, upper case; empty where it is not said. */
  readonly protocol: string;
  /** Where the traffic really goes, where that is a number. */
  readonly targetPort: number;
}

/**
 * The services with exactly this host that `client` may see; a wildcard host is only itself. Several where several
 * namespaces, or files with alternatives, define it.
 */
export function servicesOf(mesh: Mesh, host: string, client: string): Service[] {
  const entries = mesh.withHost('ServiceEntry', host).flatMap((object) => {
    const { hosts, exportTo } = object.resource.spec;
    // S11 pilot/pkg/model/push_context.go serviceExportTo
    if (!hosts.some((it) => sameHost(resolved(it), host)) || !isExportedTo(exportTo, object.namespace, client))
      return [];
    return [serviceOfEntry(object, host)];
  });
  const services = mesh.withHost('Service', host).flatMap((object) => {
    const own = serviceHost(object.name, object.namespace);
    return sameHost(own, host) ? [kubernetesService(object, own)] : [];
  });
  return [...entries, ...services];
}

// R8 pilot/pkg/serviceregistry/serviceentry/conversion.go convertServices: a short name stays as it is
const resolved = (host: Located<string>): string =>
  host.value.includes('.') ? resolveHost(host.value, '') : host.value;

function serviceOfEntry(object: MeshObject<'ServiceEntry'>, host: string): Service {
  const ports = object.resource.spec.ports.flatMap(({ number, protocol, targetPort }) =>
    number
      ? [{ number, protocol: protocol?.value.toUpperCase() ?? '', targetPort: targetPort?.value ?? number.value }]
      : [],
  );
  // S1 api: networking/v1alpha3/service_entry.proto: MESH_EXTERNAL is the default
  return { host, object, ports, external: object.resource.spec.location?.value !== 'MESH_INTERNAL' };
}

function kubernetesService(object: MeshObject<'Service'>, host: string): Service {
  const ports = object.resource.spec.ports.flatMap(({ port, name, appProtocol, targetPort }) => {
    if (!port) return [];
    const target = Number(targetPort?.value ?? port.value);
    // 3.3 pkg/config/kube/conversion.go ConvertProtocol: appProtocol, else the port's name up to its first dash
    const protocol = (appProtocol?.value ?? name?.value.split('-')[0] ?? '').toUpperCase();
    return [{ number: port, protocol, targetPort: Number.isInteger(target) ? target : port.value }];
  });
  return { host, object, ports, external: object.resource.spec.type?.value === 'ExternalName' };
}
