import { sameHost, serviceHost } from '../model/host';
import { servicePortProtocol } from '../model/protocol';
import type { WorkloadSpec } from '../model/workload';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';
import { labelsOf, withAnyOf, workloadsWith } from './gateway-pods';

/** A Service that leads to a gateway's pods. */
export interface GatewayService {
  readonly host: string;
  /** Of each of its ports, the port of the pods. */
  readonly ports: ReadonlyMap<number, number>;
  /** Its ports are not known for sure: any other leads to the same port of the pods. */
  readonly hasOtherPorts: boolean;
  /** Those of its ports among which Istio looks up the numbers of servers. */
  readonly resolved: ReadonlyMap<number, number>;
  /** Those for listeners of Kubernetes Gateways, where they are other ones. */
  readonly ofListeners?: ReadonlyMap<number, number>;
}

/** The Services of the workspace that lead to a workload's pods. */
export function servicesOfWorkload(mesh: Mesh, workload: MeshObject<'Workload'>): readonly GatewayService[] {
  return inOrder(withAnyOf(mesh, 'Service', labelsOf(workload)))
    .filter((it) => workloadsWith(mesh, it.resource.spec.selector, it.namespace).includes(workload))
    .map((it) => gatewayService(it, workload.resource.spec));
}

/** A Service of the workspace in front of pods. */
export function gatewayService(
  { resource, name, namespace }: MeshObject<'Service'>,
  pods: WorkloadSpec | undefined,
): GatewayService {
  const ports = new Map<number, number>();
  const ofListeners = new Map<number, number>();
  const targets = new Set<string>();
  // G5 pilot/pkg/model/gateway.go DisableGatewayPortTranslationLabel
  const translates = !resource.labels?.has('experimental.istio.io/disable-gateway-port-translation');
  for (const { port, name: portName, protocol, appProtocol, targetPort } of resource.spec.ports) {
    const target = port && targetNumber(targetPort?.value ?? '', port.value, pods);
    if (!port || target === undefined || ports.has(port.value)) continue;
    ports.set(port.value, target);
    const spoken = servicePortProtocol(
      port.value,
      portName?.value ?? '',
      protocol?.value ?? '',
      appProtocol?.value ?? '',
    );
    const key = `${target} ${spoken}`;
    // G5 pilot/pkg/serviceregistry/kube/controller/controller.go GetProxyServiceTargetsByPod: of ports that lead to one, the first
    if (!targets.has(key)) ofListeners.set(port.value, target);
    targets.add(key);
  }
  return {
    host: serviceHost(name, namespace),
    ports,
    hasOtherPorts: false,
    resolved: translates ? ofListeners : new Map(),
    ofListeners,
  };
}

/** The port of the pods that is meant; `undefined` for a name that none of their containers has. */
function targetNumber(written: string, port: number, pods: WorkloadSpec | undefined): number | undefined {
  if (written === '' || written === '0') return port;
  const number = Number(written);
  if (Number.isInteger(number)) return number;
  const containers = (pods?.spec?.template?.spec ?? pods?.spec)?.containers ?? [];
  const declared = containers.flatMap((it) => it.ports);
  if (declared.length === 0) return port;
  return declared.find((it) => it.name?.value === written)?.containerPort?.value;
}

/** The port of the pods that dialling a port of one of their Services reaches; `undefined` for none. */
export function targetPort(services: readonly GatewayService[], host: string, port: number): number | undefined {
  for (const service of services) {
    if (!sameHost(service.host, host)) continue;
    const target = service.ports.get(port) ?? (service.hasOtherPorts ? port : undefined);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** Whether a listener with that number is on a port of the pods. */
export const isListenerOn = (services: readonly GatewayService[], number: number, target: number): boolean =>
  // L8 pilot/pkg/model/gateway.go resolvePorts: a listener's port is that of the Service, or none
  services.some(({ ofListeners, resolved, hasOtherPorts }) => {
    return ((ofListeners ?? resolved).get(number) ?? (hasOtherPorts ? number : undefined)) === target;
  });

/** The port of the pods that a server with that number listens on. */
export function boundPort(services: readonly GatewayService[], number: number): number {
  // G5 pilot/pkg/model/gateway.go resolvePorts: a number that no Service port has is the pods' own port
  for (const { resolved } of services) {
    const target = resolved.get(number);
    if (target !== undefined) return target;
  }
  return number;
}
