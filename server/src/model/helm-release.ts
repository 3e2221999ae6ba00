import { struct, text } from '../yaml/read';
import { chartValues, labelDefinitions } from './helm-values';
import { defineKind } from './kind';

const spec = struct({
  /** Else it is the name of the object, behind that of the target namespace if there is one. */
  releaseName: text,
  targetNamespace: text,
  chart: struct({ spec: struct({ chart: text, version: text }) }),
  values: chartValues,
});

/** A chart that Flux installs. */
export const helmRelease = defineKind({
  name: 'HelmRelease',
  groups: ['helm.toolkit.fluxcd.io'],
  aside: true,
  spec,
  mentions: ({ values }) => labelDefinitions(values),
});
