import { serviceHost } from '../model/host';
import { couldHaveLabels, type WrittenLabels } from '../model/labels';
import { agree, namespaceLabel } from '../model/namespace';
import type { Mesh } from '../workspace/mesh';
import { managedBehind, managedWith } from './gateway-api/managed-gateways';
import { withAnyOf } from './gateway-pods';
import { type GatewayService, gatewayService } from './gateway-services';
import type { GatewayWorkload } from './gateway-workloads';
import { type InstalledGateway, installedGateways } from './installations';

/** The pods of installed gateways that have all of these labels, or that a Service of that name leads to. */
export const installedBehind = (
  mesh: Mesh,
  namespace: string,
  wanted: string | NonNullable<WrittenLabels>,
): readonly GatewayWorkload[] =>
  [
    ...installedGateways(mesh),
    ...(typeof wanted === 'string' ? managedBehind(mesh, serviceHost(wanted, namespace)) : managedWith(mesh, wanted)),
  ]
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
  const others = withAnyOf(mesh, 'Service', labels).filter(
    (it) => agree(it.namespace, namespace) && isSelected(gateway, it.resource.spec.selector),
  );
  return {
    proxy: {
      type: 'gateway',
      namespace,
      labels,
      workload: `${namespaceLabel(namespace)}/${name}`,
      assumed: false,
      unprivileged,
    },
    services: [installed, ...others.map((it) => gatewayService(it, undefined))],
    object: undefined,
    serviceAccount,
    assumptions: [],
  };
}

const isSelected = ({ labels }: InstalledGateway, selector: WrittenLabels): boolean =>
  selector !== undefined && selector.size > 0 && couldHaveLabels(labels, selector);
