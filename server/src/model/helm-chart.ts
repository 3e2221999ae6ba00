import { list, struct, text } from '../yaml/read';
import { defineKind } from './kind';

const object = struct({ name: text, dependencies: list(struct({ name: text, version: text, alias: text })) });

/** The `Chart.yaml` of a chart that depends on one of Istio's. */
export const helmChart = defineKind({
  name: 'HelmChart',
  groups: ['helm'],
  aside: true,
  clusterWide: true,
  at: 'object',
  spec: object,
  *mentions() {},
});
