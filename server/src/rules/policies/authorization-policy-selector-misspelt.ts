import { fix, replace } from '../../generate/edit';
import { workloadsWith } from '../../mesh/gateway-pods';
import { meshConfig } from '../../mesh/mesh-config';
import { unnamed } from '../../model/namespace';
import { differsByLetter } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { passthroughChain } from '../example-chain';
import { at, label } from '../places';
import { defineRule } from '../rule';

export const authorizationPolicySelectorMisspelt = defineRule({
  id: 'authorization-policy-selector-misspelt',
  severity: 'warning',
  summary: 'An AuthorizationPolicy selects a label that nothing has; that of a gateway differs by one letter.',
  rationale:
    'A policy whose selector takes no pods is for nobody, and says nothing of it: the gateway that it was to guard lets everybody through. Where the labels of a Gateway’s pods differ by one letter, these are meant.',
  reference: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/',
  aliases: ['IST0127', 'KIA0004'],
  on: ['AuthorizationPolicy'],

  *check(object, mesh) {
    const { selector, targetRef, targetRefs } = object.resource.spec;
    if (targetRef || targetRefs.length > 0 || object.document.partial || mesh.hasHidden('Workload')) return;
    for (const [key, value] of selector?.matchLabels ?? []) {
      const found = meant(mesh, object, key, value);
      if (!found) continue;
      const { gateway, written } = found;
      yield {
        span: value.span,
        // P4
        message: `No pod is known to have ${key}: ${value.value}, so the policy is for nobody; the pods of ${label(gateway)} have ${key}: ${written}, and let everybody through.`,
        related: [at(gateway, `${label(gateway)} selects ${key}: ${written}.`)],
        fixes: () => fix(`Change to '${written}'`, [replace(object, value.span, written)]),
      };
    }
  },

  examples: [
    {
      title: 'one letter too few',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector:
    matchLabels:
      istio: egresgateway
#            ^^^^^^^^^^^^ No pod is known to have istio: egresgateway, so the policy is for nobody; the pods of Gateway shop/egress have istio: egressgateway, and let everybody through.
  rules:
  - when: [ { key: connection.sni, values: [ api.payments.example ] } ]
${passthroughChain}
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector:
    matchLabels:
      istio: egressgateway
  rules:
  - when: [ { key: connection.sni, values: [ api.payments.example ] } ]
`,
    },
    {
      title: 'a gateway of the usual name whose Gateway is elsewhere',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ingress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
${passthroughChain}
`,
    },
  ],
});

/** A Gateway whose selector has nearly that label, where no pod of the workspace has it as it is written. */
function meant(mesh: Mesh, { namespace }: MeshObject, key: string, label: Located<string>) {
  const { value } = label;
  if (hasPlaceholder(value) || usual.has(value)) return undefined;
  const own = namespace === meshConfig(mesh).rootNamespace.value ? unnamed : namespace;
  if (workloadsWith(mesh, new Map([[key, label]]), own).length > 0) return undefined;
  const gateways = mesh.all('Gateway').flatMap((gateway) => {
    const written = gateway.resource.spec.selector?.get(key)?.value;
    return written === undefined || hasPlaceholder(written) ? [] : [{ gateway, written }];
  });
  if (gateways.some((it) => it.written === value)) return undefined;
  return gateways.find((it) => differsByLetter(value, it.written));
}

/** Labels of the gateways that Istio itself installs. */
const usual: ReadonlySet<string> = new Set(['ingressgateway', 'egressgateway', 'eastwestgateway', 'istiod', 'pilot']);
