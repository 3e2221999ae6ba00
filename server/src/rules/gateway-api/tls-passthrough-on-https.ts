import { fix, replace } from '../../generate/edit';
import type { GatewayListener } from '../../model/kubernetes-gateway';
import { isPassthroughOnHttps, listenerOwners } from '../listener-problems';
import { atPath } from '../places';
import { defineRule } from '../rule';

export const tlsPassthroughOnHttps = defineRule({
  id: 'tls-passthrough-on-https',
  severity: 'error',
  summary: 'A listener for HTTPS is to pass TLS on.',
  rationale:
    'A listener with `protocol: HTTPS` ends TLS and reads the requests in it. What passes TLS on as it comes, and reads only the name in it, is one with `protocol: TLS`, to which TLSRoutes are attached. The API server refuses the object.',
  reference: 'https://gateway-api.sigs.k8s.io/guides/tls/#listeners-and-tls',
  on: listenerOwners,

  *check(object) {
    for (const [index, listener] of object.resource.spec.listeners.entries()) {
      const { protocol, tls } = listener;
      const mode = tls?.mode;
      if (!isPassthroughOnHttps(listener) || !protocol || !mode) continue;
      yield {
        span: mode.span,
        message:
          'The API server refuses a listener for HTTPS that passes TLS on: HTTPS is read here, and only a listener for TLS passes it on.',
        related: [atPath(object, ['spec', 'listeners', index, 'protocol'], 'It is for HTTPS.')],
        fixes: () =>
          // what TLS is to be ended with is of no use to a listener that passes it on
          endsTls(listener)
            ? fix('Change the mode to Terminate', [replace(object, mode.span, 'Terminate')])
            : fix('Change the protocol to TLS', [replace(object, protocol.span, 'TLS')]),
      };
    }
  },

  examples: [
    {
      title: 'HTTPS that is to be passed on',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - name: tls
    port: 443
    protocol: HTTPS
    tls:
      mode: Passthrough
#           ^^^^^^^^^^^ The API server refuses a listener for HTTPS that passes TLS on: HTTPS is read here, and only a listener for TLS passes it on.
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { name: payments, port: 443 } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - name: tls
    port: 443
    protocol: TLS
    tls:
      mode: Passthrough
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { name: payments, port: 443 } ]
`,
    },
    {
      title: 'HTTPS that is read, and TLS that is passed on',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - { name: https, port: 8443, protocol: HTTPS, tls: { mode: Terminate, certificateRefs: [ { name: partners } ] } }
  - { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } }
`,
    },
  ],
});

const endsTls = ({ tls }: GatewayListener): boolean =>
  (tls?.certificateRefs.length ?? 0) > 0 || (tls?.options?.size ?? 0) > 0;
