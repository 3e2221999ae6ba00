import { fix, removeFields } from '../../generate/edit';
import { host } from '../example-chain';
import { isUntakenAtGateway, passedOver, serverAt } from '../failure';
import { defineFailureRule } from '../rule';
import { whatBecomes } from '../untaken';

export const gatewayServerCannotListen = defineFailureRule({
  id: 'gateway-server-cannot-listen',
  severity: 'error',
  summary: 'A server is where the pods of the gateway cannot listen, or where nobody reaches it.',
  rationale:
    'The pods of a gateway have ports that they cannot give to a server: 15021 and 15090 have listeners of their own, and pods without the right to it get none below 1024, unless the Service has a targetPort above. With `bind` a server listens at one address only, and a Service leads to all of the pod’s but that.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Server',

  explain(failure) {
    if (failure.cause.reason !== 'no-listener' || !isUntakenAtGateway(failure)) return undefined;
    const reason = passedOver(failure, 'G6', 'G7')[0];
    const { gateway } = (reason && serverAt(reason)) ?? {};
    if (!reason || !gateway || gateway.writtenAt) return undefined;
    const server = reason.path.slice(0, 3);
    return {
      object: gateway,
      path: reason.path,
      message: `${reason.text.slice(0, -1)}: ${whatBecomes(failure)}.`,
      fixes: () =>
        reason.path.at(-1) === 'bind' ? fix('Listen at all addresses', removeFields(gateway, server, ['bind'])) : [],
    };
  },

  examples: [
    {
      title: 'a server where Envoy gives its metrics',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port:
      number: 15090
#             ^^^^^ Envoy has no listener for this server, because on port 15090 of its pod it gives its metrics: the connection to api.payments.example is refused.
      name: http
      protocol: HTTP
    hosts: [ api.payments.example ]
${way(15090)}`,
    },
    {
      title: 'pods that get no port below 1024',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port:
      number: 80
#             ^^ Istio skips this server, because the pods have no right to listen on ports below 1024, and this is 80: the connection to api.payments.example is refused.
      name: http
      protocol: HTTP
    hosts: [ api.payments.example ]
${way(80)}`,
    },
    {
      title: 'an address where the Service does not lead',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 8080, name: http, protocol: HTTP }
    bind: 127.0.0.1
#         ^^^^^^^^^ This server listens only at 127.0.0.1, where the Service does not lead: the connection to api.payments.example is refused.
    hosts: [ api.payments.example ]
${way(8080)}`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 8080, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
  ],
});

/** Pods with few rights, and requests that reach one of their ports by the Service. */
function way(port: number): string {
  return `#- pods.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-egress }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  template:
    metadata: { labels: { istio: egressgateway } }
    spec:
      containers:
      - name: istio-proxy
        env: [ { name: ISTIO_META_UNPRIVILEGED_POD, value: "true" } ]
---
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: http, port: ${port} } ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-egress }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-egress.svc.cluster.local, port: { number: ${port} } }
  - match: [ { gateways: [ egress ], port: ${port} } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
${host('istio-egress')}`;
}
