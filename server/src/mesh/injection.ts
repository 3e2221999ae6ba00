import { plainLabels } from '../model/labels';
import { unnamed } from '../model/namespace';
import {
  containerNames,
  isOnHostNetwork,
  podAnnotations,
  podLabels,
  podPath,
  type WorkloadSpec,
} from '../model/workload';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { captureOf, dataplaneMode, injectLabel } from './ambient';
import { meshConfig } from './mesh-config';

/** What takes the requests of pods: a sidecar of their own, the node's ztunnel, or nothing; `undefined` where nobody says. */
export interface Injection {
  readonly proxy: 'sidecar' | 'ztunnel' | 'none' | undefined;
  /** Where it is only that nothing is said which could have been said elsewhere. */
  readonly isSilent?: true;
  /** What says so. */
  readonly because?: { readonly object: MeshObject; readonly path: Path };
}

/** What pods say of injection: the label goes before the annotation. */
export const podInjection = (spec: WorkloadSpec): string | undefined =>
  // pkg/kube/inject/inject.go injectRequired
  (podLabels(spec)?.get(injectLabel) ?? podAnnotations(spec)?.get(injectLabel))?.value;

/** Whether the manifest already has the sidecar. */
export const hasOwnProxy = (spec: WorkloadSpec): boolean =>
  podAnnotations(spec)?.has('sidecar.istio.io/status') === true || containerNames(spec).includes('istio-proxy');

/** What takes the requests of the pods that a workload makes. */
export function injectionOf(mesh: Mesh, workload: MeshObject<'Workload'>): Injection {
  const { spec } = workload.resource;
  const labels = podLabels(spec);
  const says = (proxy: Injection['proxy'], ...path: Path): Injection => ({
    proxy,
    because: { object: workload, path: [...podPath(spec), ...path] },
  });
  // pkg/kube/inject/inject.go injectRequired; cni/pkg/util/enablement_selector.go Matches
  if (isOnHostNetwork(spec)) return says('none', 'spec', 'hostNetwork');
  if (hasOwnProxy(spec)) return { proxy: 'sidecar' };
  const own = podInjection(spec);
  if (own === 'true') return { proxy: 'sidecar' };
  if (own !== undefined && hasPlaceholder(own)) return { proxy: undefined };
  const byNamespace = namespaceInjection(mesh, workload.namespace);
  if (captureOf(mesh, workload.namespace, plainLabels(labels)).isAmbient) return { proxy: 'ztunnel' };
  if (byNamespace.proxy === 'ztunnel') return says('none', 'metadata', 'labels', dataplaneMode);
  if (own === 'false')
    return says('none', 'metadata', labels?.has(injectLabel) ? 'labels' : 'annotations', injectLabel);
  // istio-discovery/templates/mutatingwebhook.yaml rev.object: a revision of the pods' own, where the namespace has none
  return byNamespace.isSilent && labels?.has('istio.io/rev') ? { proxy: 'sidecar' } : byNamespace;
}

/** What takes the requests of the pods of a namespace that say nothing themselves. */
export function namespaceInjection(mesh: Mesh, namespace: string): Injection {
  const [object] =
    namespace === unnamed ? [] : mesh.named('Namespace', namespace).filter((it) => it.name === namespace);
  const { isAmbient } = captureOf(mesh, namespace, new Map());
  if (!object) return { proxy: isAmbient ? 'ztunnel' : undefined };
  const { labels } = object.resource;
  const says = (proxy: Injection['proxy'], label: string): Injection => ({
    proxy,
    because: { object, path: ['metadata', 'labels', label] },
  });
  const injection = labels?.get('istio-injection')?.value;
  if (injection !== undefined && hasPlaceholder(injection)) return { proxy: undefined };
  if (injection === 'enabled') return says('sidecar', 'istio-injection');
  // istio-discovery/templates/mutatingwebhook.yaml: where the older label is, the newer one counts for nothing
  if (injection === undefined && labels?.has('istio.io/rev')) return says('sidecar', 'istio.io/rev');
  if (isAmbient) return says('ztunnel', dataplaneMode);
  if (injection !== undefined) return says('none', 'istio-injection');
  if (object.document.partial) return { proxy: undefined };
  // mutatingwebhook.yaml auto
  if (meshConfig(mesh).injectsByDefault.value) return { proxy: 'sidecar' };
  return { proxy: 'none', isSilent: true, because: { object, path: ['metadata', 'labels'] } };
}
