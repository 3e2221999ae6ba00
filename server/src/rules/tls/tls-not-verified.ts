import { fix, insertInto } from '../../generate/edit';
import { isBefore, istioVersion } from '../../mesh/istio-version';
import { systemAuthorities } from '../../model/destination-rule';
import { hostLabel, resolveHost, serviceName } from '../../model/host';
import { behaviours, releaseText } from '../../schema/releases';
import { beginsTls, tlsOf } from '../client-tls';
import { targetPortEntry } from '../example-documents';
import { at, spanOf } from '../places';
import { defineRule } from '../rule';

export const tlsNotVerified = defineRule({
  id: 'tls-not-verified',
  severity: 'warning',
  summary: 'An old Istio begins TLS and takes whatever certificate comes.',
  rationale: `Where a DestinationRule names no authority, Istio ${releaseText(behaviours.verifies.since)} and later verify the certificate of the server with those of the system. Before, it was not verified at all: whoever answers at the address is taken for the host. Nothing is said where it is not known that the mesh has an older Istio, whatever other tools say of it.`,
  reference: 'https://istio.io/latest/news/releases/1.21.x/announcing-1.21/upgrade-notes/',
  on: ['DestinationRule'],

  *check(object, mesh) {
    const version = istioVersion(mesh);
    if (!version || !isBefore(mesh, behaviours.verifies.since) || object.document.partial) return;
    const { release, origin } = version;
    const host = resolveHost(object.resource.spec.host?.value ?? '', object.namespace);
    if (serviceName(host)) return;
    for (const { tls, path } of tlsOf(object)) {
      const { mode, caCertificates, credentialName, insecureSkipVerify } = tls;
      // T2; what is in a Secret may have an authority, and who says that nothing is verified means it
      if (!beginsTls(tls) || caCertificates?.value || credentialName?.value || insecureSkipVerify?.value) continue;
      yield {
        span: mode?.span ?? spanOf(object, path),
        message: `This mesh has Istio ${releaseText(release)}, which verifies no certificate where caCertificates are not written: anybody can pass for ${hostLabel(host)}.`,
        related: origin ? [at(origin.object, `Istio ${releaseText(release)}, as it is said here.`)] : [],
        fixes: () =>
          fix('Verify it with the authorities of the system', [
            insertInto(object, [...path, 'caCertificates'], systemAuthorities),
          ]),
      };
    }
  },

  examples: [
    {
      title: 'TLS that an old proxy begins',
      source: `
#- payments.yaml
apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
#           ^^^^^^ This mesh has Istio 1.20, which verifies no certificate where caCertificates are not written: anybody can pass for api.payments.example.
#- host.yaml
apiVersion: networking.istio.io/v1beta1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP, targetPort: 443 } ]
  resolution: DNS
#- istio.yaml
apiVersion: sailoperator.io/v1
kind: Istio
metadata: { name: default }
spec: { version: v1.20.3 }
`,
      fixed: `
apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
      caCertificates: /etc/ssl/certs/ca-certificates.crt
`,
    },
    {
      title: 'the same, with an Istio that verifies it',
      source: `
#- payments.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy: { tls: { mode: SIMPLE } }
---
${targetPortEntry('shop')}
#- istio.yaml
apiVersion: sailoperator.io/v1
kind: Istio
metadata: { name: default }
spec: { version: v1.26.2 }
`,
    },
  ],
});
