import { destinationRuleFor } from '../../mesh/destination-rule-choice';
import type { Assumption, Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import { hostLabel } from '../../model/host';
import type { MeshObject } from '../../workspace/mesh';
import { type Cluster, parseClusterName } from '../config';
import { buildCluster } from './build';
import { type ClusterService, unseenPort, unseenService } from './cluster-service';
import { assumedService, missingService } from './missing';

/** The part of a scope that clusters are made from. */
export type ClusterScope = Pick<Scope, 'mesh' | 'proxy' | 'service' | 'hidden'>;

/** A cluster, or why there is none of that name. */
export interface ClusterAnswer {
  readonly cluster: Cluster | undefined;
  /** Where there is no cluster, the first says why. */
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

/** What a proxy has under the name of a cluster such as `outbound|443||api.example.com`. */
export function clusterOf(scope: ClusterScope, name: string): ClusterAnswer {
  const parts = parseClusterName(name);
  if (!parts) return missing([{ fact: '3.4', text: `${name} is not the name of a cluster that Istio makes.` }]);
  const { port: number, subset, host } = parts;
  const known = scope.service(host);
  const assumed = known ? [] : assumedService(scope, host);
  if (!assumed) return missing(missingService(scope, host));
  const service: ClusterService = known ?? unseenService(host);
  const { object, externalName } = service;
  if (externalName !== undefined)
    // 3.4 pilot/pkg/networking/core/cluster.go buildOutboundClusters: an alias has none of its own
    return missing([
      { fact: '3.4', text: `${hostLabel(host)} only stands for ${externalName}.`, ...at(object, 'externalName') },
    ]);
  // S15 buildOutboundClusters
  const port = known
    ? service.ports.find((it) => it.number.value === number && it.protocol !== 'UDP')
    : unseenPort(number);
  if (!port)
    return missing([{ fact: 'S15', text: `${hostLabel(host)} has no port ${number}.`, ...at(object, 'ports') }]);
  const choice = destinationRuleFor(scope, host);
  const reasons = choice.because(subset);
  const built = buildCluster(scope, { name, service, port, subset, rule: choice.rule });
  const passedOver = [...scope.hidden(host), ...choice.passedOver(subset), ...built.passedOver];
  const assumptions = [...assumed, ...choice.assumptions, ...built.assumptions];
  if (!built.cluster) return { cluster: undefined, because: [...built.because, ...reasons], passedOver, assumptions };
  const because = [...reasons, ...built.because];
  return { cluster: { ...built.cluster, because, passedOver }, because, passedOver, assumptions };
}

const missing = (because: readonly Evidence[]): ClusterAnswer => ({
  cluster: undefined,
  because,
  passedOver: [],
  assumptions: [],
});

const at = (object: MeshObject | undefined, key: string) => object && { object, path: ['spec', key] };
