import { boolean, integer, list, mapping, type Read, strings, struct, text } from '../yaml/read';
import type { Node } from '../yaml/tree';
import { defineKind } from './kind';
import { meshSettings } from './mesh-settings';
import { defines, type Mention } from './name';

/** A Service's port in the values of a chart. */
export const chartPort = struct({ name: text, port: integer, targetPort: integer });

const oldGateway = struct({
  enabled: boolean,
  name: text,
  labels: strings,
  ports: list(chartPort),
  runAsRoot: boolean,
});

/** What of the values of Istio's charts decides where traffic goes. */
export const helmValues = struct({
  /** Of `istiod`. */
  meshConfig: meshSettings,
  revision: text,
  profile: text,
  global: struct({
    istioNamespace: text,
    tag: text,
    /** Which connections sidecars get, where pods don't say otherwise. */
    proxy: struct({
      includeIPRanges: text,
      excludeIPRanges: text,
      includeOutboundPorts: text,
      excludeOutboundPorts: text,
    }),
  }),
  sidecarInjectorWebhook: struct({ enableNamespacesByDefault: boolean }),
  pilot: struct({ env: mapping(text) }),
  /** Of the charts that only `istioctl` installs, by their usual names. */
  gateways: struct({ 'istio-egressgateway': oldGateway, 'istio-ingressgateway': oldGateway }),
  /** Of `gateway`. */
  name: text,
  labels: strings,
  service: struct({ type: text, ports: list(chartPort), selectorLabels: strings }),
  serviceAccount: struct({ create: boolean, name: text }),
  env: mapping(text),
});
export type HelmValues = Read<typeof helmValues>;
export type ChartPort = Read<typeof chartPort>;

const subcharts = mapping(helmValues);

/** Values for Istio's charts, and by their names for those that another chart depends on. */
export const chartValues = (node: Node | undefined) => {
  const own = helmValues(node);
  return own && { ...own, subcharts: subcharts(node) ?? new Map<string, HelmValues | undefined>() };
};
export type ChartValues = Read<typeof chartValues>;

/** The labels that the values give to the pods of gateways. */
export function* labelDefinitions(values: ChartValues | undefined): Iterable<Mention> {
  const { gateways } = values ?? {};
  const charts = [values, ...(values?.subcharts.values() ?? [])];
  for (const it of [...charts, gateways?.['istio-egressgateway'], gateways?.['istio-ingressgateway']])
    for (const [key, value] of it?.labels ?? []) yield defines(value, { kind: 'label', key, value: value.value });
}

/** A file with values. It says neither `kind` nor `apiVersion`, see untyped.ts. */
export const helmValuesFile = defineKind({
  name: 'HelmValues',
  groups: ['helm'],
  aside: true,
  clusterWide: true,
  at: 'object',
  spec: chartValues,
  mentions: (values) => labelDefinitions(values),
});
