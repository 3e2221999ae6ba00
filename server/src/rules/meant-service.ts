import { gatewaysBehindService } from '../mesh/gateway-workloads';
import { owns } from '../mesh/ownership';
import { sameHost, serviceHost, serviceName } from '../model/host';
import { unnamed } from '../model/namespace';
import { destinations } from '../model/virtual-service';
import { differsByLetter } from '../text/nearest';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** Every host of a Service that the object names to send to it. */
export function* writtenHosts({
  resource,
}: MeshObject<'VirtualService' | 'DestinationRule'>): Iterable<Located<string>> {
  if (resource.kind === 'DestinationRule') {
    if (resource.spec.host) yield resource.spec.host;
    return;
  }
  for (const { host } of destinations(resource.spec)) if (host) yield host;
}

/**
 * The full names of the Services that a name without dots does not mean, because they are in other namespaces, where the
 * object's own namespace has none of that name. Empty where the name means one, or nothing is known.
 */
export function servicesElsewhere(mesh: Mesh, object: MeshObject, written: string): string[] {
  const { namespace } = object;
  if (/[.*:]/.test(written) || written === '' || hasPlaceholder(written) || namespace === unnamed) return [];
  // R5 a name without a dot is a Service in the object's own namespace
  if (mesh.hasHidden('Service') || mesh.find('Service', namespace, written).length > 0) return [];
  if (mesh.find('Workload', namespace, written).length > 0) return [];
  const owners = mesh.named('Service', written).map((it) => it.namespace);
  const usual = usualGateway(mesh);
  if (usual.name === written) owners.push(usual.namespace);
  return [...new Set(owners)].filter((it) => it !== namespace).map((it) => serviceHost(written, it));
}

/** The full name of the Service that `name.namespace` is meant to be; `undefined` for a host that is just that. */
export function serviceOfTwoLabels(mesh: Mesh, written: string): string | undefined {
  const [name = '', namespace = '', ...rest] = written.toLowerCase().split('.');
  if (
    !name ||
    !namespace ||
    rest.length > 0 ||
    hasPlaceholder(written) ||
    mesh.withHost('ServiceEntry', written).length
  )
    return undefined;
  const usual = usualGateway(mesh);
  const isKnown =
    (usual.name === name && usual.namespace === namespace) ||
    mesh.find('Service', namespace, name).some((it) => it.namespace === namespace);
  return isKnown ? serviceHost(name, namespace) : undefined;
}

/** The full name of the usual egress gateway, if that of a Service which nobody can know is the same but for one letter. */
export function misspeltGateway(mesh: Mesh, written: string): string | undefined {
  const service = serviceName(written);
  const { name, namespace } = usualGateway(mesh);
  const usual = serviceHost(name, namespace);
  if (!service || !differsByLetter(written.toLowerCase(), usual) || mesh.hasHidden('Service')) return undefined;
  // where the workspace has the Services of that namespace, the request fails
  if (owns(mesh, service.namespace, 'Service') || gatewaysBehindService(mesh, written).length > 0) return undefined;
  return usual;
}

/** Whether a host is the Service of the egress gateway, as the settings say. */
export function isUsualGateway(mesh: Mesh, host: string): boolean {
  const { name, namespace } = usualGateway(mesh);
  return sameHost(host, serviceHost(name, namespace));
}

/** The egress gateway’s Service, as the settings say. */
function usualGateway(mesh: Mesh): { readonly name: string; readonly namespace: string } {
  const [namespace = unnamed, name = ''] = mesh.settings.gateway.split('/');
  return { name, namespace };
}

/** Whether a host is written so that it means another Service than the one which is plainly meant. */
export const isMiswritten = (mesh: Mesh, object: MeshObject, written: string): boolean =>
  servicesElsewhere(mesh, object, written).length > 0 ||
  serviceOfTwoLabels(mesh, written) !== undefined ||
  misspeltGateway(mesh, written) !== undefined;
