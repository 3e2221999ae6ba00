import { type Fix, fix, replace } from '../../generate/edit';
import type { MeshObject } from '../../workspace/mesh';
import { httpsEntry, targetPortEntry } from '../example-documents';
import { passedSecret } from '../missing-secret';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';

export const credentialSecretNamespace = defineFailureRule({
  id: 'credential-secret-namespace',
  severity: 'error',
  summary: 'The Secret of a credential is not in the namespace of the pods that need it.',
  rationale:
    'A proxy reads the Secrets of `credentialName` only in the namespace where its pod runs, wherever the Gateway or the DestinationRule is that names them. One of that name elsewhere is not found, and no TLS connection succeeds.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#troubleshooting',
  aliases: ['IST0101'],

  explain(failure, mesh) {
    const wanted = passedSecret(failure, mesh);
    if (!wanted || wanted.here.length > 0) return undefined;
    const { evidence, elsewhere } = wanted;
    return {
      object: evidence.object,
      path: evidence.path,
      message: `${evidence.text} No TLS connection succeeds.`,
      related: elsewhere.map((it) => at(it, `${label(it)} is here.`)),
      fixes: () => moved(elsewhere, failure.hop.proxy.namespace),
    };
  },

  examples: [
    {
      title: 'beside the applications',
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
      mode: SIMPLE
      credentialName: payments
#                     ^^^^^^^^ The Secret payments is in shop, and the gateway reads Secrets only in istio-system, where its pods run. No TLS connection succeeds.
#- host.yaml
${httpsEntry('shop')}
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
metadata: { name: payments, namespace: shop }
type: kubernetes.io/tls
`,
      fixed: `
apiVersion: v1
kind: Secret
metadata: { name: payments, namespace: istio-system }
type: kubernetes.io/tls
`,
    },
    {
      title: 'for the TLS that a sidecar begins',
      source: `
#- host.yaml
${targetPortEntry('shop')}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  workloadSelector: { matchLabels: { app: cart } }
  trafficPolicy:
    tls:
      mode: MUTUAL
      credentialName: cart
#                     ^^^^ The Secret cart is in istio-system, and the sidecar reads Secrets only in shop, where its pods run. No TLS connection succeeds.
#- secret.yaml
apiVersion: v1
kind: Secret
metadata: { name: cart, namespace: istio-system }
type: kubernetes.io/tls
`,
      fixed: `
apiVersion: v1
kind: Secret
metadata: { name: cart, namespace: shop }
type: kubernetes.io/tls
`,
    },
    {
      title: 'beside the pods that begin TLS',
      source: `
#- host.yaml
${targetPortEntry('outside')}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  workloadSelector: { matchLabels: { app: cart } }
  trafficPolicy:
    tls: { mode: MUTUAL, credentialName: cart }
#- secret.yaml
apiVersion: v1
kind: Secret
metadata: { name: cart, namespace: shop }
type: kubernetes.io/tls
`,
    },
  ],
});

/** Only where it is plain which Secret is meant; what is in it is not touched. */
function moved(secrets: readonly MeshObject<'Secret'>[], namespace: string): Fix[] {
  const [secret, ...others] = secrets;
  const written = secret?.resource.namespace;
  if (!secret || !written || others.length > 0 || namespace === '') return [];
  return fix(`Put the Secret into ${namespace}`, [replace(secret, written.span, namespace)]);
}
