import type { Kind } from '../../model/kinds';
import type { GatewayListener } from '../../model/kubernetes-gateway';
import type { Name } from '../../model/name';
import { label } from '../../rules/places';
import type { MeshObject } from '../../workspace/mesh';
import { code, codes } from '../markdown';
import type { Spot } from '../spot';

/** The objects that a reference names, and what they are about. */
export function describeObject({ type, namespace, name }: Extract<Name, { kind: 'object' }>, { mesh }: Spot): string {
  const found = mesh.find(type, namespace, name);
  if (found.length > 0) return found.map(objectText).join('\n\n');
  const written = namespace ? `${namespace}/${name}` : name;
  return `**${code(written)}** is a ${typeLabel(type)} that this workspace does not have.`;
}

const typeLabel = (type: Kind): string => (type === 'KubernetesGateway' ? 'Gateway' : type);

function objectText(object: MeshObject): string {
  const lines = linesOf(object);
  return [`**${code(label(object))}**`, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}

function linesOf({ resource }: MeshObject): string[] {
  switch (resource.kind) {
    case 'KubernetesGateway':
    case 'ListenerSet':
      return resource.spec.listeners.map(listenerLine);
    case 'ServiceEntry':
      return [`- for ${codes(resource.spec.hosts.map((it) => it.value))}`];
    case 'GatewayClass':
      return resource.spec.controllerName ? [`- controller ${code(resource.spec.controllerName.value)}`] : [];
    default:
      return [];
  }
}

function listenerLine({ name, port, protocol, hostname, tls }: GatewayListener): string {
  const parts = [
    `listener ${code(name?.value ?? '?')}:`,
    `port ${code(String(port?.value ?? '?'))}`,
    protocol ? code(protocol.value) : '',
    tls ? `TLS mode ${code(tls.mode?.value ?? 'Terminate')}` : '',
    hostname ? `for ${code(hostname.value)}` : '',
  ];
  return `- ${parts.filter((it) => it !== '').join(' ')}`;
}
