import { hostLabel } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import { isOfKind } from '../../workspace/mesh';
import { httpEntry, httpGateway } from '../example-documents';
import { exportedToo } from '../exported-too';
import { isUntakenAtGateway, passedOver, serverOf } from '../failure';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';
import { whatBecomes } from '../untaken';

export const virtualServiceNotExportedToGatewayNamespace = defineFailureRule({
  id: 'virtual-service-not-exported-to-gateway-namespace',
  severity: 'error',
  summary: 'A VirtualService for a gateway is not exported to the namespace of the gateway’s pods.',
  rationale:
    'A gateway sees only the VirtualServices that are exported to the namespace in which its pods run. Where the Gateway object is does not matter. With `exportTo: ["."]` in the namespace of an application, an egress gateway in `istio-system` has none of the rules that were written for it.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',

  explain(failure) {
    if (!isUntakenAtGateway(failure)) return undefined;
    const hidden = passedOver(failure, 'V3').find((it) => isOfKind(it.object, 'VirtualService'));
    const object = hidden?.object;
    if (!object || !isOfKind(object, 'VirtualService') || object.writtenAt) return undefined;
    const { namespace } = failure.hop.proxy;
    const server = serverOf(failure.hop);
    return {
      object,
      path: hidden.path,
      message: `The pods of the gateway are in namespace ${namespaceLabel(namespace)}, to which ${label(object)} is not exported, so they have none of its rules: ${whatBecomes(failure)}.`,
      related: server
        ? [atPath(server.object, server.path, `${label(server.object)} takes ${hostLabel(failure.host)} here.`)]
        : [],
      fixes: () => exportedToo(object, [namespace]),
    };
  },

  examples: [
    {
      title: 'a VirtualService for its own namespace only',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  exportTo: [ "." ]
#           ^^^^^^^ The pods of the gateway are in namespace istio-system, to which VirtualService shop/payments is not exported, so they have none of its rules: the gateway answers requests for api.payments.example with 404.
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('shop')}
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  exportTo: [ ".", istio-system ]
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
      title: 'the gateway runs in the namespace of the application',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  exportTo: [ "." ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.shop.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('shop')}
#- host.yaml
${httpEntry('shop')}
`,
    },
  ],
});
