import { serverHosts } from '../../mesh/gateway-hosts';
import { gatewayName } from '../../mesh/legs';
import type { Server } from '../../model/gateway';
import { gatewayReferences, meshGateway, resolveGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { label, nameSpan } from '../places';
import { defineRule } from '../rule';

export const gatewayUnused = defineRule({
  id: 'gateway-unused',
  severity: 'information',
  summary: 'No VirtualService is bound to a Gateway.',
  rationale:
    'A Gateway only opens the door: where requests go from there is said by VirtualServices that name it in `gateways`. Without any, plaintext HTTP and HTTP out of TLS is answered with 404, and for everything else the gateway does not listen.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/',
  on: ['Gateway'],

  *check(object, mesh) {
    const { servers } = object.resource.spec;
    if (object.document.partial || servers.length === 0 || servers.some(worksAlone) || mesh.hasHidden('VirtualService'))
      return;
    // those of other namespaces are often in other repositories
    if (!mesh.has('VirtualService', object.namespace)) return;
    if (mesh.with('VirtualService', gatewayName(object)).length > 0 || isNamedWrongly(object, mesh)) return;
    yield {
      span: nameSpan(object),
      message: `No VirtualService is bound to ${label(object)}, so whatever comes to its servers goes nowhere.`,
    };
  },

  examples: [
    {
      title: 'nobody names the Gateway',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: egress
#       ^^^^^^ No VirtualService is bound to Gateway shop/egress, so whatever comes to its servers goes nowhere.
  namespace: shop
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
    {
      title: 'a gateway between clusters, which needs no VirtualService',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: cross-network, namespace: istio-system }
spec:
  selector: { istio: eastwestgateway }
  servers:
  - port: { number: 15443, name: tls, protocol: TLS }
    hosts: [ "*.local" ]
    tls: { mode: AUTO_PASSTHROUGH }
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-system }
spec:
  hosts: [ payments ]
  http:
  - route:
    - destination: { host: payments, port: { number: 80 } }
`,
    },
  ],
});

/** Whether a server does something without a VirtualService: passes the mesh's TLS on, or redirects. */
const worksAlone = ({ tls }: Server): boolean =>
  // 3.5.1 pilot/pkg/networking/core/gateway.go builtAutoPassthroughFilterChains, buildGatewayHTTPRouteConfig
  tls?.mode?.value === 'AUTO_PASSTHROUGH' || tls?.httpsRedirect?.value === true;

/** Whether a VirtualService for one of the hosts names a Gateway that is not there: then that is to be mended first. */
function isNamedWrongly({ resource, namespace }: MeshObject<'Gateway'>, mesh: Mesh): boolean {
  const hosts = resource.spec.servers.flatMap((it) => serverHosts(it, namespace).map(({ host }) => host.toLowerCase()));
  return hosts
    .flatMap((it) => mesh.withHost('VirtualService', it))
    .some((object) =>
      [...gatewayReferences(object.resource.spec)].some(({ value }) => {
        const named = resolveGateway(value, object);
        return value !== meshGateway && mesh.find('Gateway', named.namespace, named.name).length === 0;
      }),
    );
}
