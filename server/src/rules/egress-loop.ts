import { fix, insertInto, prependTo } from '../generate/edit';
import { type Loop, loopOf } from '../mesh/egress';
import { isBound } from '../mesh/legs';
import { hostLabel } from '../model/host';
import { meshGateway } from '../model/virtual-service';
import type { MeshObject } from '../workspace/mesh';
import { at, label } from './places';
import { defineRule } from './rule';

export const egressLoop = defineRule({
  id: 'egress-loop',
  severity: 'error',
  summary: 'The egress gateway sends a host to itself.',
  rationale:
    'A rule without `match.gateways` holds for every proxy that the VirtualService is bound to. Meant for the sidecars, it then comes first on the gateway too, which sends the request to its own Service again and again until it times out.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  on: ['VirtualService'],

  *check(object, mesh) {
    const loop = loopOf(mesh, object);
    if (!loop) return;
    const { gateway, server } = loop.server;
    yield {
      span: loop.to.destination.host?.span ?? object.resource.kindSpan,
      message: `${label(gateway)} sends ${hostLabel(loop.host)} back to its own Service, in a loop: this rule holds on the gateway too.`,
      related: [at(gateway, `${label(gateway)} takes ${hostLabel(loop.host)} here.`, server.span)],
      fixes: () => repair(object, loop),
    };
  },

  examples: [
    {
      title: 'the rule for the sidecars does not say so',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Gateway shop/egress sends api.payments.example back to its own Service, in a loop: this rule holds on the gateway too.
        port: { number: 80 }
  - match:
    - gateways: [ egress ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match:
    - gateways:
      - mesh
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port: { number: 80 }
  - match:
    - gateways: [ egress ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
  ],
});

function repair(object: MeshObject<'VirtualService'>, { leg }: Loop) {
  if (!isBound(object, meshGateway)) return [];
  const path = leg.path.slice(object.resource.path.length);
  const { match } = leg.rule;
  if (match.length === 0)
    return fix('Use this rule for the sidecars only', [
      prependTo(object, path, 'match', [{ gateways: [meshGateway] }]),
    ]);
  const edits = match.flatMap(({ gateways }, index) =>
    gateways.length === 0 ? [insertInto(object, [...path, 'match', index, 'gateways'], [meshGateway])] : [],
  );
  return edits.length > 0 ? fix('Use this rule for the sidecars only', edits) : [];
}
