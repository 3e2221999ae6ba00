import { fix, removeObject } from '../../generate/edit';
import { plainLabels } from '../../model/labels';
import { selectsOnlyAmbientPods } from '../ambient-pods';
import { at, nameSpan } from '../places';
import { defineRule } from '../rule';

export const sidecarInAmbient = defineRule({
  id: 'sidecar-in-ambient',
  severity: 'warning',
  summary: 'A Sidecar is for pods that are in ambient mode.',
  rationale:
    'A Sidecar says what proxies in pods know and let out. Pods in ambient mode have no proxy of their own, and the ztunnel of their node reads no Sidecar: with `REGISTRY_ONLY` it keeps nothing in.',
  reference: 'https://istio.io/latest/docs/ambient/migrate/',
  aliases: ['IST0167'],
  on: ['Sidecar'],

  *check(object, mesh) {
    const [namespace] = mesh.find('Namespace', '', object.namespace);
    const selector = plainLabels(object.resource.spec.workloadSelector?.labels);
    if (!namespace || object.document.partial || !selectsOnlyAmbientPods(mesh, object.namespace, selector)) return;
    yield {
      span: nameSpan(object),
      message: `The pods of ${object.namespace} are in ambient mode and have no sidecar, so this Sidecar holds for none of them.`,
      related: [at(namespace, 'The namespace is in ambient mode.')],
      fixes: () => fix('Remove the Sidecar', [removeObject(object)]),
    };
  },

  examples: [
    {
      title: 'in a namespace of ambient mode',
      source: `
#- namespace.yaml
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
#- sidecar.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
#                 ^^^^^^^ The pods of shop are in ambient mode and have no sidecar, so this Sidecar holds for none of them.
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`,
    },
    {
      title: 'for the pods that have a sidecar all the same',
      source: `
#- namespace.yaml
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
#- sidecar.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: till, namespace: shop }
spec:
  workloadSelector: { labels: { app: till } }
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
#- till.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: till, namespace: shop }
spec:
  selector: { matchLabels: { app: till } }
  template:
    metadata: { labels: { app: till, sidecar.istio.io/inject: "true", istio.io/dataplane-mode: none } }
    spec: { containers: [ { name: till, image: till } ] }
`,
    },
  ],
});
