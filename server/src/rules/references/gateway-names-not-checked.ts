import { fix, replace } from '../../generate/edit';
import { meshGateway } from '../../model/virtual-service';
import { nearest } from '../../text/nearest';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, httpGateway } from '../example-documents';
import { uncheckedNames } from '../gateway-name';
import { defineRule } from '../rule';

export const gatewayNamesNotChecked = defineRule({
  id: 'gateway-names-not-checked',
  severity: 'error',
  summary: 'An entry of `gateways` cannot be the name of anything, and Istio does not say so.',
  rationale:
    'Istio looks at the entries of `gateways` one after the other when the object is applied, and stops at the first that has no namespace, such as `mesh`. What stands behind it is accepted whatever it is. An entry that is no name of a Gateway is never found, so the rules for it are never used.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  on: ['VirtualService'],

  *check(object, mesh) {
    for (const reference of uncheckedNames(object))
      yield {
        span: reference.span,
        message: `'${reference.value}' cannot be the name of a Gateway, so the rules for it are never used; Istio does not refuse it, because it looks at no entry behind one without a namespace.`,
        fixes: () =>
          candidates(reference.value, object, mesh).flatMap((it) =>
            fix(`Change to '${it}'`, [replace(object, reference.span, it)]),
          ),
      };
  },

  examples: [
    {
      title: 'a slash too many behind `mesh`',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways:
  - mesh
  - istio-system//egress
#   ^^^^^^^^^^^^^^^^^^^^ 'istio-system//egress' cannot be the name of a Gateway, so the rules for it are never used; Istio does not refuse it, because it looks at no entry behind one without a namespace.
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ istio-system/egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('istio-system')}
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways:
  - mesh
  - istio-system/egress
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ istio-system/egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'the own namespace as a dot',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, ./egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('shop')}
#- host.yaml
${httpEntry('shop')}
`,
    },
  ],
});

/** The names of Gateways that are spelt alike, as the VirtualService would write them. */
function candidates(written: string, object: MeshObject<'VirtualService'>, mesh: Mesh): readonly string[] {
  const names = mesh
    .all('Gateway')
    .map((it) => (it.namespace === object.namespace ? it.name : `${it.namespace}/${it.name}`));
  const bound = object.resource.spec.gateways.map((it) => it.value);
  return nearest(written, [meshGateway, ...names])
    .filter((it) => !bound.includes(it))
    .slice(0, 3);
}
