import { fix } from '../../generate/edit';
import { giveTls } from '../../generate/tls-settings';
import { host, mutual } from '../example-chain';
import { appliedRule } from '../hop-tls';
import { lostTls } from '../lost-tls';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';

export const destinationRuleShadowedByClientNamespace = defineFailureRule({
  id: 'destination-rule-shadowed-by-client-namespace',
  severity: 'error',
  summary: 'A DestinationRule of the client’s own namespace hides the one that has the TLS.',
  rationale:
    'A proxy takes the DestinationRule of a host from the first place that has one: its own namespace, that of the service, the root namespace. Nothing is merged across namespaces, so a DestinationRule in the client’s namespace, written for something else such as load balancing, takes the TLS settings of the service’s owner away.',
  reference: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration',
  aliases: ['KIA0204'],

  explain(failure) {
    // D4
    const lost = lostTls(failure, 'D4');
    const hiding = lost && appliedRule(lost.sender);
    if (!lost || !hiding) return undefined;
    const { rule, text, consequence, peer, tls } = lost;
    return {
      object: hiding,
      path: ['spec', 'host'],
      message: `${text}, and this one hides it: ${consequence}.`,
      related: [at(rule, `${label(rule)} is hidden.`)],
      fixes: () => fix(`Begin TLS in ${label(hiding)} too`, [giveTls(hiding, peer, tls)]),
    };
  },

  examples: [
    {
      title: 'load balancing for the clients, TLS beside the gateway',
      source: `
${host('shop')}
${mutual()}
#- balance.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: balance, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ DestinationRule istio-system/hop begins TLS (ISTIO_MUTUAL) with istio-egressgateway.istio-system.svc.cluster.local, and this one hides it: the sidecar in namespace shop sends plaintext to port 443 of istio-egressgateway.istio-system.svc.cluster.local, which expects TLS.
  trafficPolicy:
    loadBalancer: { simple: RANDOM }
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: istio-system }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
`,
      fixed: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: balance, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    loadBalancer: { simple: RANDOM }
    portLevelSettings:
    - port:
        number: 443
      tls:
        mode: ISTIO_MUTUAL
        sni: api.payments.example
`,
    },
  ],
});
