import { fix } from '../../generate/edit';
import { giveTls } from '../../generate/tls-settings';
import { host, originating } from '../example-chain';
import { appliedRule } from '../hop-tls';
import { lostTls } from '../lost-tls';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';

export const destinationRuleSpecificShadowsWildcard = defineFailureRule({
  id: 'destination-rule-specific-shadows-wildcard',
  severity: 'error',
  summary: 'A DestinationRule for one host lacks the TLS that the one for the wildcard has.',
  rationale:
    'Of the DestinationRules of a namespace only the one with the most specific host counts, and it counts alone: nothing that one for `*.example.com` says is added to it.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#DestinationRule',

  explain(failure) {
    // D3
    const lost = lostTls(failure, 'D3');
    const hiding = lost && appliedRule(lost.sender);
    if (!lost || !hiding) return undefined;
    const { rule, text, consequence, peer, tls } = lost;
    return {
      object: hiding,
      path: ['spec', 'host'],
      message: `${text}, but not where this one is more specific: ${consequence}.`,
      related: [at(rule, `${label(rule)} counts for the other hosts only.`)],
      fixes: () => fix(`Begin TLS in ${label(hiding)} too`, [giveTls(hiding, peer, tls)]),
    };
  },

  examples: [
    {
      title: 'a limit of connections for one host',
      source: `
${host('shop')}
${originating}
#- limit.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: limit, namespace: shop }
spec:
  host: api.payments.example
#       ^^^^^^^^^^^^^^^^^^^^ DestinationRule shop/originate begins TLS (SIMPLE) with api.payments.example, but not where this one is more specific: the gateway in namespace istio-system sends plaintext to port 443 of api.payments.example, which expects TLS.
  trafficPolicy:
    connectionPool: { tcp: { maxConnections: 10 } }
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: "*.payments.example"
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
      fixed: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: limit, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    connectionPool: { tcp: { maxConnections: 10 } }
    portLevelSettings:
    - port:
        number: 443
      tls:
        mode: SIMPLE
`,
    },
  ],
});
