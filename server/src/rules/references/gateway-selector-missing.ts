import { fix, insertInto } from '../../generate/edit';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, httpRoutes } from '../example-documents';
import { meantFor, selectedBy, telling } from '../gateway-selector';
import { label, nameSpan, spanOf } from '../places';
import { defineRule } from '../rule';

export const gatewaySelectorMissing = defineRule({
  id: 'gateway-selector-missing',
  severity: 'warning',
  summary: 'A Gateway has no selector, so every gateway of the mesh gets it.',
  rationale:
    'A Gateway without `selector`, or with an empty one, is given to all gateway pods of the mesh. Those for requests from outside get it too: they listen for its servers, take its hosts, and follow the VirtualServices that are bound to it.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway',
  on: ['Gateway'],

  *check(object, mesh) {
    const { spec } = object.resource;
    // G2 what has no server does nothing, wherever it is
    if (object.document.partial || (spec.selector?.size ?? 0) > 0 || spec.servers.length === 0) return;
    yield {
      span: spec.selector ? spanOf(object, ['spec', 'selector']) : nameSpan(object),
      message: `${label(object)} has no selector, so every gateway of the mesh gets its servers, those for requests from outside too.`,
      fixes: () =>
        selectors(object, mesh).flatMap(([key, value]) =>
          fix(`Select the pods with ${key}=${value}`, [insertInto(object, ['spec', 'selector', key], value)]),
        ),
    };
  },

  examples: [
    {
      title: 'a Gateway for all',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: egress
#       ^^^^^^ Gateway shop/egress has no selector, so every gateway of the mesh gets its servers, those for requests from outside too.
  namespace: shop
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
${httpRoutes('shop')}
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: egress
  namespace: shop
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
  selector:
    istio: egressgateway
`,
    },
    {
      title: 'a selector that is still to be filled in',
      source: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: $GATEWAY }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
  ],
});

/** The labels of the pods that the Gateway is meant for, else of every gateway that the workspace has. */
function selectors(object: MeshObject<'Gateway'>, mesh: Mesh): readonly (readonly [string, string])[] {
  const meant = meantFor(mesh, object);
  const labels = (meant.length > 0 ? meant : selectedBy(mesh, object)).flatMap((it) => {
    const found = telling(it.proxy.labels);
    return found ? [found] : [];
  });
  return [...new Map(labels.map((it) => [it.join('='), it])).values()];
}
