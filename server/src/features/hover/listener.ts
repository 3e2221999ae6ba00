import { gatewayServices } from '../../mesh/gateway-api/addresses';
import { controllerOf } from '../../mesh/gateway-api/classes';
import type { ListenerOwner } from '../../mesh/gateway-api/listeners';
import { attachedRoutes } from '../../mesh/gateway-api/status/status';
import { hostLabel } from '../../model/host';
import { type GatewayListener, generatedServiceAccount, isManaged } from '../../model/kubernetes-gateway';
import type { Name } from '../../model/name';
import { label } from '../../rules/places';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { portsOfOwner } from '../declared-ports';
import { code, codes } from '../markdown';
import type { Spot } from '../spot';

/** The listener, or the port, that a section of an object is. */
export function describeSection(name: Extract<Name, { kind: 'section' }>, { mesh }: Spot): string {
  const isListener = name.type === 'KubernetesGateway' || name.type === 'ListenerSet';
  const all = portsOfOwner(mesh, name);
  const found = all.filter((it) => it.name?.value === name.name);
  if (found.length === 0) {
    const owner = name.namespace ? `${name.namespace}/${name.owner}` : name.owner;
    return `**${code(name.name)}** is no ${isListener ? 'listener' : 'port'} of ${code(owner)} that this workspace has.`;
  }
  return found
    .map(({ object, number, protocol }) => {
      const listener = isOwner(object) && object.resource.spec.listeners.find((it) => it.name?.value === name.name);
      return listener
        ? `**${code(name.name)}** listener of ${code(label(object))}: ${listenerText(mesh, object, listener)}`
        : `**${code(name.name)}** port ${code(`${number.value} ${protocol}`.trim())} of ${code(label(object))}`;
    })
    .join('\n\n');
}

/** What a listener takes, with the number of its routes. */
export function listenerText(mesh: Mesh, owner: ListenerOwner, listener: GatewayListener): string {
  const { name, port, protocol, hostname, tls } = listener;
  const parts = [
    `port ${code(String(port?.value ?? '?'))}`,
    protocol ? code(protocol.value) : '',
    tls ? `TLS mode ${code(tls.mode?.value ?? 'Terminate')}` : '',
    hostname ? `for ${code(hostname.value)}` : '',
  ];
  return parts.filter((it) => it !== '').join(' ') + routesText(mesh, owner, name?.value ?? '');
}

function routesText(mesh: Mesh, owner: ListenerOwner, listener: string): string {
  const isRouted = isOfKind(owner, 'ListenerSet') || controllerOf(mesh, owner) === 'gateway';
  if (!isRouted) return '';
  const count = attachedRoutes(mesh, owner, listener);
  return `, ${count === 0 ? 'no route' : count === 1 ? '1 route' : `${count} routes`}`;
}

/** The Service by which a Gateway of Istio's is reached, and who its pods are; empty for anything else. */
export function gatewayServiceText(mesh: Mesh, object: MeshObject): string {
  if (!isOfKind(object, 'KubernetesGateway')) return '';
  const controller = controllerOf(mesh, object);
  const hosts = gatewayServices(object).map(hostLabel);
  if (!controller || controller === 'remote' || hosts.length === 0) return '';
  const { spec, annotations } = object.resource;
  const account = generatedServiceAccount(spec, object, annotations);
  return isManaged(spec)
    ? `Istio runs it behind Service ${codes(hosts)} with service account ${code(account)}.`
    : `It is the pods of Service ${codes(hosts)}.`;
}

const isOwner = (object: MeshObject): object is ListenerOwner =>
  isOfKind(object, 'KubernetesGateway') || isOfKind(object, 'ListenerSet');
