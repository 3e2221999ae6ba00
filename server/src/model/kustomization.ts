import { list, type Read, struct, text } from '../yaml/read';
import { defineKind } from './kind';

const spec = struct({
  namespace: text,
  resources: list(text),
  bases: list(text),
  components: list(text),
  patches: list(struct({ path: text })),
  patchesStrategicMerge: list(text),
});
export type KustomizationSpec = Read<typeof spec>;

/** A folder that kustomize builds; see workspace/kustomize.ts for what it means. */
export const kustomization = defineKind({
  name: 'Kustomization',
  groups: ['kustomize.config.k8s.io'],
  kinds: ['Kustomization', 'Component'],
  clusterWide: true,
  at: 'object',
  spec,
  *mentions() {},
});
