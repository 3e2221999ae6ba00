import { hasLabels, plainLabels } from '../model/labels';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Evidence } from './evidence';
import type { Proxy } from './proxy';

type Sidecar = MeshObject<'Sidecar'>;

/** The Sidecar that holds for a proxy, and those that were considered; `undefined` where the defaults hold. */
export interface AppliedSidecar {
  readonly sidecar: Sidecar | undefined;
  readonly passedOver: readonly Evidence[];
}

/** Finds the one Sidecar that Istio uses for a pod. Gateways have none. */
export function sidecarOf(mesh: Mesh, { type, namespace, labels }: Proxy, rootNamespace: string): AppliedSidecar {
  // C2 pilot/pkg/model/push_context.go doGetSidecarScope
  if (type !== 'sidecar') return { sidecar: undefined, passedOver: [] };
  const own = mesh.inNamespace('Sidecar', namespace);
  const passedOver: Evidence[] = [];
  // C1 push_context.go initSidecarScopes, doGetSidecarScope: with a selector first, then older first
  for (const sidecar of [...own.filter(selectorOf), ...own.filter((it) => !selectorOf(it))]) {
    const selector = plainLabels(selectorOf(sidecar));
    if (hasLabels(labels, selector)) return { sidecar, passedOver };
    passedOver.push({
      fact: 'C1',
      text: `It is for pods labelled ${[...selector].map(([key, value]) => `${key}=${value}`).join(', ')}, which the client is not.`,
      object: sidecar,
      path: ['spec', 'workloadSelector'],
    });
  }
  const root = mesh
    .inNamespace('Sidecar', rootNamespace)
    .find((it) => it.namespace === rootNamespace && !selectorOf(it));
  return { sidecar: root, passedOver };
}

const selectorOf = ({ resource }: Sidecar) =>
  resource.spec.workloadSelector ? (resource.spec.workloadSelector.labels ?? new Map()) : undefined;
