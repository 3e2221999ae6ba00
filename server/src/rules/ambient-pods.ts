import { captureOf } from '../mesh/ambient';
import { injectionOf } from '../mesh/injection';
import { hasLabels, type Labels, plainLabels } from '../model/labels';
import { podLabels } from '../model/workload';
import type { Mesh } from '../workspace/mesh';

/** Whether all pods of a namespace with these labels are in ambient mode; those that no manifest has are as their namespace says. */
export function selectsOnlyAmbientPods(mesh: Mesh, namespace: string, selector: Labels): boolean {
  const proxies = mesh
    .inNamespace('Workload', namespace)
    .filter((it) => hasLabels(plainLabels(podLabels(it.resource.spec)), selector))
    .map((it) => injectionOf(mesh, it).proxy);
  return captureOf(mesh, namespace, selector).isAmbient && !proxies.some((it) => it === 'sidecar' || it === undefined);
}
