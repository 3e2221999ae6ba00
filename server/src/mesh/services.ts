import { hostsMatch, sameHost, serviceHost, serviceName } from '../model/host';
import type { Dialled } from '../model/kind';
import {
  type ListenerClass,
  listenerClass,
  type Protocol,
  parseProtocol,
  servicePortProtocol,
} from '../model/protocol';
import type { Located } from '../text/span';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { compare, created } from '../workspace/shelf';
import { generatedServices, generatedServicesDialled } from './gateway-api/generated-services';
import { isExportedTo } from './visibility';

/** What makes a service: for a Kubernetes Gateway, Istio makes one that has no manifest. */
export type ServiceObject = MeshObject<'ServiceEntry'> | MeshObject<'Service'> | MeshObject<'KubernetesGateway'>;

/** What Istio knows as a service: one host of a ServiceEntry, or a Kubernetes Service. */
export interface Service {
  /** Lower case. */
  readonly host: string;
  /** As it is written, which SNI is compared with. */
  readonly written: string;
  readonly object: ServiceObject;
  readonly namespace: string;
  readonly ports: readonly ServicePort[];
  /** Outside the mesh: a ServiceEntry that does not say MESH_INTERNAL, or an ExternalName Service. */
  readonly external: boolean;
  /** As a ServiceEntry says it; HEADLESS and EXTERNAL_NAME for such Services, CLUSTER_IP for any other Service. */
  readonly resolution: Resolution;
  /** IPs and CIDR ranges that stand for it; empty for none and, as is usual for a Service, for one that is not written. */
  readonly addresses: readonly string[];
  /** What an ExternalName Service stands for. */
  readonly externalName: string | undefined;
}

export type Resolution =
  | 'NONE'
  | 'STATIC'
  | 'DNS'
  | 'DNS_ROUND_ROBIN'
  | 'DYNAMIC_DNS'
  | 'CLUSTER_IP'
  | 'HEADLESS'
  | 'EXTERNAL_NAME';

export interface ServicePort {
  readonly number: Located<number>;
  readonly name: string;
  readonly protocol: Protocol;
  /** What sidecars make of the port. */
  readonly listener: ListenerClass;
  /** Where the traffic really goes, where that is a number. */
  readonly targetPort: number;
}

/** A Kubernetes Service, as against what a ServiceEntry adds. */
export const isKubernetes = ({ object }: Service): boolean => object.resource.kind !== 'ServiceEntry';

/**
 * The services with exactly this host that `client` may see; a wildcard host is only itself. Several where several
 * namespaces, or files with alternatives, define it.
 */
export const servicesOf = (mesh: Mesh, host: string, client: string): Service[] =>
  servicesMatching(mesh, host).filter((it) => sameHost(it.host, host) && isVisible(it, client));

/** Every service that has a name in common with the host, whoever may see it, in no particular order. */
export const servicesMatching = (mesh: Mesh, host: string): Service[] =>
  [
    ...[...mesh.withHost('ServiceEntry', host), ...mesh.withHost('Service', host)].flatMap(servicesOfObject),
    ...generatedServices(mesh, host),
  ].filter((it) => hostsMatch(it.host, host));

/** The services that are dialled on a port as that class of listener, or at an address. */
export const servicesDialled = (mesh: Mesh, dialled: Dialled): Service[] => [
  ...[...mesh.dialled('ServiceEntry', dialled), ...mesh.dialled('Service', dialled)].flatMap(servicesOfObject),
  ...generatedServicesDialled(mesh, dialled),
];

/** Whether a service is exported to a namespace. */
export const isVisible = ({ object, namespace }: Service, client: string): boolean =>
  // S11 pilot/pkg/model/push_context.go serviceExportTo
  object.resource.kind !== 'ServiceEntry' || isExportedTo(object.resource.spec.exportTo, namespace, client);

type WrittenService = Exclude<ServiceObject, MeshObject<'KubernetesGateway'>>;

/** The services that an object makes: one for each host of a ServiceEntry, one for a Service. */
export function servicesOfObject(object: WrittenService): readonly Service[] {
  const known = services.get(object);
  if (known) return known;
  const made = isOfKind(object, 'ServiceEntry')
    ? entryServices(object)
    : [kubernetesService(object as MeshObject<'Service'>)];
  services.set(object, made);
  return made;
}

/** Objects never change, so what is made of one is made once. */
const services = new WeakMap<WrittenService, readonly Service[]>();

function entryServices(object: MeshObject<'ServiceEntry'>): Service[] {
  const { hosts, location, resolution, addresses } = object.resource.spec;
  const ports = object.resource.spec.ports.flatMap(({ number, name, protocol: written, targetPort }): ServicePort[] => {
    if (!number) return [];
    const protocol = parseProtocol(written?.value ?? '');
    const target = targetPort?.value ?? number.value;
    return [
      {
        number,
        name: name?.value ?? '',
        protocol,
        listener: listenerClass(protocol),
        targetPort: target || number.value,
      },
    ];
  });
  return hosts.map(({ value }) => ({
    // R8 pilot/pkg/serviceregistry/serviceentry/conversion.go convertServices: a short name stays as it is
    host: value.toLowerCase(),
    written: value,
    object,
    namespace: object.namespace,
    // S15 convertServices: without ports there is nothing to dial
    ports,
    // S1 api: networking/v1alpha3/service_entry.proto: MESH_EXTERNAL and NONE are the defaults
    external: location?.value !== 'MESH_INTERNAL',
    resolution: (resolution?.value ?? 'NONE') as Resolution,
    // S8 convertServices: a range of one address is that address
    addresses: addresses.map((it) => it.value.replace(it.value.includes(':') ? /\/128$/ : /\/32$/, '')),
    externalName: undefined,
  }));
}

function kubernetesService(object: MeshObject<'Service'>): Service {
  const { type, externalName, clusterIP } = object.resource.spec;
  const ports = object.resource.spec.ports.flatMap(({ port, name, protocol: l4, appProtocol, targetPort }) => {
    if (!port) return [];
    const target = Number(targetPort?.value ?? port.value);
    const protocol = servicePortProtocol(port.value, name?.value ?? '', l4?.value ?? '', appProtocol?.value ?? '');
    return [
      {
        number: port,
        name: name?.value ?? '',
        protocol,
        listener: listenerClass(protocol),
        targetPort: Number.isInteger(target) ? target : port.value,
      },
    ];
  });
  const isExternalName = type?.value === 'ExternalName' && externalName !== undefined;
  // pilot/pkg/serviceregistry/kube/conversion.go ConvertService
  const isHeadless = clusterIP?.value === 'None';
  return {
    host: serviceHost(object.name, object.namespace),
    written: serviceHost(object.name, object.namespace),
    object,
    namespace: object.namespace,
    ports,
    external: isExternalName,
    resolution: isExternalName ? 'EXTERNAL_NAME' : isHeadless ? 'HEADLESS' : 'CLUSTER_IP',
    addresses: clusterIP && !isHeadless ? [clusterIP.value] : [],
    externalName: isExternalName ? externalName.value : undefined,
  };
}

/** Older first, as far as the manifests say; then by name and namespace. */
export function compareServices(a: Service, b: Service): number {
  // R10 pilot/pkg/model/push_context.go SortServicesByCreationTime
  return (
    compare(created(a.object), created(b.object)) ||
    compare(serviceKey(a), serviceKey(b)) ||
    compare(a.namespace, b.namespace)
  );
}

/** The name by which Istio sorts: a ServiceEntry's services have that of their host. */
const serviceKey = (service: Service): string =>
  isKubernetes(service) ? (serviceName(service.host)?.name ?? '') : service.host;
