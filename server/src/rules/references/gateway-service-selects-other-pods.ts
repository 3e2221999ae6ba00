import { fix, replace } from '../../generate/edit';
import { gatewaysSelecting, labelsOf, workloadsWith } from '../../mesh/gateway-pods';
import { gatewaysBehindService, gatewayWorkloads } from '../../mesh/gateway-workloads';
import { serviceHost } from '../../model/host';
import { podLabels } from '../../model/workload';
import { differsByLetter } from '../../text/nearest';
import { couldEqual } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { passthroughChain } from '../example-chain';
import { at, label } from '../places';
import { defineRule } from '../rule';

/** What the Service is to lead to. */
const pods = `#- pods.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  template:
    metadata:
      labels: { app: egressgateway, istio: egressgateway }
      annotations: { inject.istio.io/templates: gateway }
    spec: { containers: [ { name: istio-proxy, image: auto } ] }`;

export const gatewayServiceSelectsOtherPods = defineRule({
  id: 'gateway-service-selects-other-pods',
  severity: 'error',
  summary: 'The Service of a gateway asks for labels that the gateway’s pods don’t have.',
  rationale:
    'Sidecars reach a gateway by its Service, and that has the pods which have all labels of its `selector`. If the gateway’s pods lack one of them, nothing is behind the Service, and requests are answered with 503.',
  reference: 'https://kubernetes.io/docs/concepts/services-networking/service/',
  on: ['Service'],

  *check(object, mesh) {
    const { selector } = object.resource.spec;
    const host = serviceHost(object.name, object.namespace);
    if (!selector || object.document.partial || mesh.withHost('VirtualService', host).length === 0) return;
    if (gatewaysBehindService(mesh, host).length > 0) return;
    if (mesh.hasHidden('Workload') || workloadsWith(mesh, selector, object.namespace).length > 0) return;
    const pods = meantPods(mesh, object);
    if (!pods) return;
    const labels = podLabels(pods.resource.spec);
    for (const [key, value] of selector) {
      const own = labels?.get(key);
      if (own && couldEqual(own.value, value.value)) continue;
      yield {
        span: value.span,
        message: `${label(object)} asks for pods with ${key}=${value.value}, and those of ${label(pods)} have ${own ? `${key}=${own.value}` : 'no such label'}: nothing is behind it, and requests to the gateway are answered with 503.`,
        related: [at(pods, `${label(pods)} makes the gateway’s pods.`)],
        // where no Gateway asks for the pods either, they may be what is to be changed
        fixes: () =>
          own && isAskedFor(mesh, pods)
            ? fix(`Ask for ${key}=${own.value}`, [replace(object, value.span, own.value)])
            : [],
      };
      return;
    }
  },

  examples: [
    {
      title: 'one letter too few',
      source: `
#- service.yaml
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector:
    app: egresgateway
#        ^^^^^^^^^^^^ Service istio-system/istio-egressgateway asks for pods with app=egresgateway, and those of Deployment istio-system/istio-egressgateway have app=egressgateway: nothing is behind it, and requests to the gateway are answered with 503.
  ports: [ { name: https, port: 443, targetPort: 8443 } ]
${pods}
${passthroughChain}
`,
      fixed: `
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector:
    app: egressgateway
  ports: [ { name: https, port: 443, targetPort: 8443 } ]
`,
    },
    {
      title: 'a Service of another application beside the gateway',
      source: `
#- service.yaml
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { app: egressgateway }
  ports: [ { name: https, port: 443, targetPort: 8443 } ]
---
apiVersion: v1
kind: Service
metadata: { name: tracing, namespace: istio-system }
spec:
  selector: { app: jaeger }
  ports: [ { name: http, port: 80 } ]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: tracing, namespace: istio-system }
spec:
  hosts: [ tracing ]
  http: [ { route: [ { destination: { host: tracing } } ] } ]
${pods}
${passthroughChain}
`,
    },
  ],
});

const isAskedFor = (mesh: Mesh, pods: MeshObject<'Workload'>): boolean =>
  gatewaysSelecting(mesh, labelsOf(pods)).some(({ resource }) => (resource.spec.selector?.size ?? 0) > 0);

/** The gateway’s pods that the Service is for: those of its own name, or with a label that differs by one letter. */
function meantPods(mesh: Mesh, object: MeshObject<'Service'>): MeshObject<'Workload'> | undefined {
  const { selector } = object.resource.spec;
  const near = (pods: MeshObject<'Workload'>): boolean =>
    [...(selector ?? [])].some(([key, { value }]) =>
      differsByLetter(value, podLabels(pods.resource.spec)?.get(key)?.value ?? ''),
    );
  return gatewayWorkloads(mesh)
    .flatMap((it) => it.object ?? [])
    .find((it) => it.namespace === object.namespace && (it.name === object.name || near(it)));
}
