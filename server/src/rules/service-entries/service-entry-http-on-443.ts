import { fix, replace } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { listenerClass, parseProtocol } from '../../model/protocol';
import { isOfKind } from '../../workspace/mesh';
import { defineFailureRule } from '../rule';

export const serviceEntryHttpOn443 = defineFailureRule({
  id: 'service-entry-http-on-443',
  severity: 'warning',
  summary: 'A ServiceEntry declares port 443 as plaintext HTTP, and nothing begins TLS on it.',
  rationale:
    'The protocol of a port is what the application sends to it. Plaintext HTTP to port 443 reaches a server that expects TLS, unless a DestinationRule begins TLS there. Where the application speaks TLS itself, the sidecar finds no HTTP in it: the connection is treated like one to an unknown host, no rule holds for it, and with REGISTRY_ONLY it is refused. Declare it as HTTPS or TLS; where applications are to send plaintext, declare port 80 with `targetPort: 443` and let a DestinationRule begin TLS.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#sending-https-to-an-http-port',

  explain({ cause, hop, host, trace }, mesh) {
    if (cause.reason !== 'plaintext-to-tls' || hop.proxy.type !== 'sidecar') return undefined;
    const object = cause.places.map((it) => it.object).find((it) => isOfKind(it, 'ServiceEntry'));
    const { port } = trace.request;
    if (!object || cause.port !== port) return undefined;
    const index = object.resource.spec.ports.findIndex((it) => it.number?.value === port);
    const protocol = object.resource.spec.ports[index]?.protocol;
    if (!protocol || listenerClass(parseProtocol(protocol.value)) !== 'http') return undefined;
    // rules for HTTP would have no part in it any more
    const isRouted = mesh.withHost('VirtualService', host).length > 0;
    return {
      object,
      path: ['spec', 'ports', index, 'protocol'],
      message: `Port ${port} of ${hostLabel(host)} is declared as ${protocol.value}: plaintext reaches a server that expects TLS, and TLS of the application is not known as that of this host.`,
      fixes: () =>
        isRouted ? [] : fix('Declare that the application speaks TLS', [replace(object, protocol.span, 'HTTPS')]),
    };
  },

  examples: [
    {
      title: 'the port of HTTPS',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - number: 443
    name: http
    protocol: HTTP
#             ^^^^ Port 443 of api.payments.example is declared as HTTP: plaintext reaches a server that expects TLS, and TLS of the application is not known as that of this host.
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
    name: http
    protocol: HTTPS
  resolution: DNS
`,
    },
    {
      title: 'sidecars begin TLS on it',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: http, protocol: HTTP } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy: { tls: { mode: SIMPLE } }
`,
    },
  ],
});
