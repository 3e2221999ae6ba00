import { fix } from '../../generate/edit';
import { giveTls } from '../../generate/tls-settings';
import { host, mutual, originating } from '../example-chain';
import { lostTls } from '../lost-tls';
import { atPath } from '../places';
import { defineFailureRule } from '../rule';

export const destinationRulePortLevelDropsPolicy = defineFailureRule({
  id: 'destination-rule-port-level-drops-policy',
  severity: 'error',
  summary: 'Settings for a port say nothing of TLS, and so take away the TLS of the host.',
  rationale:
    'What `portLevelSettings` say of a port takes the place of all that the traffic policy says above it. Nothing is inherited, so TLS that is to hold on that port too has to be repeated there.',
  reference:
    'https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-PortTrafficPolicy',

  explain(failure) {
    // D10, D11
    const lost = lostTls(failure, 'D10', 'D11');
    if (!lost) return undefined;
    const { rule, evidence, text, consequence, peer, tls } = lost;
    const { spec } = rule.resource;
    const subset = peer.subset === '' ? -1 : spec.subsets.findIndex((it) => it.name?.value === peer.subset);
    const policies = [
      { policy: spec.subsets[subset]?.trafficPolicy, path: ['spec', 'subsets', subset, 'trafficPolicy'] },
      { policy: spec.trafficPolicy, path: ['spec', 'trafficPolicy'] },
    ];
    for (const { policy, path } of policies) {
      const index = policy?.portLevelSettings.findIndex((it) => it.port?.number?.value === peer.port) ?? -1;
      if (index < 0) continue;
      return {
        object: rule,
        path: [...path, 'portLevelSettings', index, 'port'],
        message: `${text}, but not on port ${peer.port}, since nothing is inherited by what is said of a port: ${consequence}.`,
        related: [atPath(rule, evidence.path, 'This does not hold on that port.')],
        fixes: () =>
          fix(`Begin TLS on port ${peer.port} too`, [
            giveTls(rule, { ...peer, subset: path.length > 2 ? peer.subset : '' }, tls),
          ]),
      };
    }
    return undefined;
  },

  examples: [
    {
      title: 'a limit of connections for one port',
      source: `
${host('shop')}
${originating}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls: { mode: SIMPLE }
    portLevelSettings:
    - port: { number: 443 }
#           ^^^^^^^^^^^^^^^ DestinationRule shop/originate begins TLS (SIMPLE) with api.payments.example, but not on port 443, since nothing is inherited by what is said of a port: the gateway in namespace istio-system sends plaintext to port 443 of api.payments.example, which expects TLS.
      connectionPool: { tcp: { maxConnections: 10 } }
`,
      fixed: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls: { mode: SIMPLE }
    portLevelSettings:
    - port: { number: 443 }
      connectionPool: { tcp: { maxConnections: 10 } }
      tls:
        mode: SIMPLE
`,
    },
    {
      title: 'settings for a port of a subset',
      source: `
${host('shop')}
${mutual('payments')}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
  subsets:
  - name: payments
    trafficPolicy:
      portLevelSettings:
      - port: { number: 443 }
#             ^^^^^^^^^^^^^^^ DestinationRule shop/hop begins TLS (ISTIO_MUTUAL) with istio-egressgateway.istio-system.svc.cluster.local, but not on port 443, since nothing is inherited by what is said of a port: the sidecar in namespace shop sends plaintext to port 443 of istio-egressgateway.istio-system.svc.cluster.local, which expects TLS.
        loadBalancer: { simple: RANDOM }
`,
    },
    {
      title: 'settings for another port',
      source: `
${host('shop')}
${originating}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls: { mode: SIMPLE }
    portLevelSettings:
    - port: { number: 80 }
      connectionPool: { tcp: { maxConnections: 10 } }
`,
    },
  ],
});
