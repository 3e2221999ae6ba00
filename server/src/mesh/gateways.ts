import type { Server } from '../model/gateway';
import { hostsMatch, serviceHost, serviceName } from '../model/host';
import { unnamed } from '../model/namespace';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { couldSelect } from './gateway-assumed';
import { admits, serverHosts } from './gateway-hosts';
import { gatewaysSelecting, workloadsWith } from './gateway-pods';
import { boundPort } from './gateway-services';
import { dialledPort, gatewaysBehindService } from './gateway-workloads';

/**
 * The Gateways whose servers listen behind a Service, by the labels of the pods that are there, or are taken to be. Where
 * nothing says who they are, `named` (those that a VirtualService itself names) are taken, if the host is called like a
 * gateway.
 */
export function gatewaysBehind(
  mesh: Mesh,
  host: string,
  named: readonly MeshObject<'Gateway'>[] = [],
): readonly MeshObject<'Gateway'>[] {
  const pods = gatewaysBehindService(mesh, host);
  const [first, ...others] = pods.map((it) => gatewaysSelecting(mesh, it.proxy.labels));
  // there may be thousands, so that it counts whether they are copied
  const found = first && others.length === 0 ? first : [...new Set([first ?? [], ...others].flat())];
  if (found.length > 0 || pods.some((it) => !it.proxy.assumed)) return found;
  const name = serviceName(host)?.name ?? '';
  return /gateway|egress/.test(name) ? named.filter((it) => couldSelect(it, new Map())) : [];
}

/** The host of a Service that leads to the Gateway's pods: one of the workspace, else the usual name for its selector. */
export function serviceOfGateway(mesh: Mesh, gateway: MeshObject<'Gateway'>): string | undefined {
  const selector = gateway.resource.spec.selector;
  for (const [key, { value }] of selector ?? []) {
    const services = mesh.with('Service', { kind: 'label', key, value });
    const service = services.find((it) => gatewaysBehind(mesh, serviceHost(it.name, it.namespace)).includes(gateway));
    if (service) return serviceHost(service.name, service.namespace);
  }
  const [configuredNamespace = unnamed, configured = ''] = mesh.settings.gateway.split('/');
  const usual = serviceHost(configured, configuredNamespace);
  return gatewaysBehind(mesh, usual).includes(gateway) ? usual : undefined;
}

/** The namespaces where the Gateway's pods run, as far as the workspace says; empty where it does not. */
export function podNamespaces(mesh: Mesh, gateway: MeshObject<'Gateway'>): string[] {
  const pods = workloadsWith(mesh, gateway.resource.spec.selector, unnamed).map((it) => it.namespace);
  if (pods.length > 0) return [...new Set(pods)];
  const service = serviceOfGateway(mesh, gateway);
  const namespace = service && serviceName(service)?.namespace;
  return namespace ? [namespace] : [];
}

/** Whether a server takes requests for a host from VirtualServices of a namespace. */
export const serves = (
  server: Server,
  gateway: MeshObject<'Gateway'>,
  host: string,
  virtualServiceNamespace: string,
): boolean =>
  serverHosts(server, gateway.namespace).some(
    (it) => admits(it, virtualServiceNamespace) && hostsMatch(it.host.toLowerCase(), host),
  );

/** Whether dialling a port of the Service reaches the server. */
export function isReachedBy(mesh: Mesh, service: string, port: number, server: Server): boolean {
  const number = server.port?.number?.value;
  if (number === undefined || number === port) return true;
  return gatewaysBehindService(mesh, service).some(
    (it) => boundPort(it.services, number) === dialledPort(it, service, port),
  );
}
