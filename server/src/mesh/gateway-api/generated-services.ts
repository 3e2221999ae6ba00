import { everyService, hostsMatch, serviceName } from '../../model/host';
import type { Dialled } from '../../model/kind';
import { generatedName, isManaged } from '../../model/kubernetes-gateway';
import { listenerClass, servicePortProtocol } from '../../model/protocol';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import type { Mesh } from '../../workspace/mesh';
import type { Service, ServicePort } from '../services';
import { gatewayServices } from './addresses';
import { controllerOf } from './classes';
import { located } from './generated';
import { gatewaysOf, type KubernetesGateway, listenersOf } from './listeners';

/** The Services that Istio makes for Kubernetes Gateways with that host; none where a manifest has the Service itself. */
export const generatedServices = (mesh: Mesh, host: string): Service[] =>
  // their listeners may have very many hosts, of which none is a Service's
  hostsMatch(host, everyService) || hasPlaceholder(host)
    ? mesh.withHost('KubernetesGateway', host).flatMap((it) => serviceOf(mesh, it) ?? [])
    : [];

/** Those that are dialled so. They have no address that anybody knows. */
export function generatedServicesDialled(mesh: Mesh, dialled: Dialled): Service[] {
  if ('address' in dialled) return [];
  const gateways = new Set<KubernetesGateway>(mesh.dialled('KubernetesGateway', dialled));
  for (const set of mesh.dialled('ListenerSet', dialled)) for (const it of gatewaysOf(mesh, set)) gateways.add(it);
  return [...gateways].flatMap((it) => serviceOf(mesh, it) ?? []);
}

/** The first of those that is meant; looks no further. */
export function firstGeneratedDialled(
  mesh: Mesh,
  dialled: Parameters<typeof mesh.firstDialled>[1],
  isMeant: (service: Service) => boolean,
): Service | undefined {
  const meant = (gateway: KubernetesGateway): Service[] => {
    const service = serviceOf(mesh, gateway);
    return service && isMeant(service) ? [service] : [];
  };
  const gateway = mesh.firstDialled('KubernetesGateway', dialled, (it) => meant(it).length > 0);
  const set = gateway
    ? undefined
    : mesh.firstDialled('ListenerSet', dialled, (it) => gatewaysOf(mesh, it).some((own) => meant(own).length > 0));
  return (gateway ? [gateway] : set ? gatewaysOf(mesh, set) : []).flatMap(meant)[0];
}

/** The Service that Istio makes for a Gateway that it runs; `undefined` where it makes none, or a manifest has it. */
export const serviceOf = (mesh: Mesh, gateway: KubernetesGateway): Service | undefined =>
  mesh.rememberOf(gateway, 'generated Service', () => {
    const { spec, annotations } = gateway.resource;
    const controller = controllerOf(mesh, gateway);
    if (!controller || controller === 'remote' || !isManaged(spec)) return undefined;
    const [host = ''] = gatewayServices(gateway);
    const name = generatedName(spec, gateway, annotations);
    if (mesh.find('Service', serviceName(host)?.namespace ?? '', name).length > 0) return undefined;
    return {
      host,
      written: host,
      object: gateway,
      namespace: gateway.namespace,
      ports: portsOf(mesh, gateway),
      external: false,
      resolution: 'CLUSTER_IP',
      addresses: [],
      externalName: undefined,
    };
  });

function portsOf(mesh: Mesh, gateway: KubernetesGateway): ServicePort[] {
  // 4.5 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go extractServicePorts
  const ports = new Map<number, ServicePort>([
    [15021, portOf(located(15021, { span: gateway.resource.kindSpan }), 'status-port', 'tcp')],
  ]);
  const written = listenersOf(mesh, gateway).map((it) => it.listener);
  for (const { port, name, protocol } of written.length > 0 ? written : gateway.resource.spec.listeners)
    if (port && !ports.has(port.value))
      ports.set(port.value, portOf(port, name?.value ?? '', protocol?.value.toLowerCase() ?? ''));
  return [...ports.values()];
}

function portOf(number: Located<number>, name: string, appProtocol: string): ServicePort {
  const protocol = servicePortProtocol(number.value, name, 'TCP', appProtocol);
  return { number, name, protocol, listener: listenerClass(protocol), targetPort: number.value };
}
