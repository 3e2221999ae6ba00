import type { Evidence } from '../../mesh/evidence';
import { gatewaysBehindService } from '../../mesh/gateway-workloads';
import { meshConfig } from '../../mesh/mesh-config';
import { namespaceMutualTls, podMutualTls } from '../../mesh/peer-authentications';
import { tlsModeLabel, understandsMeshTls } from '../../mesh/pod-tls';
import type { ServicePort } from '../../mesh/services';
import { hasLabels } from '../../model/labels';
import type { Mesh } from '../../workspace/mesh';
import { type ClusterService, workloadsBehind } from './cluster-service';
import type { KnownEndpoint } from './endpoints';

/** Which of the endpoints understand the mesh's TLS; `undefined` where the manifests don't show that. */
export type Understanding = 'all' | 'some' | 'none' | undefined;

export interface AutoMtls {
  /** Whether the proxy asks each endpoint if it understands the mesh's TLS. */
  readonly isOn: boolean;
  readonly understanding: Understanding;
  readonly because: readonly Evidence[];
}

/** What is asked for its endpoints. */
export interface Asked {
  readonly service: ClusterService;
  readonly port: ServicePort;
  readonly endpoints: readonly KnownEndpoint[];
  /** Those of the service as a whole. */
  readonly all: readonly KnownEndpoint[];
  /** Of the subset. */
  readonly labels: ReadonlyMap<string, string>;
  /** Sent on to the address that was dialled. */
  readonly isMeant: boolean;
  /** By which endpoints are marked, where a DestinationRule says one after all. */
  readonly mode: string | undefined;
}

/** Whether a proxy that no DestinationRule tells about TLS speaks the mesh's own. */
export function autoMtls(mesh: Mesh, asked: Asked): AutoMtls {
  const { service } = asked;
  const off = (because: readonly Evidence[] = []): AutoMtls => ({ isOn: false, understanding: undefined, because });
  // T8 pilot/pkg/networking/core/cluster_tls.go buildUpstreamTLSSettings; S13 never to what is outside
  if (service.external) return off();
  const { value, origin } = meshConfig(mesh).autoMtls;
  if (!value)
    return off([{ fact: 'T8', text: 'The mesh is configured not to speak its own TLS by itself.', ...origin }]);
  const policy = namespaceMutualTls(mesh, service.namespace);
  if (policy?.mode === 'DISABLE')
    return off([
      {
        fact: 'T8',
        text: 'It turns the mesh’s TLS off for the namespace of the service.',
        ...(policy.object && { object: policy.object, path: ['spec', 'mtls'] }),
      },
    ]);
  const understanding = understandingOf(mesh, asked);
  // T8 pilot/pkg/model/push_context.go BestEffortInferServiceMTLSMode: such a cluster cannot tell its endpoints apart
  if (asked.isMeant && !allSayMeshTls(mesh, asked)) return off();
  return { isOn: true, understanding, because: [] };
}

const allSayMeshTls = (mesh: Mesh, asked: Asked): boolean =>
  understandingOf(mesh, { ...asked, endpoints: asked.all, labels: new Map(), mode: 'ISTIO_MUTUAL' }) === 'all';

function understandingOf(mesh: Mesh, { service, port, endpoints, labels, mode }: Asked): Understanding {
  // T8 pilot/pkg/xds/endpoints/mtls_checker.go checkMtlsEnabled
  if (mode !== undefined && mode !== 'ISTIO_MUTUAL') return 'none';
  const isOff = (namespace: string, own: ReadonlyMap<string, string>, number: number): boolean =>
    mode === undefined && podMutualTls(mesh, namespace, own, number).mode === 'DISABLE';
  const answers: (boolean | undefined)[] = endpoints.map(
    (it) => saysMeshTls(it) && !isOff(it.namespace, it.labels, it.port),
  );
  const pods = workloadsBehind(mesh, service);
  if (pods.length === 0 && service.object?.resource.kind !== 'ServiceEntry')
    return gatewaysBehindService(mesh, service.host).length > 0 ? 'none' : undefined;
  for (const { workload, labels: own } of pods) {
    if (!hasLabels(own, labels)) continue;
    const understands = understandsMeshTls(mesh, workload);
    answers.push(
      understands && isOff(workload.namespace || service.namespace, own, port.targetPort) ? false : understands,
    );
  }
  if (answers.length === 0 || answers.includes(undefined)) return undefined;
  return answers.every(Boolean) ? 'all' : answers.some(Boolean) ? 'some' : 'none';
}

function saysMeshTls({ labels, serviceAccount }: KnownEndpoint): boolean {
  // T9 pilot/pkg/serviceregistry/serviceentry/conversion.go getTLSModeFromWorkloadEntry
  return (labels.get(tlsModeLabel) ?? (serviceAccount ? 'istio' : 'disabled')) === 'istio';
}
