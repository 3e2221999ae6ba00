import type { Evidence } from '../mesh/evidence';
import { gatewaysSelecting } from '../mesh/gateway-pods';
import { type GatewayServer, mergedServers } from '../mesh/gateway-servers';
import { boundPort } from '../mesh/gateway-services';
import { gatewaysBehindService, gatewayWorkloads } from '../mesh/gateway-workloads';
import { serviceOfGateway } from '../mesh/gateways';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** A server that Istio leaves out, and why. */
export interface SkippedServer {
  readonly server: GatewayServer;
  readonly evidence: Evidence;
}

/** The servers of a Gateway on one of its ports that Istio leaves out on some pods, each once. */
export function skippedServers(mesh: Mesh, gateway: MeshObject<'Gateway'>, number: number): readonly SkippedServer[] {
  const service = serviceOfGateway(mesh, gateway);
  const workloads = [
    ...gatewayWorkloads(mesh).filter((it) => gatewaysSelecting(mesh, it.proxy.labels).includes(gateway)),
    ...(service ? gatewaysBehindService(mesh, service) : []),
  ];
  const found = new Map<string, SkippedServer>();
  for (const workload of workloads)
    for (const it of mergedServers(mesh, workload, boundPort(workload.services, number)).skipped)
      if (it.server.gateway === gateway && it.server.number === number) found.set(String(it.server.place.path), it);
  return [...found.values()];
}
