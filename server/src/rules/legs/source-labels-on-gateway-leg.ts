import { fix, removeFields } from '../../generate/edit';
import { isBound } from '../../mesh/legs';
import { meshGateway } from '../../model/virtual-service';
import { httpEntry, httpGateway } from '../example-documents';
import { defineRule } from '../rule';

export const sourceLabelsOnGatewayLeg = defineRule({
  id: 'source-labels-on-gateway-leg',
  severity: 'warning',
  summary: 'A match asks for labels of the client in a VirtualService that only gateways have.',
  rationale:
    '`sourceLabels` and `sourceNamespace` are those of the proxy that has the rule. On a gateway that is the gateway’s own pod, whoever sends the request, so a match for an application never holds there.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (isBound(object, meshGateway) || object.document.partial) return;
    // V6 who has the rules of a delegate is said by those who delegate
    if (object.resource.spec.hosts.length === 0 || mesh.hasHidden('VirtualService')) return;
    for (const [rule, { match }] of object.resource.spec.http.entries())
      for (const [index, { gateways, sourceLabels }] of match.entries()) {
        // V7
        const [wanted] = [...(sourceLabels ?? [])];
        if (gateways.length > 0 || !wanted) continue;
        const [key, value] = wanted;
        if (key === 'istio' || /gateway/.test(value.value)) continue;
        yield {
          span: value.span,
          message: `Only gateways have this rule, and it is their own pods that are asked for the label ${key}=${value.value}, not the client's: the match does not hold.`,
          fixes: () =>
            fix(
              'Use the rule for every client',
              removeFields(object, ['spec', 'http', rule, 'match', index], ['sourceLabels']),
            ),
        };
      }
  },

  examples: [
    {
      title: 'a rule of the gateway for one application',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ egress ]
  http:
  - match:
    - sourceLabels: { app: checkout }
#                          ^^^^^^^^ Only gateways have this rule, and it is their own pods that are asked for the label app=checkout, not the client's: the match does not hold.
    timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-to-gateway, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
---
${httpGateway('shop')}
---
${httpEntry('shop')}
`,
    },
    {
      title: 'a rule of the sidecars and of the gateway',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { sourceLabels: { app: checkout } } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpGateway('shop')}
---
${httpEntry('shop')}
`,
    },
  ],
});
