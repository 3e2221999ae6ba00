import type { FieldProblem } from '../schema/problem';
import type { MeshObject } from '../workspace/mesh';
import { problemsOf } from './manifests/field-problems';

/** Whether it is one of Istio's own filters for the SNI of egress traffic, which its proxy has no more. */
export const isRemovedFilter = (name: string): boolean =>
  /^(?:envoy\.filters\.network\.)?(?:forward_downstream_sni|sni_verifier|tcp_cluster_rewrite)$/.test(name);

/** The field in which EnvoyFilters of long ago have their filters, which nothing reads; `undefined` where it is not there. */
export const unreadFiltersOf = (object: MeshObject): FieldProblem | undefined =>
  object.resource.kind === 'EnvoyFilter'
    ? problemsOf(object, 'unknown-field').find((it) => it.path.join('.') === 'spec.filters')
    : undefined;
