import {
  type DocumentEdit,
  type Fix,
  fix,
  hasField,
  insertInto,
  removeFields,
  removeFrom,
  replace,
} from '../../generate/edit';
import type { Change, Repair } from '../../model/validation/repair';
import type { MeshObject } from '../../workspace/mesh';
import { tlsEntry } from '../example-documents';
import { spanOf } from '../places';
import { isMeant } from '../premise';
import { defineRule } from '../rule';
import { anyKind } from './field-problems';

export const invalidObject = defineRule({
  id: 'invalid-object',
  severity: 'error',
  summary: 'The cluster refuses an object, though each of its fields is spelt right.',
  rationale:
    'Before an object is stored, the API server lays it against the schema of its kind, and Istio’s webhook looks at what the fields say together: that a server of HTTPS has certificates, that a rule sends its requests somewhere, that names are names. What one of them refuses never reaches a proxy; the proxies keep what they had before. Where Istio takes the object with a warning, this is a warning, too.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/validation/',
  aliases: ['IST0106'],
  on: anyKind,

  *check(object, mesh) {
    for (const { span, text, severity, repairs } of object.resource.refusals)
      yield {
        span,
        severity,
        message: severity === 'warning' ? text : `${text}, or the cluster refuses the object.`,
        fixes: () => repairs.filter((it) => isMeant(mesh, object, it.premise)).flatMap((it) => fixOf(object, it)),
      };
  },

  examples: [
    {
      title: 'a server of HTTPS that is not told how to end TLS',
      source: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port:
      number: 443
      name: https
      protocol: HTTPS
#               ^^^^^ A server of HTTPS or TLS needs 'tls', or the cluster refuses the object.
    hosts: [ api.payments.example ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port:
      number: 443
      name: https
      protocol: HTTPS
    hosts: [ api.payments.example ]
    tls:
      mode: PASSTHROUGH
`,
    },
    {
      title: 'certificates from two places, which only Istio’s webhook refuses',
      source: `
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
      tlsCertificates:
#     ^^^^^^^^^^^^^^^ The certificate comes from only one of 'credentialName', 'credentialNames', 'tlsCertificates', and 'serverCertificate' with 'privateKey', or the cluster refuses the object.
      - serverCertificate: /etc/certs/cert.pem
        privateKey: /etc/certs/key.pem
`,
      fixed: `
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
`,
    },
    {
      title: 'a client that shows a certificate, without one',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: MUTUAL
#           ^^^^^^ Mode MUTUAL needs 'credentialName', or files as 'clientCertificate' and 'privateKey', or the cluster refuses the object.
`,
    },
    {
      title: 'a rule for a name that the VirtualService does not have',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match:
    - port: 443
      sniHosts:
      - www.payments.example
#       ^^^^^^^^^^^^^^^^^^^^ What 'sniHosts' asks for is among the VirtualService’s own 'hosts', or the cluster refuses the object.
    route:
    - destination: { host: api.payments.example }
#- entries.yaml
${tlsEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match:
    - port: 443
      sniHosts:
      - api.payments.example
    route:
    - destination: { host: api.payments.example }
`,
    },
    {
      title: 'a port without its name',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - number: 443
#   ^^^^^^ An item of 'ports' needs 'name', or the cluster refuses the object.
    protocol: TLS
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - number: 443
    protocol: TLS
    name: tls-443
  resolution: DNS
`,
    },
    {
      title: 'a warning of Istio’s: a certificate for TLS that is only passed on',
      source: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls:
      mode: PASSTHROUGH
      credentialName: payments
#                     ^^^^^^^^ TLS is passed through to the host that it is for, so Istio does not use the certificate.
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls:
      mode: PASSTHROUGH
`,
    },
    {
      title: 'an HTTPS server that passes TLS through, and one of HTTP that redirects',
      source: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ shop/api.payments.example ]
    tls: {}
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ shop/api.payments.example ]
    tls: { httpsRedirect: true }
`,
    },
  ],
});

const fixOf = (object: MeshObject, { title, changes, safe }: Repair): Fix[] =>
  fix(
    title,
    changes.flatMap((it) => editsOf(object, it)),
    safe,
  );

function editsOf(object: MeshObject, { path, value }: Change): readonly (DocumentEdit | undefined)[] {
  const last = path.at(-1) ?? 0;
  const parent = path.slice(0, -1);
  if (value === undefined)
    return typeof last === 'number' ? [removeFrom(object, parent, last)] : removeFields(object, parent, [last]);
  if ((typeof value === 'string' || typeof value === 'number') && hasField(object, path))
    return [replace(object, spanOf(object, path), value)];
  return [insertInto(object, path, value)];
}
