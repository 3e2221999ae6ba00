import { fix, replace } from '../../generate/edit';
import { gatewaysSelecting, workloadsWith } from '../../mesh/gateway-pods';
import { podNamespaces } from '../../mesh/gateways';
import { meshConfig } from '../../mesh/mesh-config';
import { plainLabels } from '../../model/labels';
import { namespaceLabel, unnamed } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import { passthroughChain } from '../example-chain';
import { at, enumerate, label, nameSpan } from '../places';
import { defineRule } from '../rule';

export const authorizationPolicyWrongNamespace = defineRule({
  id: 'authorization-policy-wrong-namespace',
  severity: 'warning',
  summary: 'An AuthorizationPolicy selects an egress gateway from a namespace in which it does not run.',
  rationale:
    'The selector of a policy takes pods of the policy’s own namespace; only a policy in the root namespace takes pods of all. One beside the applications that selects the labels of the gateway is for nobody, and the gateway lets everybody through.',
  reference: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/',
  aliases: ['IST0127', 'KIA0004'],
  on: ['AuthorizationPolicy'],

  *check(object, mesh) {
    const { namespace, resource } = object;
    const selector = resource.spec.selector?.matchLabels;
    const labels = plainLabels(selector);
    if (object.document.partial || labels.size === 0 || [...labels.values()].some(hasPlaceholder)) return;
    // P4
    if (namespace === unnamed || namespace === meshConfig(mesh).rootNamespace.value) return;
    const gateways = gatewaysSelecting(mesh, labels).filter((it) => (it.resource.spec.selector?.size ?? 0) > 0);
    const namespaces = [...new Set(gateways.flatMap((it) => podNamespaces(mesh, it)))];
    const [gateway] = gateways;
    if (!gateway || namespaces.length === 0 || namespaces.includes(unnamed) || namespaces.includes(namespace)) return;
    if (workloadsWith(mesh, selector, namespace).length > 0) return;
    const [only] = namespaces;
    const written = resource.namespace;
    yield {
      span: written?.span ?? nameSpan(object),
      message: `The gateway pods that this selects run in ${enumerate(namespaces)} and not in ${namespaceLabel(namespace)}, so the policy is for nobody: the gateway lets everybody through.`,
      related: [at(gateway, `${label(gateway)} selects the same pods.`)],
      fixes: () =>
        written && only && namespaces.length === 1
          ? fix(`Move the policy to ${only}`, [replace(object, written.span, only)])
          : [],
    };
  },

  examples: [
    {
      title: 'a policy beside the applications',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: egress
  namespace: shop
#            ^^^^ The gateway pods that this selects run in istio-system and not in shop, so the policy is for nobody: the gateway lets everybody through.
spec:
  selector: { matchLabels: { istio: egressgateway } }
  rules:
  - when: [ { key: connection.sni, values: [ api.payments.example ] } ]
${passthroughChain}
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: egress
  namespace: istio-system
spec:
  selector: { matchLabels: { istio: egressgateway } }
  rules:
  - when: [ { key: connection.sni, values: [ api.payments.example ] } ]
`,
    },
  ],
});
