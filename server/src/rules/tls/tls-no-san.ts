import { fix, insertInto } from '../../generate/edit';
import { hostLabel, resolveHost, serviceName } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import { beginsTls, servicesMeant, tlsOf } from '../client-tls';
import { targetPortEntry } from '../example-documents';
import { spanOf } from '../places';
import { defineRule } from '../rule';

export const tlsNoSan = defineRule({
  id: 'tls-no-san',
  severity: 'hint',
  summary: 'A proxy begins TLS and does not look at the name in the certificate.',
  rationale:
    'Where a DestinationRule has neither `sni` nor `subjectAltNames`, Istio asks for the host of each HTTP request and compares it with the certificate. An `sni` of its own turns that off: any certificate of the authorities under `caCertificates` is then accepted, whoever it is for, unless `subjectAltNames` of the DestinationRule or of the ServiceEntry say which name it has to have.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings',
  on: ['DestinationRule'],

  *check(object, mesh) {
    const host = resolveHost(object.resource.spec.host?.value ?? '', object.namespace);
    if (serviceName(host)) return;
    const isNamedElsewhere = servicesMeant(mesh, object).some(
      ({ object: { resource } }) => resource.kind === 'ServiceEntry' && resource.spec.subjectAltNames.length > 0,
    );
    for (const { tls, path } of tlsOf(object)) {
      const { sni, subjectAltNames, insecureSkipVerify, caCertificates } = tls;
      // with the authorities of the system an sni alone is what everybody writes
      if (!caCertificates?.value) continue;
      if (!sni?.value || hasPlaceholder(sni.value) || !beginsTls(tls) || insecureSkipVerify?.value) continue;
      // T5, T6
      if (subjectAltNames.length > 0 || isNamedElsewhere) continue;
      yield {
        span: spanOf(object, [...path, 'sni']),
        message: `With an sni of its own the name in the certificate of ${hostLabel(host)} is not compared with anything; any certificate of these authorities is accepted.`,
        fixes: () =>
          fix(`Accept certificates for ${sni.value} only`, [
            insertInto(object, [...path, 'subjectAltNames'], [sni.value]),
          ]),
      };
    }
  },

  examples: [
    {
      title: 'an sni alone',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
      caCertificates: /etc/payments/ca.pem
      sni: api.payments.example
#          ^^^^^^^^^^^^^^^^^^^^ With an sni of its own the name in the certificate of api.payments.example is not compared with anything; any certificate of these authorities is accepted.
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
      caCertificates: /etc/payments/ca.pem
      sni: api.payments.example
      subjectAltNames:
      - api.payments.example
---
${targetPortEntry('shop')}
`,
    },
    {
      title: 'the name of each request',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls: { mode: SIMPLE }
---
${targetPortEntry('shop')}
`,
    },
  ],
});
