import { labelsOf, workloadsWith } from '../../mesh/gateway-pods';
import { hasLabels, plainLabels } from '../../model/labels';
import { unnamed } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, label, nameSpan } from '../places';
import { defineRule } from '../rule';

type Sidecar = MeshObject<'Sidecar'>;

export const sidecarMultiple = defineRule({
  id: 'sidecar-multiple',
  severity: 'error',
  summary: 'Two Sidecars are for the same pods.',
  rationale:
    'Istio uses one Sidecar for a pod: one that selects it by its labels, else the one of its namespace without a selector, and of several the oldest. What the others import and let out counts for nothing, and which one it is changes when one is made anew.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/sidecar/',
  aliases: ['IST0110', 'IST0111', 'KIA0002', 'KIA0003'],
  on: ['Sidecar'],

  *check(object, mesh) {
    const own = mesh.inNamespace('Sidecar', object.namespace);
    // C1 pilot/pkg/model/push_context.go initSidecarScopes: the older one counts
    const winner = own.slice(0, own.indexOf(object)).find((it) => isBeside(object, it) && isForSame(mesh, object, it));
    if (!winner) return;
    const pods = selectorOf(object).size > 0 ? 'the same pods' : 'all pods of the namespace';
    yield {
      span: nameSpan(object),
      message: `${label(winner)} is for ${pods}, too, and of two Sidecars Istio uses one: this one counts for nothing.`,
      related: [at(winner, `${label(winner)} is used instead.`)],
    };
  },

  examples: [
    {
      title: 'two for a namespace',
      source: `
#- default.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [ { hosts: [ ./*, istio-system/* ] } ]
#- strict.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata:
  name: strict
#       ^^^^^^ Sidecar shop/default is for all pods of the namespace, too, and of two Sidecars Istio uses one: this one counts for nothing.
  namespace: shop
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`,
    },
    {
      title: 'one for a namespace, and one for some of its pods',
      source: `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [ { hosts: [ ./*, istio-system/* ] } ]
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: cart, namespace: shop }
spec:
  workloadSelector: { labels: { app: cart } }
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`,
    },
  ],
});

const selectorOf = ({ resource }: Sidecar) => plainLabels(resource.spec.workloadSelector?.labels);

/** Whether both are applied: alternatives have one name, and what names no namespace may be of another one. */
const isBeside = (one: Sidecar, other: Sidecar): boolean =>
  one.name !== other.name &&
  one.namespace === other.namespace &&
  (one.namespace !== unnamed || one.file === other.file) &&
  ![one, other].some((it) => it.document.partial || [...selectorOf(it).values()].some(hasPlaceholder));

/** Whether there are pods that both are for. */
function isForSame(mesh: Mesh, one: Sidecar, other: Sidecar): boolean {
  const [a, b] = [selectorOf(one), selectorOf(other)];
  if (a.size === 0 || b.size === 0) return a.size === b.size;
  if (a.size === b.size && hasLabels(a, b)) return true;
  const pods = workloadsWith(mesh, one.resource.spec.workloadSelector?.labels, one.namespace);
  return pods.some((it) => it.namespace === one.namespace && hasLabels(labelsOf(it), a) && hasLabels(labelsOf(it), b));
}
