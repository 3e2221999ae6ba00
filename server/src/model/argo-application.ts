import { list, type Read, struct, text } from '../yaml/read';
import { chartValues, labelDefinitions } from './helm-values';
import { inText } from './in-text';
import { defineKind } from './kind';

const source = struct({
  chart: text,
  /** Of a chart in a repository of files. */
  path: text,
  /** The version of the chart, or a commit, branch or tag. */
  targetRevision: text,
  helm: struct({ releaseName: text, values: inText(chartValues), valuesObject: chartValues }),
});
export type ArgoSource = Read<typeof source>;

const spec = struct({
  destination: struct({ namespace: text }),
  source,
  sources: list(source),
});
export type ArgoApplicationSpec = Read<typeof spec>;

/** What Argo CD installs, charts among it. */
export const argoApplication = defineKind({
  name: 'Application',
  groups: ['argoproj.io'],
  aside: true,
  spec,
  *mentions(it) {
    for (const { source } of argoSources(it)) yield* labelDefinitions(argoValues(source)?.values);
  },
});

/** The sources of an application, with the path of each. */
export const argoSources = ({
  source,
  sources,
}: ArgoApplicationSpec): { readonly source: ArgoSource; readonly path: readonly (string | number)[] }[] => [
  ...(source ? [{ source, path: ['spec', 'source'] }] : []),
  ...sources.map((it, i) => ({ source: it, path: ['spec', 'sources', i] })),
];

/** The values of a source; an object goes before a text. */
export function argoValues({ helm }: ArgoSource) {
  // argo-cd pkg/apis/application/v1alpha1/types.go ValuesYAML
  if (helm?.valuesObject) return { values: helm.valuesObject, path: ['helm', 'valuesObject'] };
  return helm?.values && { values: helm.values, path: ['helm', 'values'] };
}
