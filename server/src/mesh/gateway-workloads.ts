import { hostLabel, type ServiceName, serviceName } from '../model/host';
import { namespaceLabel } from '../model/namespace';
import { isUnprivileged, podServiceAccount } from '../model/workload';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Assumption } from './evidence';
import { assumedGateways, usualService } from './gateway-assumed';
import { installedBehind, installedWorkload } from './gateway-installed';
import { isGateway, labelsOf, workloadsWith } from './gateway-pods';
import { type GatewayService, servicesOfWorkload, targetPort } from './gateway-services';
import { installedGateways } from './installations';
import type { Proxy } from './proxy';

/** Gateway pods that are made alike, and what leads to them. */
export interface GatewayWorkload {
  readonly proxy: Proxy;
  readonly services: readonly GatewayService[];
  /** What makes the pods, where the workspace has it; an installation makes its own. */
  readonly object: MeshObject<'Workload'> | undefined;
  /** Of the pods; `undefined` where it is not known. */
  readonly serviceAccount: string | undefined;
  /** What was taken to be so, where the workspace has it not. */
  readonly assumptions: readonly Assumption[];
}

/**
 * The gateway pods behind a host: those of the workspace that the Service selects; where it has none, those that an
 * installation or the names in the manifests speak of. None for a Service that leads to applications.
 */
export const gatewaysBehindService = (mesh: Mesh, host: string): readonly GatewayWorkload[] =>
  serviceName(host) ? mesh.remember(`gateway pods behind ${host}`, () => find(mesh, host)) : [];

function find(mesh: Mesh, host: string): readonly GatewayWorkload[] {
  const service = serviceName(host);
  if (!service) return [];
  const objects = mesh.find('Service', service.namespace, service.name);
  if (objects.length === 0) return withoutService(mesh, host, service);
  const pods = objects.flatMap((it) => workloadsWith(mesh, it.resource.spec.selector, it.namespace));
  if (pods.length > 0) return [...new Set(pods)].filter((it) => isGateway(mesh, it)).map((it) => ofWorkload(mesh, it));
  const installed = objects.flatMap((it) =>
    installedBehind(mesh, it.namespace, it.resource.spec.selector ?? new Map()),
  );
  if (installed.length > 0) return installed;
  // the pods that would be taken to be there have other labels
  const isKnown = mesh.find('Workload', service.namespace, service.name).some((it) => isGateway(mesh, it));
  return isKnown ? [] : assumedGateways(mesh, host, objects);
}

/** Installations call the Service and what makes its pods the same, and often only one of them is written down. */
function withoutService(mesh: Mesh, host: string, { namespace, name }: ServiceName): readonly GatewayWorkload[] {
  const installed = installedBehind(mesh, namespace, name);
  if (installed.length > 0) return installed;
  const pods = mesh.find('Workload', namespace, name);
  if (pods.length === 0) return assumedGateways(mesh, host, []);
  return pods
    .filter((it) => isGateway(mesh, it))
    .map((object) => {
      const known = ofWorkload(mesh, object);
      const text = `The Service ${hostLabel(host)} is not in the manifests; it is taken to lead to the pods of that name.`;
      return { ...known, services: [...known.services, usualService(host)], assumptions: [{ text, object, path: [] }] };
    });
}

/** Every gateway of the workspace: workloads and what is installed, without what would have to be assumed. */
export const gatewayWorkloads = (mesh: Mesh): readonly GatewayWorkload[] =>
  mesh.remember('gateway workloads', () => [
    ...mesh
      .all('Workload')
      .filter((it) => isGateway(mesh, it))
      .map((it) => ofWorkload(mesh, it)),
    ...installedGateways(mesh).map((it) => installedWorkload(mesh, it)),
  ]);

const ofWorkload = (mesh: Mesh, object: MeshObject<'Workload'>): GatewayWorkload => ({
  proxy: {
    type: 'gateway',
    namespace: object.namespace,
    labels: labelsOf(object),
    workload: `${namespaceLabel(object.namespace)}/${object.name}`,
    assumed: false,
    unprivileged: isUnprivileged(object.resource.spec),
  },
  services: servicesOfWorkload(mesh, object),
  object,
  serviceAccount: podServiceAccount(object.resource.spec),
  assumptions: [],
});

/** The port that the pods listen on for connections to a port of one of their Services; `undefined` for none. */
export const dialledPort = ({ services }: GatewayWorkload, host: string, port: number): number | undefined =>
  targetPort(services, host, port);
