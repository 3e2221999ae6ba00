import { fix, removeObject } from '../../generate/edit';
import { isBefore, istioVersion } from '../../mesh/istio-version';
import { behaviours } from '../../schema/releases';
import { defineRule } from '../rule';

/** Istio's own filters for the SNI of egress traffic. */
const removed = /^(?:envoy\.filters\.network\.)?(?:forward_downstream_sni|sni_verifier|tcp_cluster_rewrite)$/;

export const removedEnvoyFilter = defineRule({
  id: 'removed-envoy-filter',
  severity: 'warning',
  summary: 'An EnvoyFilter adds a filter that Istio’s proxy no longer has.',
  rationale:
    'Up to Istio 1.13 the page on wildcard hosts put an SNI proxy beside the egress gateway, with the filters `forward_downstream_sni` at the sidecars and `sni_verifier` at the gateway. The proxy has them no more since Istio 1.20. Envoy refuses every listener that names a filter it does not have: it keeps the last one that it understood, or has none. Since Istio 1.30 sidecars, and waypoints before them, reach wildcard hosts by a ServiceEntry with `resolution: DYNAMIC_DNS`.',
  reference: 'https://istio.io/latest/news/releases/1.20.x/announcing-1.20/change-notes/',
  on: ['EnvoyFilter'],

  *check(object, mesh) {
    if (isBefore(mesh, behaviours.withoutSniFilters.since)) return;
    const { configPatches } = object.resource.spec;
    const names = configPatches.map((it) => it.patch?.value?.name).filter((it) => it && removed.test(it.value));
    for (const name of names)
      if (name)
        yield {
          span: name.span,
          ...(istioVersion(mesh) && { severity: 'error' }),
          message: `Istio’s proxy has no filter ${name.value} since Istio 1.20, so Envoy refuses each listener that this adds it to.`,
          fixes: () =>
            names.length === configPatches.length ? fix('Remove this EnvoyFilter', [removeObject(object)]) : [],
        };
  },

  examples: [
    {
      title: 'the filter of the SNI proxy',
      source: `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: verify-sni, namespace: istio-system }
spec:
  workloadSelector: { labels: { istio: egressgateway } }
  configPatches:
  - applyTo: NETWORK_FILTER
    match: { context: GATEWAY, listener: { portNumber: 443 } }
    patch:
      operation: INSERT_FIRST
      value: { name: sni_verifier, config: {} }
#                    ^^^^^^^^^^^^ Istio’s proxy has no filter sni_verifier since Istio 1.20, so Envoy refuses each listener that this adds it to.
`,
      fixed: '',
    },
    {
      title: 'a filter that is there',
      source: `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: log, namespace: istio-system }
spec:
  configPatches:
  - applyTo: NETWORK_FILTER
    match: { context: GATEWAY, listener: { portNumber: 443 } }
    patch:
      operation: INSERT_FIRST
      value: { name: envoy.filters.network.rbac }
`,
    },
  ],
});
