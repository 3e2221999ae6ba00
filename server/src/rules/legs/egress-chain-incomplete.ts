import { completion, howFar, incompleteChain } from '../egress-chain';
import { host, mutual } from '../example-chain';
import { enumerate } from '../places';
import { defineRule } from '../rule';

/** Speaks in place of the rules for single parts, and only where two or more are missing: of one those say more. */
export const egressChainIncomplete = defineRule({
  id: 'egress-chain-incomplete',
  severity: 'error',
  summary: 'Two or more of the objects and rules that lead a host out through the egress gateway are missing.',
  rationale:
    'A way out through an egress gateway is complete only with all its parts: a ServiceEntry that makes the host known, a rule that leads it from the sidecars to the gateway, a Gateway that takes it, a rule that leads it on, and a DestinationRule for each stretch on which a proxy is to begin TLS, or that names a subset. Istio says nothing of a part that is missing: what depends on it is left out. Where only one is missing, the rule for that part says it.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: ['VirtualService'],

  *check(object, mesh) {
    const chain = incompleteChain(mesh, object);
    if (!chain) return;
    const isPast = chain.ways.every((it) => it.isPast);
    const consequence = isPast ? 'requests leave straight from the sidecars, past the gateway' : 'requests fail';
    const names = enumerate(chain.missing.map((it) => it.label));
    yield {
      span: chain.span,
      message: `${howFar(chain)}; ${names} are missing, so ${consequence}.`,
      fixes: () => completion(chain),
    };
  },

  examples: [
    {
      title: 'neither the Gateway nor the DestinationRule with the subset',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ Egress of api.payments.example through istio-egressgateway: 3 of 5; the DestinationRule with subset 'payments' and the Gateway 'egress' are missing, so requests fail.
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: payments, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
${host('shop').trimStart()}`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: payments, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: egress-api-payments-example-gateway
  namespace: shop
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      portLevelSettings:
      - port:
          number: 443
        tls:
          mode: ISTIO_MUTUAL
          sni: api.payments.example
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: egress
  namespace: shop
spec:
  selector:
    istio: egressgateway
  servers:
  - port:
      number: 443
      name: https-443
      protocol: HTTPS
    hosts:
    - api.payments.example
    tls:
      mode: ISTIO_MUTUAL
`,
    },
    {
      title: 'neither the ServiceEntry nor the rule of the gateway',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ Egress of api.payments.example through istio-egressgateway: 2 of 4; the ServiceEntry of the host and the rule from the gateway to the host are missing, so requests leave straight from the sidecars, past the gateway.
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
#- gateway.yaml
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
  - match:
    - gateways:
      - egress
      port: 443
      sniHosts:
      - api.payments.example
    route:
    - destination:
        host: api.payments.example
        port:
          number: 443
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: egress-api-payments-example
  namespace: shop
spec:
  hosts:
  - api.payments.example
  ports:
  - number: 443
    name: tls
    protocol: TLS
  resolution: DNS
`,
    },
    {
      title: 'a chain with all its parts',
      source: `
${mutual('payments')}#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      portLevelSettings:
      - port: { number: 443 }
        tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
${host('shop').trimStart()}`,
    },
  ],
});
