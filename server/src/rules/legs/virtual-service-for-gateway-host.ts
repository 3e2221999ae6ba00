import { fix, replace } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { gateway, host } from '../example-chain';
import { gatewayHost } from '../gateway-host';
import { defineRule } from '../rule';

export const virtualServiceForGatewayHost = defineRule({
  id: 'virtual-service-for-gateway-host',
  severity: 'warning',
  summary: 'A VirtualService that leads to a host outside is for the egress gateway’s own host.',
  rationale:
    'Proxies choose a VirtualService by the host that the request is for, and an application asks for the host outside. The gateway’s Service is where such requests are sent, never what they are for; rules for it are not used.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  on: ['VirtualService'],

  *check(object, mesh) {
    const found = gatewayHost(mesh, object);
    if (!found) return;
    const { written, outside } = found;
    yield {
      span: written.span,
      message: `Requests for ${hostLabel(outside)} are never for ${written.value}, which is only where they are sent: none of them follows these rules.`,
      fixes: () => fix(`Change to '${hostLabel(outside)}'`, [replace(object, written.span, hostLabel(outside))]),
    };
  },

  examples: [
    {
      title: 'the gateway in place of the host',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - istio-egressgateway.istio-system.svc.cluster.local
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Requests for api.payments.example are never for istio-egressgateway.istio-system.svc.cluster.local, which is only where they are sent: none of them follows these rules.
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
${gateway}
${host('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - api.payments.example
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'a server of the gateway that takes every host',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ istio-egressgateway.istio-system.svc.cluster.local ]
  gateways: [ everything ]
  tcp:
  - route:
    - destination: { host: api.payments.example, port: { number: 443 } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: everything, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 15443, name: tcp, protocol: TCP }
    hosts: [ "*" ]
${host('shop')}
`,
    },
  ],
});
