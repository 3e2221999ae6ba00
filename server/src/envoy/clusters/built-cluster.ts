import type { Assumption, Evidence } from '../../mesh/evidence';
import type { Cluster } from '../config';
import type { ClusterService } from './cluster-service';

/** A cluster, or why none is built. */
export interface BuiltCluster {
  readonly cluster: Omit<Cluster, 'because' | 'passedOver'> | undefined;
  /** Where there is no cluster, the first says why. */
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

/** Why the service has no such cluster. */
export function notBuilt(fact: string, text: string, { object }: ClusterService, key: string): BuiltCluster {
  const because = [{ fact, text, ...(object && { object, path: ['spec', key] }) }];
  return { cluster: undefined, because, passedOver: [], assumptions: [] };
}
