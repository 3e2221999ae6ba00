import { portOf } from '../mesh/gateway-api/listener-protocol';
import { type ListenerOwner, listenersOf } from '../mesh/gateway-api/listeners';
import { sectionOf } from '../mesh/gateway-protocol';
import { type Service, servicesOf, servicesOfObject } from '../mesh/services';
import { serviceHost } from '../model/host';
import type { GatewayListener } from '../model/kubernetes-gateway';
import type { Name } from '../model/name';
import type { Section } from '../model/virtual-service';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** A port that an object of the mesh declares: of a service, or of what listens at a gateway. */
export interface DeclaredPort {
  /** 0 for a listener that does not say it yet. */
  readonly number: Located<number>;
  readonly name: Located<string> | undefined;
  /** As written, upper case; empty where it is not said. */
  readonly protocol: string;
  /** The rules of a VirtualService that read what comes in there. */
  readonly section: Section | undefined;
  readonly object: MeshObject;
}

export const portsOfService = (mesh: Mesh, { ports, object }: Service): DeclaredPort[] =>
  object.resource.kind === 'KubernetesGateway'
    ? listenersOf(mesh, object as MeshObject<'KubernetesGateway'>).map((it) => portOfListener(it.owner, it.listener))
    : ports.map(({ number, protocol }) => ({
        number,
        name: writtenName(object, number),
        protocol,
        section: sectionOfProtocol(protocol),
        object,
      }));

export const portsOfGateway = (object: MeshObject<'Gateway'>): DeclaredPort[] =>
  object.resource.spec.servers.flatMap((server) => {
    const { number, name, protocol } = server.port ?? {};
    return number
      ? [{ number, name, protocol: protocol?.value.toUpperCase() ?? '', section: sectionOf(server), object }]
      : [];
  });

/** What names of a section speak of, whatever section they name: listeners, or ports. */
export function portsOfOwner(mesh: Mesh, { type, namespace, owner }: Extract<Name, { kind: 'section' }>) {
  switch (type) {
    case 'KubernetesGateway':
      return mesh.find(type, namespace, owner).flatMap(portsOfListeners);
    case 'ListenerSet':
      return mesh.find(type, namespace, owner).flatMap(portsOfListeners);
    case 'ServiceEntry':
      return mesh
        .find(type, namespace, owner)
        .flatMap((it) => servicesOfObject(it).slice(0, 1))
        .flatMap((it) => portsOfService(mesh, it));
    case 'Service':
      return servicesOf(mesh, serviceHost(owner, namespace), namespace).flatMap((it) => portsOfService(mesh, it));
  }
}

const portsOfListeners = (owner: ListenerOwner): DeclaredPort[] =>
  owner.resource.spec.listeners.map((it) => portOfListener(owner, it));

function portOfListener(object: ListenerOwner, listener: GatewayListener): DeclaredPort {
  const protocol = listener.protocol?.value.toUpperCase() ?? '';
  const { span } = listener.port ?? listener;
  return {
    number: { value: portOf(object, listener) ?? 0, span },
    name: listener.name,
    protocol,
    section: sectionOfProtocol(protocol),
    object,
  };
}

function writtenName(object: Service['object'], number: Located<number>): Located<string> | undefined {
  const { kind, spec } = object.resource;
  if (kind === 'ServiceEntry') return spec.ports.find((it) => it.number === number)?.name;
  return kind === 'Service' ? spec.ports.find((it) => it.port === number)?.name : undefined;
}

/** What the sidecars read of a VirtualService for a port of that protocol. */
function sectionOfProtocol(protocol: string): Section {
  if (/^(HTTP|HTTP2|GRPC|GRPC-WEB)$/.test(protocol)) return 'http';
  return protocol === 'HTTPS' || protocol === 'TLS' ? 'tls' : 'tcp';
}
