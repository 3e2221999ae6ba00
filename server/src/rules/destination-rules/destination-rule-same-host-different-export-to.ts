import { fix } from '../../generate/edit';
import { giveTls } from '../../generate/tls-settings';
import { host, originating } from '../example-chain';
import { appliedRule } from '../hop-tls';
import { lostTls } from '../lost-tls';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';

export const destinationRuleSameHostDifferentExportTo = defineFailureRule({
  id: 'destination-rule-same-host-different-export-to',
  severity: 'error',
  summary: 'Two DestinationRules for one host are not merged, because they are exported to different namespaces.',
  rationale:
    'DestinationRules of one namespace for the same host are merged, but only those with the same `exportTo`. Of several that a proxy may read and that are not merged, the last counts alone.',
  reference: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration',

  explain(failure) {
    // D7
    const lost = lostTls(failure, 'D7');
    const applied = lost && appliedRule(lost.sender);
    if (!lost || !applied) return undefined;
    const { rule, text, consequence, peer, tls } = lost;
    return {
      object: rule,
      path: ['spec', rule.resource.spec.exportTo.length > 0 ? 'exportTo' : 'host'],
      message: `${text}, but is exported to other namespaces than ${label(applied)}, which counts instead of it: ${consequence}.`,
      related: [at(applied, `${label(applied)} has the same host.`)],
      fixes: () => fix(`Begin TLS in ${label(applied)} too`, [giveTls(applied, peer, tls)]),
    };
  },

  examples: [
    {
      title: 'TLS for all, a limit of connections for the own namespace and that of the gateway',
      source: `
${host('shop')}
${originating}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: a-originate, namespace: shop }
spec:
  host: api.payments.example
#       ^^^^^^^^^^^^^^^^^^^^ DestinationRule shop/a-originate begins TLS (SIMPLE) with api.payments.example, but is exported to other namespaces than DestinationRule shop/b-limit, which counts instead of it: the gateway in namespace istio-system sends plaintext to port 443 of api.payments.example, which expects TLS.
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
#- limit.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: b-limit, namespace: shop }
spec:
  host: api.payments.example
  exportTo: [ ., istio-system ]
  trafficPolicy:
    connectionPool: { tcp: { maxConnections: 10 } }
`,
    },
  ],
});
