import type { Origin } from '../../envoy/config';
import { type Fix, fix, insertInto, prependTo } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import type { Failure } from '../../trace/failures';
import type { MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { httpEntry, httpGateway } from '../example-documents';
import { isSentToItself, serverOf } from '../failure';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';

export const egressLoop = defineFailureRule({
  id: 'egress-loop',
  severity: 'error',
  summary: 'The egress gateway sends a host to itself.',
  rationale:
    'A rule without `match.gateways` holds for every proxy that the VirtualService is bound to. Meant for the sidecars, it then comes first on the gateway too, which sends the request to its own Service again and again until it times out.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',

  explain(failure) {
    const { hop, host } = failure;
    const place = turnedBackAt(failure);
    if (!place) return undefined;
    const server = serverOf(hop);
    const gateway = server ? label(server.object) : 'The gateway';
    return {
      object: place.object,
      path: [...place.path, ...(place.object.resource.kind === 'VirtualService' ? ['destination', 'host'] : [])],
      message: `${gateway} sends ${hostLabel(host)} back to its own Service, in a loop: this rule holds on the gateway too.`,
      related: server ? [atPath(server.object, server.path, `${gateway} takes ${hostLabel(host)} here.`)] : [],
      fixes: () => repair(place.object, place.path),
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
${httpGateway('shop')}
#- service-entry.yaml
${httpEntry('shop')}
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

/** Where a gateway sends what it got to itself. */
function turnedBackAt(failure: Failure): Origin | undefined {
  const { cause, passed } = failure;
  // as a client of itself it may be refused, or speak no TLS
  return cause.reason === 'loop' ? cause.places[0] : isSentToItself(failure) ? passed.at(-1)?.route : undefined;
}

/** Adds the gateway `mesh` to the matches of the rule that has the route at the path. */
function repair(object: MeshObject, path: Path): readonly Fix[] {
  if (object.resource.kind !== 'VirtualService' || path[1] !== 'http') return [];
  const { http, gateways } = object.resource.spec;
  const rule = http[Number(path[2])];
  if (!rule || !gateways.some((it) => it.value === meshGateway)) return [];
  const at = path.slice(0, 3);
  if (rule.match.length === 0)
    return fix('Use this rule for the sidecars only', [prependTo(object, at, 'match', [{ gateways: [meshGateway] }])]);
  const edits = rule.match.flatMap((it, index) =>
    it.gateways.length === 0 ? [insertInto(object, [...at, 'match', index, 'gateways'], [meshGateway])] : [],
  );
  return edits.length > 0 ? fix('Use this rule for the sidecars only', edits) : [];
}
