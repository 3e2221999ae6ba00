import { fix, insertInto } from '../../generate/edit';
import { hostLabel, resolveHost } from '../../model/host';
import { beginsTls, servicesMeant, tlsOf } from '../client-tls';
import { nameOf } from '../hop-tls';
import { at, label, spanOf } from '../places';
import { defineRule } from '../rule';

export const originationWithoutSniTcp = defineRule({
  id: 'origination-without-sni-tcp',
  severity: 'warning',
  summary: 'A proxy begins TLS for plain TCP without the name of the host.',
  rationale:
    'Without `sni` Envoy takes the name from each HTTP request, and compares the certificate with it. On a port for TCP there are no requests to take it from: TLS begins without a name, and none is compared. A server with several certificates then answers with another, or not at all.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings',
  on: ['DestinationRule'],

  *check(object, mesh) {
    const services = servicesMeant(mesh, object).filter((it) => it.external);
    const host = resolveHost(object.resource.spec.host?.value ?? '', object.namespace);
    for (const { tls, path, port, except } of tlsOf(object)) {
      if (!beginsTls(tls) || tls.sni?.value) continue;
      // T5
      const bytes = services.flatMap((it) =>
        it.ports.filter(({ number, listener }) => {
          const isMeant = port === undefined ? !except.includes(number.value) : number.value === port;
          return isMeant && listener === 'tcp';
        }),
      );
      const [first] = bytes;
      if (!first) continue;
      const sni = nameOf(host);
      yield {
        span: spanOf(object, [...path, 'mode']),
        message: `Port ${first.number.value} of ${hostLabel(host)} carries ${first.protocol} and no HTTP, so TLS begins without a name: the server may answer with another certificate, and nobody compares it.`,
        related: services.map((it) => at(it.object, `${label(it.object)} declares the port.`, first.number.span)),
        // T5 with a name of ours the certificate is compared with no other
        fixes: () =>
          sni
            ? fix(`Ask for ${sni}, and accept no other certificate`, [
                insertInto(object, [...path, 'sni'], sni),
                insertInto(object, [...path, 'subjectAltNames'], [sni]),
              ])
            : [],
      };
    }
  },

  examples: [
    {
      title: 'a database behind TLS',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ledger, namespace: shop }
spec:
  host: ledger.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
#           ^^^^^^ Port 27017 of ledger.payments.example carries MONGO and no HTTP, so TLS begins without a name: the server may answer with another certificate, and nobody compares it.
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  addresses: [ 203.0.113.9 ]
  ports: [ { number: 27017, name: mongo, protocol: MONGO } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ledger, namespace: shop }
spec:
  host: ledger.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
      sni: ledger.payments.example
      subjectAltNames:
      - ledger.payments.example
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  addresses: [ 203.0.113.9 ]
  ports: [ { number: 27017, name: mongo, protocol: MONGO } ]
  resolution: DNS
`,
    },
    {
      title: 'the same port has HTTP',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ledger, namespace: shop }
spec:
  host: ledger.payments.example
  trafficPolicy:
    tls: { mode: SIMPLE }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP, targetPort: 443 } ]
  resolution: DNS
`,
    },
  ],
});
