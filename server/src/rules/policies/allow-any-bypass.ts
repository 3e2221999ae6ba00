import { meshConfig } from '../../mesh/mesh-config';
import { plainLabels } from '../../model/labels';
import type { Trace } from '../../trace/answer';
import { meshHoles } from '../../trace/mesh-holes';
import { outsideOf } from '../../trace/outside';
import { trace } from '../../trace/trace';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { passthroughChain } from '../example-chain';
import { gatewayOf, gatewayWays } from '../gateway-ways';
import { spanOf } from '../places';
import { defineRule } from '../rule';

export const allowAnyBypass = defineRule({
  id: 'allow-any-bypass',
  severity: 'hint',
  summary: 'Hosts are led through an egress gateway, and all others may be reached without it.',
  rationale:
    'With `outboundTrafficPolicy` ALLOW_ANY a sidecar lets out what nobody has declared, straight from the pod: another host, and also a host of the gateway on another port or by its address. REGISTRY_ONLY lets out only what is declared. Neither holds up a pod that goes around its sidecar, for which a NetworkPolicy is needed.',
  reference:
    'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/#envoy-passthrough-to-external-services',
  on: ['Sidecar', 'IstioOperator', 'Istio', 'ConfigMap', 'HelmRelease', 'HelmValues', 'HelmChart', 'Application'],

  *check(object, mesh) {
    for (const traced of waysUnder(mesh, object)) {
      const gateway = gatewayOf(traced);
      const { host } = traced.request;
      // 3.9
      const hole = meshHoles(mesh, traced, outsideOf(mesh, host, traced.request)).find(
        (it) => it.kind === 'unknown-let-through',
      );
      const place = hole?.places.find((it) => it.object === object);
      if (!gateway || hole?.kind !== 'unknown-let-through' || !place) continue;
      yield {
        span: spanOf(object, place.path),
        message: `${host} is led through ${gateway.proxy.workload ?? 'the gateway'}, but with ${hole.mode} sidecars let requests to hosts that nobody declares straight out, past it.`,
      };
      return;
    }
  },

  examples: [
    {
      title: 'a Sidecar that lets everything out',
      source: `
#- sidecar.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: { mode: ALLOW_ANY }
#                        ^^^^^^^^^^^^^^^^^^^ api.payments.example is led through istio-system/istio-egressgateway, but with ALLOW_ANY sidecars let requests to hosts that nobody declares straight out, past it.
${passthroughChain}
`,
    },
    {
      title: 'a mesh that lets everything out',
      source: `
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: istio, namespace: istio-system }
spec:
  components:
    egressGateways: [ { name: istio-egressgateway, enabled: true } ]
  meshConfig:
    outboundTrafficPolicy: { mode: ALLOW_ANY }
#                          ^^^^^^^^^^^^^^^^^^^ api.payments.example is led through istio-system/istio-egressgateway, but with ALLOW_ANY sidecars let requests to hosts that nobody declares straight out, past it.
${passthroughChain}
`,
    },
    {
      title: 'a Sidecar that lets out only what is declared',
      source: `
#- sidecar.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
${passthroughChain}
`,
    },
  ],
});

/** Requests through gateways of pods for which an object says what becomes of unknown hosts. */
function waysUnder(mesh: Mesh, { resource, namespace }: MeshObject): readonly Trace[] {
  if (resource.kind === 'Sidecar') {
    const { outboundTrafficPolicy, workloadSelector } = resource.spec;
    if (!outboundTrafficPolicy?.mode) return [];
    const client = { namespace, labels: plainLabels(workloadSelector?.labels) };
    return gatewayWays(mesh).map(({ request }) => trace(mesh, client, request));
  }
  const { origin } = meshConfig(mesh).outboundTrafficPolicy;
  return origin?.object.resource === resource ? gatewayWays(mesh).map((it) => it.traced) : [];
}
