import type { Scope } from '../../mesh/scope';
import { compareServices, isKubernetes, type Service, type ServicePort, servicesMatching } from '../../mesh/services';
import { sameHost } from '../../model/host';
import { hasLabels, type Labels, plainLabels, type WrittenLabels } from '../../model/labels';
import { agree } from '../../model/namespace';
import type { EndpointSpec } from '../../model/workload-entry';
import { isAddress } from '../../text/cidr';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Endpoint } from '../config';
import type { ClusterService } from './cluster-service';

/** An endpoint with what else Istio knows of it. */
export interface KnownEndpoint extends Endpoint {
  readonly namespace: string;
  readonly labels: Labels;
  readonly serviceAccount: string | undefined;
}

export interface KnownEndpoints {
  readonly endpoints: readonly KnownEndpoint[];
  /** Whether these are all: pods, and machines that a selector finds, may be in no manifest. */
  readonly complete: boolean;
}

/** The endpoints that ServiceEntries give to a port of a service. `byName` where the proxy is told of them on their own. */
export function endpointsOf(
  { mesh }: Pick<Scope, 'mesh'>,
  service: ClusterService,
  port: ServicePort,
  byName: boolean,
): KnownEndpoints {
  // S12 pilot/pkg/serviceregistry/serviceentry/conversion.go mergeServicesInstancesByNamespaceHost
  const alike = servicesMatching(mesh, service.host)
    .filter((it) => !isKubernetes(it) && sameHost(it.host, service.host) && agree(it.namespace, service.namespace))
    .sort(compareServices);
  const found: KnownEndpoint[] = [];
  let complete = service.object?.resource.kind === 'ServiceEntry';
  const taken = new Set<number>();
  for (const entry of alike) {
    const own = entryEndpoints(mesh, entry);
    if (!own.complete) complete = false;
    for (const target of entry.ports)
      for (const make of own.endpoints) {
        // S12 mergeServicesInstancesByNamespaceHost: such a host has one endpoint for each port
        if (entry.resolution === 'DNS_ROUND_ROBIN' && taken.has(target.number.value)) continue;
        taken.add(target.number.value);
        // pilot/pkg/xds/endpoints/endpoint_builder.go snapshotEndpointsForPort; pilot/pkg/model/endpointshards.go CopyEndpoints
        const isMeant = byName ? target.name === port.name : target.number.value === port.number.value;
        const endpoint = make(target);
        // endpoint_builder.go BuildClusterLoadAssignment: nobody would look such a name up
        if (isMeant && !(byName && endpoint.port !== 0 && !isAddress(endpoint.address))) found.push(endpoint);
      }
  }
  return { endpoints: found, complete };
}

interface EntryEndpoints {
  readonly endpoints: readonly ((port: ServicePort) => KnownEndpoint)[];
  readonly complete: boolean;
}

function entryEndpoints(mesh: Mesh, { object, host, namespace, resolution }: Service): EntryEndpoints {
  if (object.resource.kind !== 'ServiceEntry') return { endpoints: [], complete: false };
  const { endpoints, workloadSelector } = object.resource.spec;
  const isDns = resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN';
  if (workloadSelector) {
    const machines = selectedEntries(mesh, workloadSelector.labels, namespace).map(endpointMaker);
    return { endpoints: machines.filter((it) => isDns || !it.isName).map((it) => it.make), complete: false };
  }
  if (endpoints.length === 0 && isDns) {
    // S4 pilot/pkg/serviceregistry/serviceentry/conversion.go convertServiceEntryToInstances
    const make = (port: ServicePort): KnownEndpoint => ({
      address: host,
      port: port.targetPort,
      namespace,
      labels: new Map(),
      serviceAccount: undefined,
    });
    return { endpoints: [make], complete: true };
  }
  const made = endpoints.map((spec) => endpointMaker({ spec, namespace, labels: plainLabels(spec.labels) }).make);
  return { endpoints: made, complete: true };
}

interface Written {
  readonly spec: EndpointSpec;
  readonly namespace: string;
  readonly labels: Labels;
}

function endpointMaker({ spec, namespace, labels }: Written) {
  const address = spec.address?.value ?? '';
  const socket = address.startsWith('unix://');
  const make = (port: ServicePort): KnownEndpoint => ({
    address: socket ? address.slice('unix://'.length) : address,
    // S16 conversion.go convertWorkloadInstanceToServiceInstance
    port: socket ? 0 : spec.ports?.get(port.name)?.value || port.targetPort,
    namespace,
    labels,
    serviceAccount: spec.serviceAccount?.value || undefined,
  });
  return { make, isName: socket || !isAddress(address) };
}

/** The WorkloadEntries of the namespace that have all of these labels. */
function selectedEntries(mesh: Mesh, selector: WrittenLabels, namespace: string): Written[] {
  const wanted = plainLabels(selector);
  return mesh
    .inNamespace('WorkloadEntry', namespace)
    .map((it) => ({ spec: it.resource.spec, namespace: it.namespace || namespace, labels: entryLabels(it) }))
    .filter(({ labels }) => hasLabels(labels, wanted));
}

const entryLabels = ({ resource }: MeshObject<'WorkloadEntry'>): Labels =>
  // conversion.go ConvertWorkloadEntry: those of the metadata go before those of the spec
  new Map([...plainLabels(resource.spec.labels), ...plainLabels(resource.labels)]);
