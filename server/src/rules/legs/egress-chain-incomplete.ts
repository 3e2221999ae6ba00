import { completion, howFar, incompleteChain } from '../egress-chain';
import { host, mutual } from '../example-chain';
import { egressListener, passthroughGateway, tlsEntry } from '../example-documents';
import { at, enumerate, label } from '../places';
import { defineRule } from '../rule';

/** Speaks in place of the rules for single parts where two or more are missing, or one of which no such rule speaks. */
export const egressChainIncomplete = defineRule({
  id: 'egress-chain-incomplete',
  severity: 'error',
  summary: 'Objects or rules are missing of those that lead a host out through the egress gateway.',
  rationale:
    'A way out through an egress gateway is complete only with all its parts: a ServiceEntry that makes the host known, a rule that leads it from the sidecars to the gateway, a Gateway that takes it, a rule that leads it on, and a DestinationRule for each stretch on which a proxy is to begin TLS, or that names a subset. The rules are those of a VirtualService, or two routes of the Gateway API. Istio says nothing of a part that is missing: what depends on it is left out. Where only one part of a way in Istio’s own API is missing, the rule for that part says it, and this fix is offered there.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: ['VirtualService', 'HTTPRoute', 'TLSRoute', 'TCPRoute'],

  *check(object, mesh) {
    const chain = incompleteChain(mesh, object);
    if (!chain) return;
    const isPast = chain.ways.every((it) => it.isPast);
    const consequence = isPast ? 'requests leave straight from the sidecars, past the gateway' : 'requests fail';
    const names = enumerate(chain.missing.map((it) => it.label));
    const isOne = chain.missing.length === 1;
    const isUnused = isOne && isPast && chain.missing.every((it) => it.kind !== 'ServiceEntry');
    yield {
      span: chain.span,
      // all that is there may be for later
      severity: isUnused ? 'warning' : 'error',
      message: `${howFar(chain)}; ${names} ${isOne ? 'is' : 'are'} missing, so ${consequence}.`,
      related: chain.missing.flatMap(({ mends }) => (mends ? [at(mends, `${label(mends)} lacks a part.`)] : [])),
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
${host('shop')}
`,
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
${passthroughGateway('shop')}
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
      title: 'two hosts, of which one has no ServiceEntry, and no Gateway',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example, ledger.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ Egress of api.payments.example and ledger.payments.example through istio-egressgateway: 5 of 7; the Gateway 'egress' and the ServiceEntry of ledger.payments.example are missing, so requests fail.
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route: [ { destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } } } ]
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route: [ { destination: { host: api.payments.example, port: { number: 443 } } } ]
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ ledger.payments.example ] } ]
    route: [ { destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } } } ]
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ ledger.payments.example ] } ]
    route: [ { destination: { host: ledger.payments.example, port: { number: 443 } } } ]
---
${tlsEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: carts, namespace: shop }
spec: { host: carts.shop.svc.cluster.local }
`,
    },
    {
      title: 'neither the rule of the sidecars nor what begins TLS at the gateway, for TCP',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^^^^ Egress of ledger.payments.example through istio-egressgateway: 3 of 5; the rule that sends sidecars to the gateway and the DestinationRule for the gateway are missing, so requests leave straight from the sidecars, past the gateway.
  gateways: [ mesh, egress ]
  tcp:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route: [ { destination: { host: ledger.payments.example, port: { number: 5432 } } } ]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ ledger.payments.example ]
    tls: { mode: ISTIO_MUTUAL }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  addresses: [ 192.0.2.7 ]
  ports: [ { number: 5432, name: tcp, protocol: TCP } ]
  resolution: DNS
`,
    },
    {
      title: 'no route of the Gateway API that leads sidecars to the gateway',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: forward-payments, namespace: shop }
#                 ^^^^^^^^^^^^^^^^ Egress of api.payments.example through partner-egress-istio: 3 of 4; the HTTPRoute that sends sidecars to the gateway is missing, so requests leave straight from the sidecars, past the gateway.
spec:
  parentRefs: [ { name: partner-egress } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
#- gateway.yaml
${egressListener('partner-egress', 'shop')}
${host('shop')}
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: forward-payments, namespace: shop }
spec:
  parentRefs: [ { name: partner-egress } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: direct-payments
  namespace: shop
spec:
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
    port: 80
  rules:
  - backendRefs:
    - name: partner-egress-istio
      port: 80
`,
    },
    {
      title: 'a chain with all its parts',
      source: `
${mutual('payments')}
#- hop.yaml
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
${host('shop')}
`,
    },
  ],
});
