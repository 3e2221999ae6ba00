import { usualService } from '../mesh/gateway-assumed';
import { installedBehind } from '../mesh/gateway-installed';
import { gatewaysSelecting, workloadsWith } from '../mesh/gateway-pods';
import { type GatewayService, gatewayService, targetPort } from '../mesh/gateway-services';
import { gatewaysBehind } from '../mesh/gateways';
import { serviceHost } from '../model/host';
import { agree } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';
import type { Workspace } from '../workspace/workspace';
import type { ObjectName } from './objects';

/** The usual labels of a gateway's pods: both of Istio's installations derive them from its name. */
export const usualSelector = (gateway: string): Record<string, string> => ({ istio: gateway.replace(/^istio-/, '') });

/** What leads to a gateway's pods. */
export interface GatewayPods {
  readonly labels: Readonly<Record<string, string>>;
  /** Where they listen for the port of their Service that was asked for. */
  readonly port: number;
}

/** The pods behind the Service of a gateway that is there. */
export const podsBehind = (gateway: ObjectName, port: number, workspace: Workspace): GatewayPods => ({
  labels: selectorOf(workspace, gateway),
  port: podPort(workspace, gateway, port),
});

/** The labels of a gateway's pods: those that its Service selects, or the usual ones where the workspace has no Service. */
function selectorOf(workspace: Workspace, gateway: ObjectName): Readonly<Record<string, string>> {
  for (const path of workspace.paths())
    for (const { resources } of workspace.documents(path))
      for (const { kind, name, namespace, spec } of resources) {
        if (kind !== 'Service' || name?.value !== gateway.name) continue;
        if (!agree(namespace?.value ?? '', gateway.namespace)) continue;
        const labels = [...(spec.selector ?? [])].map(([key, { value }]) => [key, value] as const);
        if (labels.length > 0 && !labels.some(([, value]) => hasPlaceholder(value))) return Object.fromEntries(labels);
      }
  return usualSelector(gateway.name);
}

/** Where a gateway's pods listen for a port of their Service, as the workspace has them or as Istio installs them. */
function podPort(workspace: Workspace, gateway: ObjectName, port: number): number {
  const known = meshesOf(workspace).flatMap((it) => servicesBehind(it, gateway));
  const host = hostOf(gateway);
  return targetPort([...known, usualService(host)], host, port) ?? port;
}

const hostOf = ({ name, namespace }: ObjectName): string => serviceHost(name, namespace);

/** The Services of that name: those that are written, those that an installation makes, and what is usual else. */
export const servicesBehind = (mesh: Mesh, { namespace, name }: ObjectName): readonly GatewayService[] => [
  ...mesh.find('Service', namespace, name).map((it) => {
    const [pods] = workloadsWith(mesh, it.resource.spec.selector, it.namespace);
    return gatewayService(it, pods?.resource.spec);
  }),
  ...installedBehind(mesh, namespace, name).flatMap((it) => it.services),
  usualService(hostOf({ namespace, name })),
];

/** The Gateways for the pods of a gateway, whose servers stand beside one another wherever they are written. */
export function gatewaysFor(
  mesh: Mesh,
  { selector, gateway }: { readonly selector: Readonly<Record<string, string>>; readonly gateway: ObjectName },
): readonly MeshObject<'Gateway'>[] {
  const selecting = gatewaysSelecting(mesh, new Map(Object.entries(selector)));
  return inOrder([...new Set([...selecting, ...gatewaysBehind(mesh, hostOf(gateway))])]);
}

/** Every mesh of a workspace. */
export const meshesOf = (workspace: Workspace): Mesh[] => [
  ...new Set(
    [...workspace.paths()]
      .flatMap((it) => workspace.documents(it))
      .flatMap((it) => workspace.meshesOf(it))
      .map((it) => it.mesh),
  ),
];
