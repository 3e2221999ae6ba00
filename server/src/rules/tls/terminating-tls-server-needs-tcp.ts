import { fix, removeFields, replace } from '../../generate/edit';
import { legs } from '../../mesh/legs';
import { meshGateway } from '../../model/virtual-service';
import { meshFilesOf } from '../certificate-files';
import { isWrapped } from '../client-tls';
import { mutualTlsGateway, tlsEntry } from '../example-documents';
import { moveToTcp } from '../move-to-tcp';
import { atPath, label, legSpan, spanOf } from '../places';
import { defineRule } from '../rule';
import { isForTls, unreadLegs } from '../unread-section';

export const terminatingTlsServerNeedsTcp = defineRule({
  id: 'terminating-tls-server-needs-tcp',
  severity: 'error',
  summary: 'The gateway ends TLS, and its rules are for TLS that it would pass on.',
  rationale:
    'Rules under `tls` choose by the SNI of connections that a server with `mode: PASSTHROUGH` passes on unopened. A server with `protocol: TLS` and any other mode ends TLS itself. What is inside are bytes, for which there are rules under `tcp`.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode',

  on: ['VirtualService'],

  *check(object, mesh) {
    const own = legs(object, meshGateway).filter((it) => it.section === 'tls');
    const speakTls = own.length > 0;
    for (const unread of unreadLegs(mesh, object)) {
      if (!isForTls(unread)) continue;
      const { leg, at } = unread;
      const mode = [...at.path, 'tls', 'mode'];
      yield {
        span: legSpan(object, leg),
        message: `${at.label.replace(/^p/, 'P')} ends TLS (${at.mode}) and forwards what is inside by rules under 'tcp', so this one under 'tls' is not followed: the gateway does not send these connections on.`,
        related: [atPath(at.gateway, mode, `${label(at.gateway)} ends TLS here.`)],
        fixes: () =>
          // 4.9 around the TLS of the application is that of the mesh, which ends here
          (at.mode === 'ISTIO_MUTUAL' && (!speakTls || own.some((it) => isWrapped(mesh, object, it)))) ||
          meshFilesOf(at.gateway, mesh).length > 0
            ? moveToTcp(object, unread, mesh)
            : // the sidecars pass on the TLS of applications, which only the host can open
              speakTls
              ? fix('Pass TLS on unopened', [
                  replace(at.gateway, spanOf(at.gateway, mode), 'PASSTHROUGH'),
                  ...removeFields(at.gateway, [...at.path, 'tls'], certificates),
                ])
              : [],
      };
    }
  },

  examples: [
    {
      title: 'the TLS of the application, opened at the gateway',
      source: `
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
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination:
        host: api.payments.example
#             ^^^^^^^^^^^^^^^^^^^^ Port 443 of Gateway shop/egress ends TLS (SIMPLE) and forwards what is inside by rules under 'tcp', so this one under 'tls' is not followed: the gateway does not send these connections on.
        port: { number: 443 }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: SIMPLE, credentialName: payments }
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
    tls: { mode: PASSTHROUGH }
`,
    },
    {
      title: 'the TLS of the application inside that of the mesh',
      source: `
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
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination:
        host: api.payments.example
#             ^^^^^^^^^^^^^^^^^^^^ Port 443 of Gateway shop/egress ends TLS (ISTIO_MUTUAL) and forwards what is inside by rules under 'tcp', so this one under 'tls' is not followed: the gateway does not send these connections on.
        port: { number: 443 }
#- gateway.yaml
${mutualTlsGateway('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: egress, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.payments.example } }
`,
      fixed: `
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
  tcp:
  - match:
    - gateways:
      - egress
      port: 443
    route:
    - destination:
        host: api.payments.example
        port:
          number: 443
`,
    },
  ],
});

/** What a server needs that opens TLS. */
const certificates = ['credentialName', 'credentialNames', 'serverCertificate', 'privateKey', 'caCertificates'];
