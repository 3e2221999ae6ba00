import { fix, replace } from '../../generate/edit';
import { giveTls } from '../../generate/tls-settings';
import { servicesOf } from '../../mesh/services';
import { hostLabel } from '../../model/host';
import { isOfKind } from '../../workspace/mesh';
import {
  httpAndHttpsEntry,
  httpAndTlsEntry,
  passthroughGateway,
  passthroughRoutes,
  tlsEntry,
} from '../example-documents';
import { peerOf, proxyLabel, tlsSettings } from '../hop-tls';
import { at, atPath, label, spanOf } from '../places';
import { defineFailureRule } from '../rule';
import { isUsedByPlaintext } from '../used-by-others';

export const doubleTls = defineFailureRule({
  id: 'double-tls',
  severity: 'error',
  summary: 'A proxy begins TLS for requests that are TLS already.',
  rationale:
    'Where the application itself speaks TLS, a DestinationRule with `mode: SIMPLE` or `MUTUAL` wraps that in TLS once more. The server takes off one layer and finds another, where it expects a request. Beginning TLS at a proxy is for requests that the application sends in plaintext. If both kinds come to one port of the host, those in plaintext need a subset of their own, or another port with `targetPort`.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#double-tls',

  explain(failure, mesh) {
    const { cause, hop, host, trace } = failure;
    if (cause.reason !== 'double-tls') return undefined;
    const settings = tlsSettings(hop);
    const peer = peerOf(hop);
    if (!settings || !peer) return undefined;
    const { object, path } = settings;
    const [place] = cause.places;
    return {
      object,
      path: [...path, 'mode'],
      message: `Requests to port ${trace.request.port} of ${hostLabel(host)} are TLS already when ${proxyLabel(hop)} gets them, and this wraps them in TLS once more: the server does not understand them.`,
      related:
        place && sendsOn.has(place.object.resource.kind)
          ? [atPath(place.object, place.path, `${label(place.object)} sends them on as they come.`)]
          : place
            ? [at(place.object, `${label(place.object)} says that applications speak TLS.`)]
            : [],
      fixes: () => {
        // they would leave without the TLS that the host expects
        if (isUsedByPlaintext(failure, mesh)) return [];
        const isOfPort = path.includes('portLevelSettings');
        const isOnly = servicesOf(mesh, peer.host, hop.proxy.namespace).every((it) => it.ports.length === 1);
        // requests that come to other ports in plaintext keep it
        return isOfPort || isOnly || !isOfKind(object, 'DestinationRule')
          ? fix('Turn TLS off', [replace(object, spanOf(object, [...path, 'mode']), 'DISABLE')])
          : fix(`Turn TLS off for port ${peer.port}`, [giveTls(object, peer, { mode: 'DISABLE' })]);
      },
    };
  },

  examples: [
    {
      title: 'TLS for what the application encrypts',
      source: `
#- host.yaml
${tlsEntry('shop')}
#- origination.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
#           ^^^^^^ Requests to port 443 of api.payments.example are TLS already when the sidecar gets them, and this wraps them in TLS once more: the server does not understand them.
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: DISABLE
`,
    },
    {
      title: 'TLS at the gateway for what it passes through',
      source: `
#- host.yaml
${tlsEntry('shop')}
#- gateway.yaml
${passthroughGateway('shop')}
#- routes.yaml
${passthroughRoutes('shop')}
#- origination.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: api.payments.example
  exportTo: [ "." ]
  trafficPolicy:
    tls: { mode: SIMPLE }
#                ^^^^^^ Requests to port 443 of api.payments.example are TLS already when the gateway gets them, and this wraps them in TLS once more: the server does not understand them.
`,
    },
    {
      title: 'TLS for plaintext, at the port to which a TLSRoute passes the TLS of applications',
      source: `
#- host.yaml
${httpAndTlsEntry('shop')}
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners:
  - { name: http, port: 80, protocol: HTTP, hostname: api.payments.example }
  - { name: tls, port: 443, protocol: TLS, hostname: api.payments.example, tls: { mode: Passthrough } }
#- tls.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: tls-to-gateway, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments, port: 443 } ]
  hostnames: [ api.payments.example ]
  rules: [ { backendRefs: [ { name: egress-istio, port: 443 } ] } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: tls-from-gateway, namespace: shop }
spec:
  parentRefs: [ { name: egress, sectionName: tls } ]
  hostnames: [ api.payments.example ]
  rules: [ { backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ] } ]
#- http.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: http-to-gateway, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments, port: 80 } ]
  rules: [ { backendRefs: [ { name: egress-istio, port: 80 } ] } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: http-from-gateway, namespace: shop }
spec:
  parentRefs: [ { name: egress, sectionName: http } ]
  hostnames: [ api.payments.example ]
  rules: [ { backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ] } ]
#- origination.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE, sni: api.payments.example }
#                  ^^^^^^ Requests to port 443 of api.payments.example are TLS already when the gateway gets them, and this wraps them in TLS once more: the server does not understand them.
`,
    },
    {
      title: 'TLS on the port that plaintext requests are led to',
      source: `
${httpAndHttpsEntry('shop')}
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
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
    },
  ],
});

const sendsOn: ReadonlySet<string> = new Set(['VirtualService', 'TLSRoute']);
