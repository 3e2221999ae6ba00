import { fix, insertInto } from '../../generate/edit';
import { governs } from '../../model/network-policy';
import { hasPlaceholder } from '../../text/placeholder';
import { spanOf } from '../places';
import { defineRule } from '../rule';

export const networkPolicyEgressIgnored = defineRule({
  id: 'network-policy-egress-ignored',
  severity: 'warning',
  summary: 'A NetworkPolicy has rules for what pods dial, and says that it is not about that.',
  rationale:
    'Where `policyTypes` is written, only the directions in it count. Rules under `egress` of a policy that names only `Ingress` hold nobody up: its pods dial whom they like, past the egress gateway too, and with no rules under `ingress` nobody reaches the pods any more.',
  reference: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource',
  on: ['NetworkPolicy'],

  *check(object) {
    const { egress, policyTypes } = object.resource.spec;
    if (egress.length === 0 || governs(object.resource.spec, 'Egress') || object.document.partial) return;
    if (policyTypes.some((it) => hasPlaceholder(it.value))) return;
    yield {
      span: policyTypes[0]?.span ?? spanOf(object, ['spec', 'policyTypes']),
      message:
        'Without Egress in policyTypes the rules under egress count for nothing: the pods may dial whom they like, past the egress gateway too.',
      fixes: () => fix("Add 'Egress'", [insertInto(object, ['spec', 'policyTypes', policyTypes.length], 'Egress')]),
    };
  },

  examples: [
    {
      title: 'rules for egress in a policy about what comes in',
      source: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Ingress ]
#                ^^^^^^^ Without Egress in policyTypes the rules under egress count for nothing: the pods may dial whom they like, past the egress gateway too.
  egress:
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } } ]
`,
      fixed: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Ingress, Egress ]
  egress:
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } } ]
`,
    },
    {
      title: 'without policyTypes rules for egress say it themselves',
      source: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  egress:
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } } ]
`,
    },
  ],
});
