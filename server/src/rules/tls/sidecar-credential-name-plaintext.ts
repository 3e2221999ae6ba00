import { fix, insertInto } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import type { MeshObject } from '../../workspace/mesh';
import { httpAndHttpsEntry, targetPortEntry } from '../example-documents';
import { isPlaced } from '../failure';
import { senderOf } from '../hop-tls';
import { label } from '../places';
import { defineFailureRule } from '../rule';

export const sidecarCredentialNamePlaintext = defineFailureRule({
  id: 'sidecar-credential-name-plaintext',
  severity: 'error',
  summary: 'A sidecar is to begin TLS with a credential that it may not read, and sends plaintext.',
  rationale:
    'Only gateways read the Secret of a `credentialName`. A sidecar does so too where the DestinationRule has a `workloadSelector`, for the pods that it selects. Without one, Istio leaves TLS out without a word, and what was to be encrypted leaves the pod in plaintext.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings',

  explain(failure) {
    const { cause, host, trace } = failure;
    // T3
    const credential = senderOf(failure)
      ?.because.filter(isPlaced)
      .find((it) => it.fact === 'T3' && it.object.resource.kind === 'DestinationRule');
    if (!credential || (cause.reason !== 'plaintext-to-tls' && cause.reason !== 'tls-error')) return undefined;
    const { object, path } = credential;
    const labels = Object.fromEntries(trace.client.labels);
    return {
      object,
      path,
      message: `Sidecars may not read this credential, so they leave TLS out: requests to ${hostLabel(host)} are sent in plaintext to a port that expects TLS.`,
      fixes: () => {
        const rule = object as MeshObject<'DestinationRule'>;
        if (Object.keys(labels).length === 0 || rule.resource.spec.workloadSelector) return [];
        return fix(`Use ${label(rule)} for these pods only`, [
          insertInto(rule, ['spec', 'workloadSelector'], { matchLabels: labels }),
        ]);
      },
    };
  },

  examples: [
    {
      title: 'origination at the sidecars, with a client certificate',
      source: `
${httpAndHttpsEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls:
        mode: MUTUAL
        credentialName: payments-client
#                       ^^^^^^^^^^^^^^^ Sidecars may not read this credential, so they leave TLS out: requests to api.payments.example are sent in plaintext to a port that expects TLS.
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
`,
    },
    {
      title: 'only for the pods that a selector names',
      source: `
${targetPortEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  workloadSelector: { matchLabels: { app: till } }
  trafficPolicy:
    tls: { mode: MUTUAL, credentialName: payments-client }
`,
    },
  ],
});
