import { fix } from '../../generate/edit';
import { hostLabel, resolveHost } from '../../model/host';
import { beginsTls, tlsOf } from '../client-tls';
import { targetPortEntry } from '../example-documents';
import { spanOf } from '../places';
import { defineRule } from '../rule';

export const tlsInsecureSkipVerify = defineRule({
  id: 'tls-insecure-skip-verify',
  severity: 'warning',
  summary: 'A proxy begins TLS and accepts any certificate.',
  rationale:
    'With `insecureSkipVerify` the proxy encrypts, but does not look at who answers. Whoever gets between it and the host can pass for the host and read everything. Without it the certificate is checked against the authorities of the system, or those of `caCertificates` or `credentialName`.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings',
  on: ['DestinationRule'],

  *check(object) {
    const host = hostLabel(resolveHost(object.resource.spec.host?.value ?? '', object.namespace));
    for (const { tls, path } of tlsOf(object)) {
      if (!tls.insecureSkipVerify?.value || !beginsTls(tls)) continue;
      const span = spanOf(object, [...path, 'insecureSkipVerify']);
      yield {
        span,
        message: `Any certificate is accepted for ${host}, so whoever gets between can read and change what is sent.`,
        fixes: () => fix('Check the certificate', [{ document: object.document, span, newText: 'false' }]),
      };
    }
  },

  examples: [
    {
      title: 'no certificate is checked',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
      insecureSkipVerify: true
#                         ^^^^ Any certificate is accepted for api.payments.example, so whoever gets between can read and change what is sent.
---
${targetPortEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
      insecureSkipVerify: false
---
${targetPortEntry('shop')}
`,
    },
  ],
});
