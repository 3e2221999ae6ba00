import { fix, removeObject } from '../../generate/edit';
import { isBefore, istioVersion } from '../../mesh/istio-version';
import { behaviours } from '../../schema/releases';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { isRemovedFilter, unreadFiltersOf } from '../lost-filters';
import { severityOfOld } from '../old-mesh';
import { defineRule, type Finding } from '../rule';

export const removedEnvoyFilter = defineRule({
  id: 'removed-envoy-filter',
  severity: 'warning',
  summary: 'An EnvoyFilter adds a filter that Istio’s proxy no longer has, or in a form that Istio no longer reads.',
  rationale:
    'Up to Istio 1.13 the page on wildcard hosts put an SNI proxy beside the egress gateway, with the filters `forward_downstream_sni` at the sidecars and `sni_verifier` at the gateway. The proxy has them no more since Istio 1.20. Envoy refuses every listener that names a filter it does not have: it keeps the last one that it understood, or has none. Until Istio 1.6 filters were listed under `filters`, which Istio reads no more: there are only `configPatches`. Since Istio 1.30 sidecars, and waypoints before them, reach wildcard hosts by a ServiceEntry with `resolution: DYNAMIC_DNS`.',
  reference: 'https://istio.io/latest/news/releases/1.20.x/announcing-1.20/change-notes/',
  on: ['EnvoyFilter'],

  *check(object, mesh) {
    yield* unreadFilters(object, mesh);
    if (isBefore(mesh, behaviours.withoutSniFilters.since)) return;
    const { configPatches } = object.resource.spec;
    const names = configPatches.map((it) => it.patch?.value?.name).filter((it) => it && isRemovedFilter(it.value));
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
      title: 'the filter of the SNI proxy, as the pages of Istio 1.0 to 1.6 had it',
      source: `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: verify-sni }
spec:
  workloadLabels: { app: egress-with-sni-proxy }
  filters:
# ^^^^^^^ Istio reads only 'configPatches' of an EnvoyFilter, and no 'filters' as in its first pages, so this adds nothing to any proxy. The filters that carried the SNI to an SNI proxy are gone altogether; a ServiceEntry with resolution: DYNAMIC_DNS leads to the hosts of a wildcard since Istio 1.30.
  - listenerMatch: { portNumber: 443, listenerType: GATEWAY }
    filterName: sni_verifier
    filterType: NETWORK
    filterConfig: {}
`,
      fixed: '',
    },
    {
      title: 'a filter of somebody’s own in that form',
      source: `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: audit }
spec:
  filters:
# ^^^^^^^ Istio reads only 'configPatches' of an EnvoyFilter, and no 'filters' as in its first pages, so this adds nothing to any proxy.
  - listenerMatch: { listenerType: SIDECAR_OUTBOUND }
    filterName: envoy.lua
    filterType: HTTP
    filterConfig: { inlineCode: "" }
`,
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

/** Filters in the form of long ago: one finding for all that is in it. */
function* unreadFilters(object: MeshObject<'EnvoyFilter'>, mesh: Mesh): Iterable<Finding> {
  const field = unreadFiltersOf(object);
  if (!field) return;
  const names = object.resource.spec.filters.map((it) => it.filterName?.value ?? '');
  const isAllGone = names.length > 0 && names.every(isRemovedFilter);
  yield {
    span: field.span,
    severity: severityOfOld(object, mesh),
    message: `Istio reads only 'configPatches' of an EnvoyFilter, and no 'filters' as in its first pages, so this adds nothing to any proxy.${
      isAllGone
        ? ' The filters that carried the SNI to an SNI proxy are gone altogether; a ServiceEntry with resolution: DYNAMIC_DNS leads to the hosts of a wildcard since Istio 1.30.'
        : ''
    }`,
    fixes: () => (isAllGone ? fix('Remove this EnvoyFilter', [removeObject(object)]) : []),
  };
}
