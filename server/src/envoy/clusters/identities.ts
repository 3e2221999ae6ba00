import { gatewaysBehindService } from '../../mesh/gateway-workloads';
import { meshConfig } from '../../mesh/mesh-config';
import { compareServices, isKubernetes, servicesMatching } from '../../mesh/services';
import { sameHost } from '../../model/host';
import { podServiceAccount } from '../../model/workload';
import type { Mesh } from '../../workspace/mesh';
import { type ClusterService, workloadsBehind } from './cluster-service';
import type { KnownEndpoint } from './endpoints';

/** Who may answer for a service, as far as the manifests say: its pods' identities, and names that its ServiceEntry gives. */
export function identitiesOf(
  mesh: Mesh,
  service: ClusterService,
  endpoints: readonly KnownEndpoint[],
): readonly string[] {
  // T7 pilot/pkg/model/push_context.go initServiceRegistry, addServiceAccounts
  const accounts = [...podAccounts(mesh, service), ...endpointAccounts(mesh, endpoints), ...statedNames(mesh, service)];
  return [...new Set(accounts)].sort();
}

const spiffe = (mesh: Mesh, namespace: string, account: string): string =>
  `spiffe://${meshConfig(mesh).trustDomain.value}/ns/${namespace}/sa/${account}`;

function podAccounts(mesh: Mesh, service: ClusterService): string[] {
  const resource = service.object?.resource;
  if (resource?.kind === 'KubernetesGateway')
    return gatewaysBehindService(mesh, service.host).flatMap(({ serviceAccount }) =>
      serviceAccount ? [spiffe(mesh, service.namespace, serviceAccount)] : [],
    );
  return workloadsBehind(mesh, service).map(({ workload: { resource, namespace } }) =>
    spiffe(mesh, namespace || service.namespace, podServiceAccount(resource.spec)),
  );
}

const endpointAccounts = (mesh: Mesh, endpoints: readonly KnownEndpoint[]): string[] =>
  endpoints.flatMap(({ namespace, serviceAccount }) =>
    serviceAccount ? [spiffe(mesh, namespace, serviceAccount)] : [],
  );

function statedNames(mesh: Mesh, service: ClusterService): readonly string[] {
  const { object, namespace } = service;
  if (!object) return [];
  if (object.resource.kind === 'Service') {
    // pilot/pkg/serviceregistry/kube/conversion.go ConvertService
    const list = (name: string) => object.resource.annotations?.get(name)?.value.split(',') ?? [];
    return [
      ...list('alpha.istio.io/canonical-serviceaccounts'),
      ...list('alpha.istio.io/kubernetes-serviceaccounts').map((it) => spiffe(mesh, namespace, it)),
    ].filter(Boolean);
  }
  // T6 addServiceAccounts: of several with one host and namespace the last is heard
  const last = servicesMatching(mesh, service.host)
    .filter((it) => !isKubernetes(it) && sameHost(it.host, service.host) && it.namespace === namespace)
    .sort(compareServices)
    .at(-1)?.object;
  return last?.resource.kind === 'ServiceEntry' ? last.resource.spec.subjectAltNames.map((it) => it.value) : [];
}
