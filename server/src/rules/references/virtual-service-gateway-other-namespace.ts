import { fix } from '../../generate/edit';
import { namespaceLabel } from '../../model/namespace';
import { meshGateway, resolveGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { httpEntry } from '../example-documents';
import { renameGateway } from '../gateway-name';
import { at, enumerate, label } from '../places';
import { defineRule } from '../rule';

export const virtualServiceGatewayOtherNamespace = defineRule({
  id: 'virtual-service-gateway-other-namespace',
  severity: 'error',
  summary: 'A VirtualService looks for a gateway in the wrong namespace.',
  rationale:
    'A gateway named without a namespace is looked for in the VirtualService’s own namespace, and nowhere else. A Gateway of the same name elsewhere is another gateway, so the rules for it are never used.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  aliases: ['IST0101', 'KIA1102'],
  on: ['VirtualService'],

  *check(object, mesh) {
    for (const reference of object.resource.spec.gateways) {
      if (reference.value === meshGateway || hasPlaceholder(reference.value)) continue;
      const { namespace, name } = resolveGateway(reference.value, object);
      const elsewhere = mesh.named('Gateway', name);
      if (elsewhere.length === 0 || mesh.find('Gateway', namespace, name).length > 0) continue;
      const namespaces = [...new Set(elsewhere.map((it) => it.namespace))];
      yield {
        span: reference.span,
        message: `There is no Gateway '${name}' in namespace ${namespaceLabel(namespace)}, so the rules for it are never used; it is in namespace ${enumerate(namespaces)}.`,
        related: elsewhere.map((it) => at(it, `${label(it)} is here.`)),
        fixes: () =>
          namespaces.flatMap((it) =>
            fix(
              `Change to '${it}/${name}'`,
              renameGateway(object, reference, `${it}/${name}`),
              namespaces.length === 1,
            ),
          ),
      };
    }
  },

  examples: [
    {
      title: 'a gateway of the gateway team’s namespace, named without it',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress-gateway ]
#                   ^^^^^^^^^^^^^^ There is no Gateway 'egress-gateway' in namespace shop, so the rules for it are never used; it is in namespace istio-system.
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress-gateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, istio-system/egress-gateway ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
  ],
});
