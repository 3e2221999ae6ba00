import { labelsOf, workloadsWith } from '../../mesh/gateway-pods';
import type { Service, ServicePort } from '../../mesh/services';
import { serviceName } from '../../model/host';
import type { Labels } from '../../model/labels';
import type { Mesh, MeshObject } from '../../workspace/mesh';

/** A service that clusters are made from; it has no object where the manifests only speak of it. */
export type ClusterService = Omit<Service, 'object'> & { readonly object: Service['object'] | undefined };

/** A Kubernetes Service that is in no manifest. */
export const unseenService = (host: string): ClusterService => ({
  host,
  written: host,
  object: undefined,
  namespace: serviceName(host)?.namespace ?? '',
  ports: [],
  external: false,
  resolution: 'CLUSTER_IP',
  addresses: [],
  externalName: undefined,
});

/** A port of such a Service. */
export const unseenPort = (port: number): ServicePort => ({
  number: { value: port, span: { start: 0, end: 0 } },
  name: '',
  protocol: 'UNSUPPORTED',
  listener: 'auto',
  targetPort: port,
});

/** A workload behind a service, with the labels of its pods. */
export interface Behind {
  readonly workload: MeshObject<'Workload'>;
  readonly labels: Labels;
}

/** The workloads whose pods are behind a service; that there are none says nothing. */
export function workloadsBehind(mesh: Mesh, { object, namespace }: ClusterService): readonly Behind[] {
  if (!object) return [];
  const { resource } = object;
  // the pods of a Kubernetes Gateway are in no manifest
  if (resource.kind === 'KubernetesGateway') return [];
  const selector = resource.kind === 'Service' ? resource.spec.selector : resource.spec.workloadSelector?.labels;
  return workloadsWith(mesh, selector, namespace).map((workload) => ({ workload, labels: labelsOf(workload) }));
}
