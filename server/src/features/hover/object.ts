import { builtInClasses } from '../../mesh/gateway-api/classes';
import type { Kind } from '../../model/kinds';
import type { Name } from '../../model/name';
import { label } from '../../rules/places';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { code, codes } from '../markdown';
import type { Spot } from '../spot';
import { serviceEntryText } from './host';
import { gatewayServiceText, listenerText } from './listener';

/** The objects that a reference names, and what they are about. */
export function describeObject({ type, namespace, name }: Extract<Name, { kind: 'object' }>, { mesh }: Spot): string {
  const found = mesh.find(type, namespace, name);
  if (found.length > 0) return found.map((it) => objectText(mesh, it)).join('\n\n');
  if (type === 'GatewayClass' && builtInClasses.has(name))
    return `**${code(name)}** is a GatewayClass of Istio itself.`;
  const written = namespace ? `${namespace}/${name}` : name;
  return `**${code(written)}** is a ${typeLabel(type)} that this workspace does not have.`;
}

const typeLabel = (type: Kind): string => (type === 'KubernetesGateway' ? 'Gateway' : type);

const objectText = (mesh: Mesh, object: MeshObject): string =>
  [`**${code(label(object))}**`, linesOf(mesh, object).join('\n'), gatewayServiceText(mesh, object)]
    .filter((it) => it !== '')
    .join('\n\n');

function linesOf(mesh: Mesh, object: MeshObject): string[] {
  if (isOfKind(object, 'KubernetesGateway') || isOfKind(object, 'ListenerSet'))
    return object.resource.spec.listeners.map(
      (it) => `- listener ${code(it.name?.value ?? '?')}: ${listenerText(mesh, object, it)}`,
    );
  if (isOfKind(object, 'ServiceEntry')) {
    const hosts = object.resource.spec.hosts.map((it) => it.value);
    return [`- for ${codes(hosts)}`, `- ${serviceEntryText(object)}`];
  }
  if (isOfKind(object, 'GatewayClass')) {
    const { controllerName } = object.resource.spec;
    return controllerName ? [`- controller ${code(controllerName.value)}`] : [];
  }
  return keysText(keysOf(object));
}

/** Which keys there are; never what is in them. */
function keysOf(object: MeshObject): string[] {
  if (isOfKind(object, 'Secret')) return [...object.resource.spec.data, ...object.resource.spec.stringData];
  return isOfKind(object, 'ConfigMap') ? [...object.resource.spec.data.keys, ...object.resource.spec.binaryData] : [];
}

const keysText = (keys: readonly string[]): string[] => (keys.length > 0 ? [`- with ${codes(keys)}`] : []);
