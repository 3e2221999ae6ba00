import { serviceHost } from '../model/host';
import { agree } from '../model/namespace';
import { couldEqual } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { type GatewayService, gatewayService } from './gateway-services';
import type { GatewayWorkload } from './gateway-workloads';
import { type InstalledGateway, installedGateways } from './installations';

/** The pods of installed gateways that have all of these labels, or that a Service of that name leads to. */
export const installedBehind = (
  mesh: Mesh,
  namespace: string,
  wanted: string | ReadonlyMap<string, Located<string>>,
): readonly GatewayWorkload[] =>
  installedGateways(mesh)
    .filter(
      (it) =>
        agree(it.namespace, namespace) && (typeof wanted === 'string' ? it.name === wanted : isSelected(it, wanted)),
    )
    .map((it) => installedWorkload(mesh, it));

/** The pods of a gateway that something of the workspace installs. */
export function installedWorkload(mesh: Mesh, gateway: InstalledGateway): GatewayWorkload {
  const { namespace, name, labels, unprivileged, ports, serviceAccount } = gateway;
  const own = new Map(ports.map(({ port, targetPort }) => [port, targetPort]));
  const host = serviceHost(name, namespace);
  const installed: GatewayService = { host, ports: own, hasOtherPorts: false, resolved: own };
  const candidates = [...labels].flatMap(([key, value]) => mesh.with('Service', { kind: 'label', key, value }));
  const others = [...new Set<MeshObject<'Service'>>(candidates)].filter(
    (it) => agree(it.namespace, namespace) && isSelected(gateway, it.resource.spec.selector ?? new Map()),
  );
  return {
    proxy: { type: 'gateway', namespace, labels, workload: `${namespace}/${name}`, assumed: false, unprivileged },
    services: [installed, ...others.map((it) => gatewayService(it, undefined))],
    object: undefined,
    serviceAccount,
    assumptions: [],
  };
}

const isSelected = ({ labels }: InstalledGateway, selector: ReadonlyMap<string, Located<string>>): boolean =>
  selector.size > 0 && [...selector].every(([key, { value }]) => couldEqual(labels.get(key) ?? '', value));
