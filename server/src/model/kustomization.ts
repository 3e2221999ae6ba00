import { list, type Read, struct, text } from '../yaml/read';
import { chartValues, labelDefinitions } from './helm-values';
import { defineKind } from './kind';

const helmChart = struct({ name: text, version: text, releaseName: text, namespace: text, valuesInline: chartValues });

const spec = struct({
  namespace: text,
  namePrefix: text,
  nameSuffix: text,
  resources: list(text),
  bases: list(text),
  components: list(text),
  patches: list(struct({ path: text })),
  patchesStrategicMerge: list(text),
  helmCharts: list(helmChart),
  configurations: list(text),
  transformers: list(text),
  crds: list(text),
});
export type KustomizationSpec = Read<typeof spec>;

/** A folder that kustomize builds; see workspace/kustomize.ts for what it means. */
export const kustomization = defineKind({
  name: 'Kustomization',
  groups: ['kustomize.config.k8s.io'],
  kinds: ['Kustomization', 'Component'],
  at: 'object',
  spec,
  *mentions({ helmCharts }) {
    for (const { valuesInline } of helmCharts) yield* labelDefinitions(valuesInline);
  },
});
