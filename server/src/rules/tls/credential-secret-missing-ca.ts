import { tlsEntry } from '../example-documents';
import { passedSecret } from '../missing-secret';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';

export const credentialSecretMissingCa = defineFailureRule({
  id: 'credential-secret-missing-ca',
  severity: 'error',
  summary: 'A gateway asks for client certificates, and its Secret has no authority to check them with.',
  rationale:
    'With `mode: MUTUAL` or `OPTIONAL_MUTUAL` a gateway checks the certificates of its clients with `ca.crt` of the Secret under `credentialName`, or of a Secret with `-cacert` behind that name. Without either, no TLS connection succeeds.',
  reference:
    'https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#configure-a-mutual-tls-ingress-gateway',
  aliases: ['IST0161'],

  explain(failure, mesh) {
    const wanted = passedSecret(failure, mesh);
    if (!wanted || wanted.here.length === 0) return undefined;
    const { evidence, here } = wanted;
    return {
      object: evidence.object,
      path: evidence.path,
      message: `${evidence.text} No TLS connection succeeds.`,
      related: here.map((it) => at(it, `${label(it)} is here.`)),
    };
  },

  examples: [
    {
      title: 'a Secret with a certificate and its key alone',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls:
      mode: MUTUAL
      credentialName: payments
#                     ^^^^^^^^ Neither the Secret payments nor payments-cacert has ca.crt, by which the gateway would check its clients. No TLS connection succeeds.
#- host.yaml
${tlsEntry('shop')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  http:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: api.payments.example
  exportTo: [ . ]
  trafficPolicy: { tls: { mode: SIMPLE } }
#- secret.yaml
apiVersion: v1
kind: Secret
metadata: { name: payments, namespace: istio-system }
type: kubernetes.io/tls
stringData: { tls.crt: "", tls.key: "" }
`,
    },
  ],
});
