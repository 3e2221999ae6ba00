import { fix, insertInto, replace } from '../../generate/edit';
import { owns } from '../../mesh/ownership';
import { sameName } from '../../model/name';
import { meshGateway, resolveGateway } from '../../model/virtual-service';
import { nearest } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, httpGateway } from '../example-documents';
import { defineRule } from '../rule';

export const matchGatewayNotBound = defineRule({
  id: 'match-gateway-not-bound',
  severity: 'error',
  summary: 'A match names a gateway that the VirtualService is not bound to.',
  rationale:
    'A VirtualService only reaches the proxies listed in its own `gateways` (every sidecar, `mesh`, if there is no list). A match for another gateway can never hold, so its rule is never used.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  on: ['VirtualService'],

  *check(object, mesh) {
    const { http, tls, tcp } = object.resource.spec;
    const reported = new Set<string>();
    for (const rule of [...http, ...tls, ...tcp])
      for (const match of rule.match)
        for (const reference of match.gateways) {
          if (isBound(reference.value, object) || reported.has(reference.value)) continue;
          if (isSymptom(reference.value, object, mesh)) continue;
          reported.add(reference.value);
          yield {
            span: reference.span,
            message: `This match never holds: '${reference.value}' is not among the gateways of the VirtualService.`,
            fixes: () => repairs(object, reference, mesh),
          };
        }
  },

  examples: [
    {
      title: 'a leg for the sidecars in a VirtualService that is only bound to the gateway',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways:
  - egress # the way out
  http:
  - match:
    - gateways: [ mesh ]
#                 ^^^^ This match never holds: 'mesh' is not among the gateways of the VirtualService.
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match:
    - gateways: [ egress ]
    route:
    - destination: { host: api.payments.example }
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
  gateways:
  - egress # the way out
  - mesh
  http:
  - match:
    - gateways: [ mesh ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match:
    - gateways: [ egress ]
    route:
    - destination: { host: api.payments.example }
`,
    },
  ],
});

function isBound(reference: string, object: MeshObject<'VirtualService'>): boolean {
  const { gateways } = object.resource.spec;
  if (hasPlaceholder(reference) || gateways.some((it) => hasPlaceholder(it.value))) return true;
  if (gateways.length === 0) return reference === meshGateway || object.document.partial;
  return gateways.some(
    ({ value }) =>
      value === reference ||
      (value !== meshGateway &&
        reference !== meshGateway &&
        sameName(resolveGateway(value, object), resolveGateway(reference, object))),
  );
}

/** Whether the list names a gateway that does not exist while the match names one that does: then the list is at fault. */
function isSymptom(reference: string, object: MeshObject<'VirtualService'>, mesh: Mesh): boolean {
  const exists = (value: string): boolean => {
    const { namespace, name } = resolveGateway(value, object);
    return value === meshGateway || mesh.find('Gateway', namespace, name).length > 0;
  };
  return (
    reference !== meshGateway && exists(reference) && !object.resource.spec.gateways.every((it) => exists(it.value))
  );
}

/** Whether a gateway that is added to the list is not the next mistake. */
function mayExist(reference: string, object: MeshObject<'VirtualService'>, mesh: Mesh): boolean {
  if (reference === meshGateway) return true;
  const { namespace, name } = resolveGateway(reference, object);
  if (mesh.find('Gateway', namespace, name).length > 0) return true;
  return mesh.named('Gateway', name).length === 0 && !owns(mesh, namespace, 'Gateway');
}

/** A name that is spelt alike is the likelier mistake; else the gateway is missing from the list. */
function repairs(object: MeshObject<'VirtualService'>, reference: Located<string>, mesh: Mesh) {
  const { gateways } = object.resource.spec;
  const bound = gateways.length === 0 ? [meshGateway] : gateways.map((it) => it.value);
  const renames = nearest(reference.value, bound).flatMap((it) =>
    fix(`Change to '${it}'`, [replace(object, reference.span, it)]),
  );
  if (!mayExist(reference.value, object, mesh)) return renames;
  // without a list the object is bound to the sidecars; a list must not take that away
  const added = gateways.length === 0 ? [meshGateway, reference.value] : [reference.value];
  const path = gateways.length === 0 ? ['spec', 'gateways'] : ['spec', 'gateways', gateways.length];
  const value = gateways.length === 0 ? added : reference.value;
  return [...renames, ...fix(`Add '${reference.value}' to the gateways`, [insertInto(object, path, value)])];
}
