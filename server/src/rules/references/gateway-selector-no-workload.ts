import { hostLabel } from '../../model/host';
import { host } from '../example-chain';
import { httpRoutes } from '../example-documents';
import { mismatchOf, selectedBy, selectPods } from '../gateway-selector';
import { enumerate, label } from '../places';
import { defineFailureRule } from '../rule';
import { whatBecomes } from '../untaken';

/** The pods of the gateway, and its Service. */
const pods = `#- pods.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-egress }
spec:
  template:
    metadata:
      annotations: { inject.istio.io/templates: gateway }
      labels: { istio: egressgateway }
    spec:
      containers: [ { name: istio-proxy, image: auto } ]
---
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: http2, port: 80, targetPort: 8080 } ]`;

export const gatewaySelectorNoWorkload = defineFailureRule({
  id: 'gateway-selector-no-workload',
  severity: 'warning',
  summary: 'The selector of a Gateway does not take the pods that its requests come to.',
  rationale:
    'A Gateway is given to the gateway pods that have all labels of its `selector`, in whatever namespace they run. Pods without one of them know nothing of it: they don’t listen for its servers, and have no rules of the VirtualServices that are bound to it.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway',
  aliases: ['IST0101', 'KIA0302'],

  explain(failure, mesh) {
    const mismatch = mismatchOf(failure);
    if (!mismatch) return undefined;
    const { gateway, missing } = mismatch;
    const { proxy } = failure.hop;
    const [first] = missing;
    const asked = enumerate(missing.map(({ key, value }) => `${key}=${value.value}`));
    const had = missing.flatMap(({ key }) => (proxy.labels.has(key) ? [`${key}=${proxy.labels.get(key)}`] : []));
    const verb = proxy.assumed ? 'are taken to have' : 'have';
    const have = `${verb} ${had.length > 0 ? enumerate(had) : 'no such label'}`;
    const others = selectedBy(mesh, gateway).map((it) => it.proxy.workload ?? '');
    const instead = others.length > 0 ? ` It is for ${enumerate(others)}.` : '';
    return {
      object: gateway,
      path: ['spec', 'selector', first.key],
      // of pods that are not in the workspace the labels are only the usual ones
      severity: proxy.assumed ? 'warning' : 'error',
      message: `${label(gateway)} asks for pods with ${asked}, and those of ${proxy.workload}, to which ${hostLabel(failure.host)} is sent, ${have}: ${whatBecomes(failure)}.${instead}`,
      fixes: () => selectPods(mismatch, proxy.labels),
    };
  },

  examples: [
    {
      title: 'a misspelt label',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector:
    istio: egress-gateway
#          ^^^^^^^^^^^^^^ Gateway istio-egress/egress asks for pods with istio=egress-gateway, and those of istio-egress/istio-egressgateway, to which api.payments.example is sent, have istio=egressgateway: the connection to api.payments.example is refused.
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
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
    - destination: { host: istio-egressgateway.istio-egress.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
${pods}
${host('istio-egress')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector:
    istio: egressgateway
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
    {
      title: 'another label than Istio’s own egress gateway has',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egress }
#                    ^^^^^^ Gateway shop/egress asks for pods with istio=egress, and those of istio-system/istio-egressgateway, to which api.payments.example is sent, are taken to have istio=egressgateway: the connection to api.payments.example is refused.
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
${httpRoutes('shop')}
${host('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
    {
      title: 'another label, and a Service of which nobody knows the pods',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egress }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: partner-gateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
${host('shop')}
`,
    },
    {
      title: 'pods in another namespace than the Gateway',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector:
    istio: egressgateway
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-egress.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
${pods}
${host('shop')}
`,
    },
  ],
});
