import { passthroughChain, passthroughFile, wrappedPassthrough } from '../example-chain';
import { httpEntry, httpGateway, httpRoutes } from '../example-documents';
import { passedOver, serverOf } from '../failure';
import { hopServer } from '../hop-server';
import { speakMutualTls } from '../mutual-hop';
import { atPath, label } from '../places';
import { isAboutHost, policyRuleAt } from '../policy-rule';
import { defineFailureRule } from '../rule';

export const authorizationPolicyPrincipalWithoutMtls = defineFailureRule({
  id: 'authorization-policy-principal-without-mtls',
  severity: 'error',
  summary: 'An AuthorizationPolicy asks who calls at a server that cannot know it.',
  rationale:
    'Who calls stands in the certificate that a sidecar shows in the mutual TLS of the mesh. A gateway’s server sees one only in mode ISTIO_MUTUAL, with a DestinationRule for the clients that speaks it. In plaintext and in TLS that is passed through nobody is known, so a rule for principals, namespaces or service accounts never holds. PeerAuthentication changes nothing about a gateway’s servers.',
  reference: 'https://istio.io/latest/docs/concepts/security/#authentication-policies',
  aliases: ['KIA0105'],

  explain(failure, mesh) {
    const { cause, hop, host } = failure;
    if (cause.reason !== 'denied' || hop.proxy.type !== 'gateway') return undefined;
    // P3
    const place = passedOver(failure, 'P3').find((it) => {
      const placed = policyRuleAt(it);
      return placed?.policy.resource.spec.action?.value !== 'DENY' && placed && isAboutHost(placed.rule, host);
    });
    if (!place) return undefined;
    const server = serverOf(hop);
    return {
      object: place.object,
      path: place.path,
      message: `${server ? label(server.object) : 'The gateway'} takes ${host} without the mutual TLS of the mesh, so nobody knows who calls, and this rule allows nothing: requests are refused.`,
      related: server ? [atPath(server.object, server.path, 'This server takes them.')] : [],
      fixes: () => {
        const at = hopServer(hop);
        return at ? speakMutualTls(mesh, at, host) : [];
      },
    };
  },

  examples: [
    {
      title: 'clients are to be known by their namespace where TLS is passed through',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  rules:
  - from:
    - source:
        namespaces: [ shop ]
#                   ^^^^^^^^ Gateway shop/egress takes api.payments.example without the mutual TLS of the mesh, so nobody knows who calls, and this rule allows nothing: requests are refused.
${passthroughFile}
`,
      fixed: `${wrappedPassthrough}
`,
    },
    {
      title: 'clients are to be known by their identity where HTTP is read',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  rules:
  - from:
    - source:
        principals: [ cluster.local/ns/shop/sa/* ]
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Gateway shop/egress takes api.payments.example without the mutual TLS of the mesh, so nobody knows who calls, and this rule allows nothing: requests are refused.
#- host.yaml
${httpEntry('shop')}
#- routes.yaml
${httpGateway('shop')}
---
${httpRoutes('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls:
      mode: ISTIO_MUTUAL
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 }, subset: api-payments-example }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: egress-api-payments-example
  namespace: shop
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: api-payments-example
    trafficPolicy:
      portLevelSettings:
      - port:
          number: 80
        tls:
          mode: ISTIO_MUTUAL
          sni: api.payments.example
`,
    },
    {
      title: 'a policy that refuses another host',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  rules:
  - from: [ { source: { principals: [ cluster.local/ns/billing/sa/ledger ] } } ]
    when: [ { key: connection.sni, values: [ ledger.payments.example ] } ]
${passthroughChain}
`,
    },
  ],
});
