import { helmInstallations } from '../../mesh/helm-installations';
import { defineRule } from '../rule';

/** The charts of today that the values of Istio's first chart are given to. */
const charts = ['istiod', 'gateway', 'base'];
const gateways = ['istio-egressgateway', 'istio-ingressgateway'] as const;

export const helmGatewayValuesMismatch = defineRule({
  id: 'helm-gateway-values-mismatch',
  severity: 'warning',
  summary: 'Values for a gateway are given to a chart that does not read them.',
  rationale:
    'Istio’s first Helm chart installed the gateways along with all else, from values below `gateways.istio-egressgateway`. Of today’s charts none reads them: `base` and `istiod` install no gateway, and `gateway` is installed once for each gateway, with its values at the top. The gateway is missing, or it is there without what the values say.',
  reference: 'https://istio.io/latest/docs/setup/additional-setup/gateway/',
  on: ['HelmRelease', 'Application', 'Kustomization', 'HelmValues'],

  *check(object, mesh) {
    for (const chart of charts)
      for (const { values } of helmInstallations(mesh, chart))
        for (const part of values)
          for (const gateway of gateways) {
            const written = part.object === object ? part.values.gateways?.[gateway] : undefined;
            if (!written) continue;
            yield {
              span: written.span,
              message: `The chart ${chart} does not read gateways.${gateway}, so what is written here has no effect; ${
                chart === 'gateway'
                  ? 'its values are at the top'
                  : `the gateway is installed by the chart gateway, as a release called ${gateway}`
              }.`,
            };
          }
  },

  examples: [
    {
      title: 'a gateway that istiod is to install',
      source: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: istiod, namespace: istio-system }
spec:
  chart: { spec: { chart: istiod, version: 1.28.0 } }
  values:
    gateways:
      istio-egressgateway: { enabled: true }
#                          ^^^^^^^^^^^^^^^^^ The chart istiod does not read gateways.istio-egressgateway, so what is written here has no effect; the gateway is installed by the chart gateway, as a release called istio-egressgateway.
`,
    },
    {
      title: 'what istiod does read of gateways',
      source: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: istiod, namespace: istio-system }
spec:
  chart: { spec: { chart: istiod, version: 1.28.0 } }
  values:
    gateways: { seccompProfile: { type: RuntimeDefault } }
`,
    },
  ],
});
