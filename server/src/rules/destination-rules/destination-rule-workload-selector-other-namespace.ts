import { fix, replace } from '../../generate/edit';
import { unnamed } from '../../model/namespace';
import { host, originating } from '../example-chain';
import { lostTls } from '../lost-tls';
import { defineFailureRule } from '../rule';

export const destinationRuleWorkloadSelectorOtherNamespace = defineFailureRule({
  id: 'destination-rule-workload-selector-other-namespace',
  severity: 'warning',
  summary: 'A DestinationRule for the gateway’s pods alone is not in their namespace.',
  rationale:
    'A DestinationRule with a `workloadSelector` holds for pods of its own namespace only, whatever `exportTo` says. One that is to make a gateway begin TLS has to be in the namespace where the gateway’s pods run.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#DestinationRule',

  explain(failure) {
    // D8 its selector keeps it in its namespace
    const lost = lostTls(failure, 'D1', 'D2');
    const namespace = lost?.sender.proxy.namespace ?? unnamed;
    if (lost?.sender.proxy.type !== 'gateway' || !lost.rule.resource.spec.workloadSelector) return undefined;
    const { rule, text, consequence } = lost;
    return {
      object: rule,
      path: ['spec', 'workloadSelector'],
      message: `${text}, but with a selector only for pods of its own namespace: ${consequence}.`,
      fixes: () => {
        const written = rule.resource.namespace;
        if (!written || namespace === unnamed) return [];
        return fix(`Move it to namespace ${namespace}`, [replace(rule, written.span, namespace)]);
      },
    };
  },

  examples: [
    {
      title: 'beside the applications',
      source: `
${host('shop')}
${originating}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  workloadSelector: { matchLabels: { istio: egressgateway } }
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ DestinationRule shop/originate begins TLS (SIMPLE) with api.payments.example, but with a selector only for pods of its own namespace: the gateway in namespace istio-system sends plaintext to port 443 of api.payments.example, which expects TLS.
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
      fixed: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: api.payments.example
  workloadSelector: { matchLabels: { istio: egressgateway } }
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
    },
    {
      title: 'beside the gateway',
      source: `
${host('shop')}
${originating}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: api.payments.example
  workloadSelector: { matchLabels: { istio: egressgateway } }
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
    },
  ],
});
